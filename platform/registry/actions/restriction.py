"""Restricting what is done with a person's data, at their wish (UU 27/2022 art. 11 and 41)."""

from flask_babel import gettext as _

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.logging import without_personal_numbers
from registry import queries
from tenants import access, audit


def restrict(person_id: int, reason: str) -> None:
    """From now on: in no run over everybody, no data set, no new referral. Refused: 403, 404; 409 when it is so."""
    access.require("privacy:guard")
    person = queries.get_person(person_id)
    if person.restricted_at is not None:
        raise Refused(_("Pemrosesan data orang ini sudah dibatasi."), status=409, code="restricted")
    person.restricted_at, person.restriction = now(), without_personal_numbers(reason)
    db.session.flush()
    audit.record("person.restricted", "person", person.id, reason=person.restriction)


def lift(person_id: int, reason: str) -> None:
    """As before. Refused: 403, 404; 409 when nothing is restricted."""
    access.require("privacy:guard")
    person = queries.get_person(person_id)
    if person.restricted_at is None:
        raise Refused(_("Pemrosesan data orang ini tidak dibatasi."), status=409, code="not_restricted")
    person.restricted_at, person.restriction = None, ""
    db.session.flush()
    audit.record("person.unrestricted", "person", person.id, reason=without_personal_numbers(reason))
