"""What two records of one person consist of, what would follow, and which merges there were."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from foundation.db import db
from foundation.errors import Refused
from registry.followers import FOLLOWERS
from registry.models import Person, PersonMerge

PARTS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "nik": ("nik_cipher", "nik_hash", "nik_masked", "nik_state"),
    "sex": ("sex",),
    "birth": ("birth_date", "birth_place"),
    "phone": ("phone_cipher", "phone_hash", "phone_masked"),
    "email": ("email_cipher",),
    "household": ("household_id", "relation"),
}
"""What is chosen from one record or the other, and the columns that go together."""

_OWN = {"tenant_id", "id", "name_norm", "name_key", "merged_into", "created_at", "version"}
PARTS["details"] = tuple(
    column.name
    for column in Person.__table__.columns
    if column.name not in _OWN and not any(column.name in part for part in PARTS.values())
)
"""Everything else that is known about a person: schooling, work, health, welfare status."""


def details(person: Person) -> dict[str, Any]:
    """What is known beyond the parts that are shown one by one, and when it was observed."""
    return {name: value for name in PARTS["details"] if (value := getattr(person, name)) is not None}


def following(person_id: int) -> list[tuple[Any, int]]:
    """What would go along, as (label, how many)."""
    counts = {
        each.label: select(func.count()).select_from(each.column.class_).where(each.column == person_id)
        for each in FOLLOWERS.values()
    }
    return [(label, n) for label, count in counts.items() if (n := db.session.scalar(count))]


def merge_row(merge_id: int) -> tuple[PersonMerge, str]:
    """A merge, with the other record's name. Refused (404): unknown here."""
    for row in db.session.execute(_merges().where(PersonMerge.id == merge_id)):
        return row[0], row[1]
    raise Refused(_("Penggabungan ini tidak ditemukan."), status=404, code="not_found")


def merges_of(person_id: int) -> list[tuple[PersonMerge, str]]:
    """What was merged into this person, newest first, with the other record's name; also what was taken back."""
    newest = _merges().where(PersonMerge.survivor_id == person_id).order_by(PersonMerge.id.desc()).limit(20)
    return [(row, name) for row, name in db.session.execute(newest)]


def _merges() -> Select[PersonMerge, str]:
    merged = (Person.tenant_id == PersonMerge.tenant_id) & (Person.id == PersonMerge.merged_id)
    return select(PersonMerge, Person.name).join(Person, merged)
