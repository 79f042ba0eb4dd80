"""Who may be one person recorded twice, and why.

The database finds by index whoever shares a number, a birthday or the sound of a name; how alike two names are is
decided here, among those few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, or_, select

from foundation.crypto import vault
from foundation.db import db
from reference.names import likeness
from registry.models import Household, Person
from registry.queries.person import household_of
from registry.queries.rows import SAME_HOUSE, PersonRow, my_villages, person_rows

ALIKE = 80
"""Per cent from which two names may be one, when a birthday or a telephone agrees."""
NEARLY_SAME = 85
"""The same when only the village agrees and no birthday speaks against it."""
_CANDIDATES = 500


@dataclass(frozen=True)
class Match:
    """Somebody who may already be the person asked about, and what they have in common."""

    person: PersonRow
    why: list[str]


@dataclass(frozen=True)
class _Asked:
    """What is known about the person for whom a double is sought."""

    name: str
    birth_date: date | None
    village_code: str
    nik_hash: bytes | None
    phone_hash: bytes | None
    person_id: int | None = None


def similar(data: dict[str, Any], size: int = 5) -> list[Match]:
    """Who may already be the person described by clean PersonSchema data; the most alike first."""
    hashes = {field: vault().lookup(data[field], field) if data[field] else None for field in ("nik", "phone")}
    asked = _Asked(data["name"], data["birth_date"], data["village_code"], hashes["nik"], hashes["phone"])
    return _matches(asked, size)


def doubles_of(person: Person, size: int = 5) -> list[Match]:
    """Who may be the same as somebody who is recorded already."""
    village = household_of(person).village_code
    asked = _Asked(person.name, person.birth_date, village, person.nik_hash, person.phone_hash, person.id)
    return _matches(asked, size)


def _matches(asked: _Asked, size: int) -> list[Match]:
    compared = [(person_id, *_compare(asked, found)) for person_id, found in _candidates(asked).items()]
    best = sorted((each for each in compared if each[2]), key=lambda each: (-each[1], each[0]))[:size]
    rows = person_rows(person_id for person_id, _weight, _why in best)
    return [Match(rows[person_id], why) for person_id, _weight, why in best]


def _candidates(asked: _Asked) -> dict[int, Any]:
    """Everybody worth a comparison, by id. Three statements, each led by an index."""
    alike: list[ColumnElement[bool]] = [
        Person.id.in_([*_namesakes_born_on(asked.birth_date, asked.name), *_sounding_alike_in(asked)])
    ]
    for column, hashed in ((Person.nik_hash, asked.nik_hash), (Person.phone_hash, asked.phone_hash)):
        if hashed is not None:
            alike.append(column == hashed)
    described = select(
        Person.id, Person.name, Person.birth_date, Person.nik_hash, Person.phone_hash, Household.village_code
    )
    found = db.session.execute(described.join(Household, SAME_HOUSE).where(or_(*alike), *_in_reach()))
    return {row.id: row for row in found if row.id != asked.person_id}


def _in_reach() -> list[ColumnElement[bool]]:
    """Not merged away, and for a facilitator within the own villages."""
    mine = my_villages()
    return [Person.merged_into.is_(None), *([Household.village_code.in_(mine)] if mine is not None else [])]


def _namesakes_born_on(day: date | None, name: str) -> list[int]:
    """Ids of people born that day whose name is like this one: only names are fetched, a common birthday is cheap."""
    if day is None:
        return []
    born = db.session.execute(select(Person.id, Person.name).where(Person.birth_date == day))
    return [person_id for person_id, other in born if likeness(other, name) >= ALIKE][:_CANDIDATES]


def _sounding_alike_in(asked: _Asked) -> Sequence[int]:
    """Ids of people of that village whose name sounds the same; names without a consonant must be the same."""
    heard = and_(
        Person.name_key == func.name_key(asked.name),
        or_(Person.name_key != "", Person.name_norm == asked.name.lower()),
    )
    neighbours = select(Person.id).join(Household, SAME_HOUSE).where(heard)
    return db.session.scalars(neighbours.where(Household.village_code == asked.village_code).limit(_CANDIDATES)).all()


def _compare(asked: _Asked, found: Any) -> tuple[int, list[str]]:
    """How strongly it speaks for one person, and in words. No words when too little agrees: a family shares a
    telephone and a village, and a village has namesakes."""
    same_nik = asked.nik_hash is not None and found.nik_hash == asked.nik_hash
    same_phone = asked.phone_hash is not None and found.phone_hash == asked.phone_hash
    same_village = found.village_code == asked.village_code
    birthday = _birthdays(asked.birth_date, found.birth_date)
    alike = likeness(asked.name, found.name)
    by_name = alike >= ALIKE and (birthday == "same" or same_phone)
    by_place = alike >= NEARLY_SAME and same_village and birthday != "other"
    if not (same_nik or by_name or by_place):
        return 0, []
    said = [
        (200, _("NIK sama"), same_nik),
        (alike, _("nama sama") if alike == 100 else _("nama mirip %(percent)s %%", percent=alike), alike >= ALIKE),
        (60, _("tanggal lahir sama"), birthday == "same"),
        (30, _("tanggal lahir hampir sama"), birthday == "near"),
        (40, _("nomor telepon sama"), same_phone),
        (20, _("desa sama"), same_village),
    ]
    return sum(weight for weight, _words, holds in said if holds), [words for _weight, words, holds in said if holds]


def _birthdays(one: date | None, other: date | None) -> str:
    """`same`, `near` (a slip of the pen: one part differs, or day and month changed places), `other`, or `unknown`."""
    if one is None or other is None:
        return "unknown"
    if one == other:
        return "same"
    parts, others = (one.day, one.month, one.year), (other.day, other.month, other.year)
    turned = (parts[1], parts[0], parts[2]) == others
    return "near" if turned or sum(map(int.__eq__, parts, others)) == 2 else "other"
