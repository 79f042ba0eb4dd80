"""Whether another office knows a person: yes or no, and whom to ask. Nothing about the person crosses."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import LargeBinary, bindparam, text

from foundation.db import db
from foundation.errors import Refused
from foundation.logging import without_personal_numbers
from registry import queries
from tenants import access, audit

_ASK = text("SELECT office, place, seat, phone FROM registered_elsewhere(:wanted)").bindparams(
    bindparam("wanted", type_=LargeBinary)
)


@dataclass(frozen=True)
class Office:
    """An office that knows somebody with this NIK."""

    office: str
    place: str
    seat: str
    phone: str


def registered_elsewhere(person_id: int, reason: str) -> list[Office]:
    """The offices of other tenants that know this person's NIK; each look-up is written down with its reason.

    Refused 404, and 422 for a person whose NIK is not known.
    """
    access.require("person:write")
    person = queries.get_person(person_id)
    if person.nik_hash is None:
        raise Refused(_("NIK belum diketahui: tidak ada yang dapat ditanyakan."))
    found = [Office(*row) for row in db.session.execute(_ASK, {"wanted": person.nik_hash})]
    audit.record(
        "person.asked_elsewhere", "person", person.id, found=len(found), reason=without_personal_numbers(reason)
    )
    return found
