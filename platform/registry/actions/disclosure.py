"""Giving out what is kept encrypted: each time for a reason, each time written down."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from foundation.db import db
from foundation.errors import Refused
from foundation.logging import without_personal_numbers
from foundation.tenancy import current_tenant_id
from registry import queries
from registry.actions.sealing import clear
from registry.models import Person
from tenants import access, audit

PRIVATE = ("nik", "family_card", "phone", "email")


@dataclass(frozen=True)
class Contact:
    """Where a message reaches a person, in clear: for sending only, never for a page."""

    phone: str | None
    email: str | None


def reveal_nik(person_id: int, reason: str) -> str:
    """The whole NIK, for a reason that is kept. Empty when it is unknown."""
    access.require("person:reveal")
    if not reason.strip():
        raise Refused(_("Tulis alasannya"), field="reason")
    person = queries.get_person(person_id)
    audit.record("person.nik_revealed", "person", person.id, reason=without_personal_numbers(reason))
    return clear(person.nik_cipher, "nik") or ""


def disclose(person_id: int, fields: Iterable[str], reason: str) -> dict[str, str | None]:
    """Numbers in clear for a packet the citizen agreed to: any of nik, family_card, phone, email. Audited."""
    person = _person(person_id)
    household = queries.household_of(person)
    wanted = [field for field in PRIVATE if field in set(fields)]
    audit.record("person.disclosed", "person", person.id, fields=wanted, reason=reason)
    return {
        field: clear(getattr(household if field == "family_card" else person, f"{field}_cipher"), field)
        for field in wanted
    }


def contact_of(person_id: int) -> Contact:
    """Telephone (E.164) and e-mail of a person, for the job that sends a message to them. Needs no subject."""
    person = _person(person_id)
    return Contact(phone=clear(person.phone_cipher, "phone"), email=clear(person.email_cipher, "email"))


def _person(person_id: int) -> Person:
    return db.session.get_one(Person, (current_tenant_id(), person_id))
