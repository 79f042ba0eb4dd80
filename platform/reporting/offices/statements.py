"""The statements behind `reporting.offices.queries`: one for what is pending, one for that and all that has settled.

Every row has a part that it belongs to, the columns of an office, and numbers. A row of a sector has the sector in
place of the name, and its numbers last: open cases, cases registered in the period, and in the one before.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, bindparam, cast, func, literal_column, null, select, union_all

from cases.models import (
    CaseDelta,
    CaseFactDeadline,
    CaseFactIntake,
    CaseFactOffice,
    CaseFactOpen,
    CaseFactSectorIntake,
)
from cases.queries.weeks import reaching, within
from foundation.reading import Statement
from reference.periods import Period
from reporting.queries import DEADLINES, NOTHING, SITE, STAGE_OF_DELTA, STILL_OPEN, in_the_tree, summed
from reporting.stages import STAGES
from reporting.stamps import of_offices, stamp
from tenants.models import Tenant

NUMBERS, SECTOR_NUMBERS = len(STAGES) + len(DEADLINES), 3
_N = cast(CaseDelta.n, Integer)
"""A delta is small; PostgreSQL adds up large integers as numerics, which takes a quarter longer."""


class Part(IntEnum):
    """What a row tells of."""

    STAMP = 0
    """Its name is the stamp of all offices in sight."""
    PENDING = 1
    PENDING_SECTORS = 2
    SETTLED = 3
    SETTLED_SECTORS = 4


@dataclass(frozen=True)
class Asked:
    """What a statement is written for."""

    day: date
    period: Period
    parent_id: int | None
    """None: the whole nation. Then sectors are those of all offices together, and of deadlines only what has passed."""

    @property
    def deadlines(self) -> dict[str, tuple[date, date]]:
        """The stretches of days that are told, each with its first and its last."""
        told = DEADLINES if self.parent_id is not None else DEADLINES[:1]
        return {each.name: each.on(self.day) for each in told}

    @property
    def intakes(self) -> tuple[tuple[date, date], ...]:
        """The period, and the one before."""
        return (self.period.since, self.period.until), (self.period.before_since, self.period.before_until)


@lru_cache(maxsize=64)
def pending(asked: Asked) -> Statement:
    """The stamp, and deltas that are not yet folded."""
    return _all_of(_stamp(asked), _pending(asked), _pending_sectors(asked))


@lru_cache(maxsize=64)
def everything(asked: Asked) -> Statement:
    """The same, and the facts."""
    facts = (_settled(asked), *_settled_sectors(asked))
    return _all_of(_stamp(asked), _pending(asked), _pending_sectors(asked), *facts)


def _all_of(*parts: Any) -> Statement:
    return select(union_all(*parts).subquery())


def _stamp(asked: Asked) -> Any:
    return of_offices(_row(Part.STAMP, name=stamp())).where(_in_sight(asked))


def _pending(asked: Asked) -> Any:
    numbers = [summed(_N, condition) for condition in STAGE_OF_DELTA.values()]
    late = [summed(_N, CaseDelta.due_on.between(*days)) for days in asked.deadlines.values()]
    rows = _row(Part.PENDING, *numbers, *late, id=CaseDelta.tenant_id)
    return rows.group_by(CaseDelta.tenant_id)


def _pending_sectors(asked: Asked) -> Any:
    taken_in = [summed(_N, CaseDelta.opened_on.between(*days)) for days in asked.intakes]
    still_open = summed(_N, STILL_OPEN)
    if asked.parent_id is None:
        rows = _sector_row(Part.PENDING_SECTORS, still_open, *taken_in, name=CaseDelta.sector)
        return rows.group_by(CaseDelta.sector)
    rows = _sector_row(Part.PENDING_SECTORS, NOTHING, *taken_in, id=CaseDelta.tenant_id, name=CaseDelta.sector)
    return rows.group_by(CaseDelta.tenant_id, CaseDelta.sector)


def _settled(asked: Asked) -> Any:
    stages = [func.coalesce(getattr(CaseFactOffice, stage.slug), NOTHING) for stage in STAGES]
    last = max(until for _since, until in asked.deadlines.values())
    first = min(since for since, _until in asked.deadlines.values())
    weeks = [summed(within(CaseFactDeadline, *days)).label(name) for name, days in asked.deadlines.items()]
    due = (
        select(CaseFactDeadline.tenant_id, *weeks)
        .where(reaching(CaseFactDeadline, first, last))
        .group_by(CaseFactDeadline.tenant_id)
        .subquery()
    )
    late = [func.coalesce(due.c[name], NOTHING) for name in asked.deadlines]
    site = {column.key: column for column in SITE}
    rows = _row(Part.SETTLED, *stages, *late, **site).select_from(Tenant)
    rows = rows.outerjoin(CaseFactOffice, CaseFactOffice.tenant_id == Tenant.id)
    return rows.outerjoin(due, due.c.tenant_id == Tenant.id).where(_in_sight(asked))


def _settled_sectors(asked: Asked) -> tuple[Any, ...]:
    facts: Any = CaseFactIntake if asked.parent_id is None else CaseFactSectorIntake
    taken_in = [summed(within(facts, *days)) for days in asked.intakes]
    weeks = reaching(facts, asked.period.before_since, asked.period.until)
    if asked.parent_id is None:
        counted = summed(CaseFactOpen.n), NOTHING, NOTHING
        still_open = _sector_row(Part.SETTLED_SECTORS, *counted, name=CaseFactOpen.sector)
        in_all = _sector_row(Part.SETTLED_SECTORS, NOTHING, *taken_in, name=literal_column("''", Text))
        return still_open.group_by(CaseFactOpen.sector), in_all.where(weeks)
    rows = _sector_row(Part.SETTLED_SECTORS, NOTHING, *taken_in, id=facts.tenant_id, name=facts.sector)
    return (rows.where(weeks).group_by(facts.tenant_id, facts.sector),)


def _in_sight(asked: Asked) -> ColumnElement[bool]:
    return in_the_tree() if asked.parent_id is None else Tenant.parent_id == bindparam("of", type_=Integer)


def _row(part: Part, *numbers: Any, **site: Any) -> Any:
    """A row of numbers, filled up behind; columns of an office that are not given are empty, its id is 0."""
    empty = {"id": literal_column("0", Integer)}
    columns = [site.get(each.key, empty.get(each.key, cast(null(), each.type))).label(each.key) for each in SITE]
    padded = (*numbers, *[NOTHING] * (NUMBERS - len(numbers)))
    named = [number.label(f"n{place}") for place, number in enumerate(padded)]
    return select(literal_column(str(part.value), Integer).label("part"), *columns, *named)


def _sector_row(part: Part, *numbers: Any, **site: Any) -> Any:
    return _row(part, *[NOTHING] * (NUMBERS - SECTOR_NUMBERS), *numbers, **site)
