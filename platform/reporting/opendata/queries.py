"""Counting a quarter before it is published, and reading what has been."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select, tuple_

from cases.models import CaseDelta, CaseFactDay
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reporting.counting import Asked, count
from reporting.measures import DIMENSIONS, MEASURES
from reporting.opendata.datasets import Dataset
from reporting.opendata.models import OpenFigure, OpenRelease
from reporting.spans import Span, span_around
from reporting.suppression import Cell, Hidden
from tenants.models import Tenant
from web.pagination import Page, decode_cursor, page_of

SIZE = 1_000
"""Figures on a page of the API."""
BATCH = 5_000
Counts = dict[int, dict[str, int]]
"""By tenant and category."""

# --- counting, as the relay, which reads every tenant's facts ---------------------------------------


def counts_of(dataset: Dataset, quarter: Span) -> Counts:
    """Exact counts of a quarter, facts and pending deltas together. One statement."""
    by = (DIMENSIONS["office"], DIMENSIONS[dataset.by])
    asked = Asked(MEASURES[dataset.measure], by, dataset.where, quarter.first, quarter.last)
    found: Counts = {}
    for (tenant_id, category), n in count(asked):
        found.setdefault(tenant_id, {})[category] = n
    return found


def first_quarter() -> Span | None:
    """The quarter of the oldest case; None while there is none."""
    oldest = (select(func.min(table.opened_on)).where(table.n > 0) for table in (CaseFactDay, CaseDelta))
    day = min((each for each in map(db.session.scalar, oldest) if each), default=None)
    return span_around(day, "quarter") if day else None


def places_counted() -> Sequence[Any]:
    """Provinces and districts with their codes, a province before its districts. Practice offices are neither."""
    return db.session.execute(
        select(Tenant.id, Tenant.parent_id, Tenant.kind, Tenant.region_code, Tenant.full_name)
        .where(Tenant.kind.in_(("province", "district")), Tenant.region_code.is_not(None))
        .order_by(Tenant.region_code, Tenant.id)
    ).all()


# --- reading, as the public, whoever is signed in besides -------------------------------------------


@dataclass(frozen=True)
class Release:
    """A quarter that can be had."""

    quarter: Span
    made_at: Any


@dataclass(frozen=True)
class Wanted:
    """Which figures: of one data set, from quarter to quarter, of one level or place."""

    dataset: str
    since: date
    until: date
    level: str | None = None
    code: str | None = None


def releases() -> list[Release]:
    """What has been published, the newest first."""
    rows = _as_public(select(OpenRelease.quarter, OpenRelease.made_at).order_by(OpenRelease.quarter.desc()))
    return [Release(span_around(row.quarter, "quarter"), row.made_at) for row in rows]


def figures(wanted: Wanted, cursor: str | None = None, size: int = SIZE) -> Page[Any]:
    """A page of figures, quarter after quarter."""
    statement = _wanted(wanted)
    if after := decode_cursor(cursor, (str, int)):
        statement = statement.where(_after(_day(after[0]), after[1]))
    rows = _as_public(statement.limit(size + 1))
    return page_of(rows, size, lambda row: (row.quarter.isoformat(), row.number))


def every_figure(wanted: Wanted) -> Iterator[Any]:
    """All of them, some thousand at a time: a file of any length needs the same memory."""
    statement, after = _wanted(wanted), (date.min, -1)
    while True:
        rows = _as_public(statement.where(_after(*after)).limit(BATCH))
        yield from rows
        if len(rows) < BATCH:
            return
        after = rows[-1].quarter, rows[-1].number


def cells_of_place(level: str, code: str, quarters: Sequence[date]) -> Mapping[date, Mapping[str, Mapping[str, Cell]]]:
    """All figures of one place in each of these quarters, by data set and category. One statement."""
    found: dict[date, dict[str, dict[str, Cell]]] = {quarter: {} for quarter in quarters}
    wanted = select(*OpenFigure.__table__.columns).where(
        OpenFigure.code == code, OpenFigure.level == level, OpenFigure.quarter.in_(quarters)
    )
    for row in _as_public(wanted):
        found[row.quarter].setdefault(row.dataset, {})[row.category] = cell_of(row)
    return found


def cell_of(row: Any) -> Cell:
    """What a figure tells: its number, or why there is none."""
    return Hidden(row.held_back) if row.held_back else row.n


def _wanted(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    statement = (
        select(*OpenFigure.__table__.columns)
        .where(OpenFigure.dataset == wanted.dataset, OpenFigure.quarter.between(wanted.since, wanted.until))
        .order_by(OpenFigure.quarter, OpenFigure.number)
    )
    if wanted.level:
        statement = statement.where(OpenFigure.level == wanted.level)
    if wanted.code:
        statement = statement.where(OpenFigure.code == wanted.code)
    return statement


def _after(quarter: date, number: int) -> Any:
    return tuple_(OpenFigure.quarter, OpenFigure.number) > (quarter, number)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min  # a cursor nobody was given: from the beginning


def _as_public(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    with enter(Context(Reader.PUBLIC)), db.engine.connect() as connection:
        return connection.execute(statement).all()
