"""Who may already be the person that somebody is about to record."""

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from foundation.crypto import vault
from foundation.db import db
from registry.models import Household, Person
from registry.queries.rows import SAME_HOUSE, PersonRow, in_my_villages, person_rows

_ALIKE = 0.75
_CANDIDATES = 500


@dataclass(frozen=True)
class Match:
    """Somebody who may already be the person asked about, and what they have in common."""

    person: PersonRow
    why: list[str]


def similar(data: dict[str, Any], size: int = 5) -> list[Match]:
    """Who may already be the person described by clean PersonSchema data; the most alike first.

    Only people who share a number, a name or a date of birth are compared at all. The database finds those by
    index; how alike two names are is decided here.
    """
    name = data["name"].lower()
    hashes = {field: vault().lookup(data[field], field) for field in ("nik", "phone") if data[field]}
    alike = [Person.name_norm == name, Person.id.in_(_namesakes_born_on(data["birth_date"], name))]
    if "nik" in hashes:
        alike.append(Person.nik_hash == hashes["nik"])
    if "phone" in hashes:
        alike.append(Person.phone_hash == hashes["phone"])
    people = select(Person, Household.village_code).join(Household, SAME_HOUSE).where(or_(*alike))
    found = db.session.execute(in_my_villages(people).limit(_CANDIDATES))
    whys = {person.id: _common(person, village, data, hashes) for person, village in found}
    best = sorted((id_ for id_, why in whys.items() if why), key=lambda id_: (-len(whys[id_]), id_))[:size]
    rows = person_rows(best)
    return [Match(rows[id_], whys[id_]) for id_ in best]


def _namesakes_born_on(day: date | None, name: str) -> list[int]:
    """Ids of people born that day whose name is like this one: only names are fetched, a common birthday is cheap."""
    if day is None:
        return []
    born = db.session.execute(select(Person.id, Person.name_norm).where(Person.birth_date == day))
    return [id_ for id_, other in born if _likeness(other, name) >= _ALIKE][:_CANDIDATES]


def _common(person: Person, village: str, data: dict[str, Any], hashes: dict[str, bytes]) -> list[str]:
    """What is the same. Nothing when only the name is, or only what a family shares: telephone and village."""
    why = []
    if person.nik_hash and person.nik_hash == hashes.get("nik"):
        why.append(_("NIK sama"))
    likeness = _likeness(person.name_norm, data["name"].lower())
    if not why and likeness < _ALIKE:
        return []
    if person.birth_date and person.birth_date == data["birth_date"]:
        why.append(_("tanggal lahir sama"))
    if person.phone_hash and person.phone_hash == hashes.get("phone"):
        why.append(_("nomor telepon sama"))
    if village == data["village_code"]:
        why.append(_("desa sama"))
    if why and likeness >= _ALIKE:
        why.append(_("nama sama") if likeness == 1 else _("nama mirip"))
    return why


def _likeness(one: str, other: str) -> float:
    """0 to 1; a name that is the beginning of the other counts as alike (Junaidi, Junaidi bin Hasan)."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short + " "):
        return _ALIKE
    return SequenceMatcher(None, one, other).ratio()
