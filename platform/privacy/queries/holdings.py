"""Everything that is held on one person, from every room, as the reader may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from cases.models import Case
from foundation import storage
from foundation.db import db
from registry.held import HOLDINGS, Holding, Scope
from registry.models import Person
from registry.queries import get_person, records_of
from tenants import access_log
from tenants.access import subject
from tenants.office_time import office_moment
from web.formats import plain_date

MOST_ROWS = 2000
"""Of one table in one copy; a citizen with more is told so."""


@dataclass(frozen=True)
class Section:
    """One table's part of the copy: each row as label and words."""

    table: str
    label: str
    rows: list[list[tuple[str, str]]]
    shortened: bool = False


def scope_of(person_id: int) -> Scope:
    """Whose rows: all records of that person, their cases as this reader may see them, the household they live in."""
    person = get_person(person_id)
    records = records_of(person)
    cases = db.session.scalars(select(Case.id).where(Case.person_id.in_(records)).order_by(Case.id)).all()
    return Scope(records, cases, [person.household_id])


def sections(person_id: int) -> list[Section]:
    """Everything, in the order in which a citizen reads it. One statement a table. Who asks is written down."""
    person, scope = get_person(person_id), scope_of(person_id)
    found = [_section(holding, scope) for holding in HOLDINGS.values() if holding.shown or holding.tell]
    looks = access_log.looks_at(person.id, records_of(person), MOST_ROWS)
    log = [
        [(_("Waktu"), _words(line.at)), (_("Siapa"), line.actor), (_("Apa"), line.what), (_("Alasan"), line.reason)]
        for line in looks
    ]
    label = str(HOLDINGS["audit_entry"].label)
    return [each for each in [*found, Section("audit_entry", label, log, len(log) == MOST_ROWS)] if each.rows]


def files(person_id: int) -> Iterator[tuple[str, bytes]]:
    """The papers and letters themselves, one after the other."""
    scope = scope_of(person_id)
    for holding in HOLDINGS.values():
        if holding.files is None:
            continue
        for row in db.session.scalars(_rows_of(holding, scope)):
            for name, content in holding.files(row):
                yield name, storage.content_of(content) if isinstance(content, int) else content


def household_mates(person: Person) -> list[int]:
    """Who else lives, or lived last, in that household and has not been erased."""
    others = select(Person.id).where(
        Person.household_id == person.household_id, Person.erased_at.is_(None), Person.merged_into.is_(None)
    )
    return [each for each in db.session.scalars(others) if each != person.id]


def _rows_of(holding: Holding, scope: Scope) -> Any:
    return select(holding.model).where(holding.whose(scope)).order_by(holding.model.id).limit(MOST_ROWS)


def _section(holding: Holding, scope: Scope) -> Section:
    found = db.session.scalars(_rows_of(holding, scope)).all()
    rows = [[(label, words) for label, value in _told(holding, row) if (words := _words(value))] for row in found]
    return Section(holding.table, str(holding.label), [row for row in rows if row], len(found) == MOST_ROWS)


def _told(holding: Holding, row: Any) -> list[tuple[str, Any]]:
    if holding.tell is not None:
        return holding.tell(row)
    return [(str(label), getattr(row, name)) for name, label in holding.shown.items()]


def _words(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, datetime):
        return office_moment(value, subject().tenant.timezone)
    if isinstance(value, date):
        return plain_date(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
