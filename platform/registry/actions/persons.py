"""Recording people, each once, in the household of their family card. Numbers go in encrypted, never in clear."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from reference.identity import mask_nik, mask_phone, parse_nik
from registry import queries
from registry.actions.sealing import sealed
from registry.models import Household, Person
from registry.schemas import contradictions
from tenants import access, audit, receipts

UNIQUE_NIK = "uq_person_tenant_id_nik_hash"
UNIQUE_CARD = "uq_household_tenant_id_family_card_hash"


class AlreadyRecorded(Refused):
    """Somebody of this tenant has that NIK. `person_id` leads there, if this reader may go there."""

    def __init__(self, message: str, person_id: int | None) -> None:
        super().__init__(message, field="nik", status=409, code="nik_taken")
        self.person_id = person_id


def create_person(data: dict[str, Any], request_key: UUID) -> Person:
    """Record a person from clean PersonSchema data, in the household of that family card or in a new one.

    The same request key gives the same person again. Raises AlreadyRecorded for a NIK that somebody has, Refused for
    a village or a household outside the reader's own.
    """
    access.require("person:write")
    receipt = receipts.once(request_key, data, "person")
    if receipt.subject_id is not None:
        return queries.get_person(receipt.subject_id)
    _refuse_elsewhere(data["village_code"])
    _refuse_taken_nik(data["nik"], of=None)
    with _refusals_in_words(data):
        person = Person(household_id=_household_for(data, None).id)
        _describe(person, data)
        db.session.add(person)
    receipt.subject_id = person.id
    audit.record("person.created", "person", person.id)
    return person


def update_person(person_id: int, data: dict[str, Any], version: int) -> Person:
    """Change a person; address and village are the whole household's.

    NIK, family card, telephone and e-mail stay as they are when `data` says None.
    Refused 409 `stale` when somebody else was faster.
    """
    access.require("person:write")
    person = queries.get_person(person_id)
    if person.version != version:
        raise _stale()
    _refuse_elsewhere(data["village_code"])
    _refuse_taken_nik(data["nik"], of=person)
    _agree_with_kept_nik(person, data)
    household = queries.household_of(person)
    with _refusals_in_words(data):
        person.household_id = _household_for(data, household).id
        _describe(person, data)
        flag_modified(person, "name")  # a new address alone is a new version too
    audit.record("person.updated", "person", person.id)
    return person


# --- parts --------------------------------------------------------------------------------------------


def _describe(person: Person, data: dict[str, Any]) -> None:
    person.name, person.sex, person.birth_date = data["name"], data["sex"], data["birth_date"]
    person.birth_place, person.relation = data["birth_place"] or "", data["relation"] or 1
    if data["nik"]:
        person.nik_cipher, person.nik_hash = sealed(data["nik"], "nik")
        person.nik_masked = mask_nik(data["nik"])
        person.nik_state = "unchecked"
    if data["phone"]:
        person.phone_cipher, person.phone_hash = sealed(data["phone"], "phone")
        person.phone_masked = mask_phone(data["phone"])
    if data["email"]:
        person.email_cipher, _hash = sealed(data["email"], "email")


def _household_for(data: dict[str, Any], present: Household | None) -> Household:
    """The household on that family card, or the present one, or a new one. The newest address holds."""
    card = data["family_card"]
    household = (queries.household_with_card(card) if card else None) or present
    if household is None:
        household = Household()
        db.session.add(household)
    elif household is not present:
        _refuse_foreign_household(household)
    household.address, household.village_code = data["address"], data["village_code"]
    if card:
        household.family_card_cipher, household.family_card_hash = sealed(card, "family_card")
        household.family_card_masked = mask_nik(card)
    db.session.flush()
    return household


def _refuse_elsewhere(village_code: str) -> None:
    if village_code not in dict(queries.village_choices()):
        raise Refused(_("Desa ini di luar wilayah kerja Anda"), field="village_code", code="village_outside")


def _refuse_foreign_household(household: Household) -> None:
    mine = queries.my_villages()
    if mine is not None and household.village_code not in mine:
        message = _("KK ini tercatat di desa lain. Minta front office memindahkannya.")
        raise Refused(message, field="family_card", status=409, code="household_elsewhere")


def _refuse_taken_nik(nik: str | None, of: Person | None) -> None:
    holder = queries.holder_of(nik) if nik else None
    if holder is not None and holder is not of:
        raise _already_recorded(holder)


def _already_recorded(holder: Person) -> AlreadyRecorded:
    mine = queries.my_villages()
    if mine is not None and queries.household_of(holder).village_code not in mine:
        return AlreadyRecorded(_("NIK ini sudah tercatat di desa lain. Hubungi front office."), None)
    return AlreadyRecorded(_("NIK ini sudah tercatat pada warga lain"), holder.id)


def _agree_with_kept_nik(person: Person, data: dict[str, Any]) -> None:
    """A NIK that stays must agree with what is changed around it, and tells the date of birth if nobody does."""
    if data["nik"] or person.nik_cipher is None:
        return
    nik = parse_nik(vault().decrypt(person.nik_cipher, "nik"))
    for field, message in contradictions(nik, data["sex"], data["birth_date"]).items():
        raise Refused(message, field=field)
    data["birth_date"] = data["birth_date"] or nik.birth_date


@contextmanager
def _refusals_in_words(data: dict[str, Any]) -> Iterator[None]:
    """Write in a savepoint, and say what the database refused: somebody may have been faster with the same number."""
    try:
        with db.session.begin_nested():
            yield
    except StaleDataError as error:
        raise _stale() from error
    except IntegrityError as error:
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        if constraint == UNIQUE_NIK and (holder := queries.holder_of(data["nik"])):
            raise _already_recorded(holder) from error
        if constraint == UNIQUE_CARD:
            message = _("KK ini baru saja dicatat orang lain. Kirim sekali lagi.")
            raise Refused(message, field="family_card", status=409, code="family_card_taken") from error
        raise


def _stale() -> Refused:
    message = _("Data warga ini baru saja diubah orang lain. Muat ulang halaman, lalu ulangi perubahan Anda.")
    return Refused(message, status=409, code="stale")
