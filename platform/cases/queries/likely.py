"""Open cases that may be the one just being brought in, and why: shown before a case is made, and beside one."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select

from cases.models import Case
from cases.queries.queue import QueueRow, open_cases
from foundation.db import db
from registry.models import Person
from registry.queries import Match, doubles_of, get_person
from web.formats import plain_date

OF_THE_PLACE = frozenset({"infrastructure"})
"""Sectors in which a case is about a place: whoever reports it, a road is damaged once."""


@dataclass(frozen=True)
class LikelyCase:
    """An open case and what it has in common with the one asked about."""

    row: QueueRow
    why: list[str]


@dataclass(frozen=True)
class Likely:
    """What is shown before a case is made."""

    cases: list[LikelyCase]
    people: list[Match]
    """Records that may be the same person, whose cases are among those."""

    @property
    def note(self) -> str:
        """For the file, when the officer goes on all the same. Indonesian, as the file is."""
        codes = ", ".join(each.row.code for each in self.cases)
        return f"Tetap didaftarkan walau ada kasus terbuka yang mirip: {codes}" if codes else ""


def likely_before(person_id: int, case_type: str, sector: str, village_code: str) -> Likely:
    """For a case that is about to be registered: of the person, of records that may be the same, of the family, of the
    place. A bounded number of statements."""
    person = get_person(person_id)
    people = doubles_of(person)
    asked = _Asked(person_id, person.household_id, case_type, sector, village_code)
    return Likely(_found(asked, {match.person.id: match for match in people}), people)


def likely_beside(case: Case, household_id: int) -> list[LikelyCase]:
    """For a case that stands: of the person, of the family, of the place. Nothing once it is closed."""
    if case.closed_at is not None:
        return []
    return _found(_Asked(case.person_id, household_id, case.case_type, case.sector, case.village_code, case.id), {})


@dataclass(frozen=True)
class _Asked:
    person_id: int
    household_id: int
    case_type: str
    sector: str
    village_code: str
    case_id: int = 0


def _found(asked: _Asked, doubles: dict[int, Match]) -> list[LikelyCase]:
    living_there = select(Person.id).where(Person.household_id == asked.household_id, Person.merged_into.is_(None))
    family = set(db.session.scalars(living_there))
    alike = or_(Case.case_type == asked.case_type, Case.sector == asked.sector)
    blocks = [and_(Case.person_id.in_({asked.person_id, *family, *doubles}), alike)]
    if asked.sector in OF_THE_PLACE:
        blocks.append(and_(Case.village_code == asked.village_code, Case.case_type == asked.case_type))
    rows = open_cases(and_(Case.id != asked.case_id, or_(*blocks)))
    return [LikelyCase(row, _why(asked, row, family, doubles)) for row in rows]


def _why(asked: _Asked, row: QueueRow, family: set[int], doubles: dict[int, Match]) -> list[str]:
    if row.person_id == asked.person_id:
        who = _("orang yang sama")
    elif row.person_id in doubles:
        who = _("mungkin orang yang sama (%(why)s)", why=", ".join(doubles[row.person_id].why))
    elif row.person_id in family:
        who = _("satu keluarga dengan %(name)s", name=row.person_name)
    else:
        who = _("desa yang sama")
    what = _("jenis layanan sama") if row.case_type == asked.case_type else _("sektor sama")
    return [who, what, _("terbuka sejak %(day)s", day=plain_date(row.opened_on))]
