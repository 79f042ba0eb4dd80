"""The records behind a check: the same conditions that count them, and pages of them for whoever may open them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from cases.machine import STATE_LABELS, State
from cases.models import Case
from foundation.db import db
from reference.queries import place_labels
from registry.models import Household, Person
from registry.queries.rows import PersonRow, person_rows
from reporting.quality.checks import DAYS_UNTOUCHED, MINUTES_AT_ONCE, MONTHS_UNSEEN
from reporting.spans import span_around
from sustainability.queries.measured import YEAR
from web.pagination import Page, decode_cursor, page_of

PAGE = 30
_MUCH = 3
_EARLIEST = 1900
_ROOMS = (Household.floor, Household.wall, Household.roof, Household.water, Household.lighting, Household.toilet)


@dataclass(frozen=True)
class FamilyLine:
    """A family in the list, by where it lives."""

    id: int
    address: str
    village: str
    observed_on: date | None


@dataclass(frozen=True)
class CaseLine:
    """A case in the list: what to find it by, nobody's name."""

    id: int
    code: str
    state: tuple[Any, str, str]
    opened_on: date
    moved_on: date


# --- what counts -----------------------------------------------------------------------------------


def living() -> tuple[Any, ...]:
    """People of the registry: neither merged into another record nor erased."""
    return Person.merged_into.is_(None), Person.erased_at.is_(None)


def without_nik() -> Any:
    """Whose number nobody has written down."""
    return Person.nik_hash.is_(None)


def born_first_of_january(today: date) -> Any:
    """As a list of days: they are found by index, which a part of a date is not."""
    return Person.birth_date.in_([date(year, 1, 1) for year in range(_EARLIEST, today.year + 1)])


def has_double() -> Any:
    """Somebody else is born on the same day and sounds the same."""
    other = aliased(Person)
    alike = (
        select(other.id)
        .where(
            other.tenant_id == Person.tenant_id,
            other.birth_date == Person.birth_date,
            other.name_key == Person.name_key,
            other.id != Person.id,
            other.merged_into.is_(None),
            other.erased_at.is_(None),
        )
        .correlate(Person)
    )
    return alike.exists()


def lacks_much() -> Any:
    """At least three of the six answers about the house are missing."""
    return func.num_nulls(*_ROOMS) >= _MUCH


def unseen(today: date) -> Any:
    """Nobody has looked at the family since that month began."""
    since = span_around(today, "month").after(-MONTHS_UNSEEN).first
    return or_(Household.observed_on.is_(None), Household.observed_on < since)


def untouched(today: date) -> Any:
    """No step has been taken."""
    return Case.moved_on < today - timedelta(days=DAYS_UNTOUCHED)


def at_once() -> Any:
    """Closed as soon as it was registered."""
    return Case.closed_at < Case.opened_at + timedelta(minutes=MINUTES_AT_ONCE)


def closed_lately(today: date) -> tuple[Any, ...]:
    """Closed, and registered within twelve months."""
    return Case.closed_at.is_not(None), Case.opened_on >= today - YEAR


# --- pages of them ---------------------------------------------------------------------------------


def people_page(slug: str, today: date, cursor: str | None) -> Page[PersonRow]:
    """People behind a check, in the order of their numbers. Three statements."""
    wanted = select(Person.id).where(*living(), _PEOPLE[slug](today))
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(Person.id > after[0])
    ids = list(db.session.scalars(wanted.order_by(Person.id).limit(PAGE + 1)))
    page = page_of(ids, PAGE, lambda id_: (id_,))
    rows = person_rows(page.rows)
    return Page([rows[id_] for id_ in page.rows], next=page.next)


def families_page(slug: str, today: date, cursor: str | None) -> Page[FamilyLine]:
    """Families behind a check, in the order of their numbers. Two statements."""
    wanted = select(Household.id, Household.address, Household.village_code, Household.observed_on)
    wanted = wanted.where(_FAMILIES[slug](today))
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(Household.id > after[0])
    page = page_of(db.session.execute(wanted.order_by(Household.id).limit(PAGE + 1)).all(), PAGE, lambda row: (row.id,))
    places = place_labels(db.session(), {row.village_code for row in page.rows})
    lines = [FamilyLine(row.id, row.address, places[row.village_code], row.observed_on) for row in page.rows]
    return Page(lines, next=page.next)


def cases_page(slug: str, today: date, cursor: str | None) -> Page[CaseLine]:
    """Cases behind a check, in the order of their numbers; of confidential ones those that the reader may see."""
    wanted = select(Case.id, Case.code, Case.state, Case.opened_on, Case.moved_on).where(_CASES[slug](today))
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(Case.id > after[0])
    page = page_of(db.session.execute(wanted.order_by(Case.id).limit(PAGE + 1)).all(), PAGE, lambda row: (row.id,))
    lines = [
        CaseLine(row.id, row.code, STATE_LABELS[State(row.state)], row.opened_on, row.moved_on) for row in page.rows
    ]
    return Page(lines, next=page.next)


PAGES: dict[str, Callable[[str, date, str | None], Page[Any]]] = {
    "people": people_page,
    "families": families_page,
    "cases": cases_page,
}
"""By what the records are."""
_PEOPLE: dict[str, Callable[[date], Any]] = {
    "born_first_of_january": born_first_of_january,
    "without_nik": lambda _today: without_nik(),
    "doubles": lambda _today: and_(Person.birth_date.is_not(None), has_double()),
}
_FAMILIES: dict[str, Callable[[date], Any]] = {
    "families_unseen": unseen,
    "unknown_fields": lambda _today: lacks_much(),
}
_CASES: dict[str, Callable[[date], Any]] = {
    "cases_untouched": lambda today: and_(Case.closed_at.is_(None), untouched(today)),
    "closed_at_once": lambda today: and_(*closed_lately(today), at_once()),
}
