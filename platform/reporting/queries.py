"""What the pages above a case show: deadlines, intake and districts within the reader's field of view.

Totals by state and sector come from `cases.queries.facts`; here are those that need a day on the wall, which differs
between Indonesia's three time zones. Nothing here counts cases one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
)

from cases.machine import FINAL
from cases.models import (
    CaseDelta,
    CaseFactDeadline,
    CaseFactOffice,
    CaseFactOpen,
    CaseFactSectorIntake,
)
from cases.queries.weeks import reaching, within
from foundation.clock import today
from foundation.db import db
from foundation.reading import read
from reference.calendar import TIMEZONES
from reference.periods import Period
from reporting.stages import STAGES
from tenants.models import Tenant

SOON = 7
"""Days ahead (today included) in which a deadline is near."""
LONG = 14
"""Days after which an overdue case is long overdue."""


@dataclass(frozen=True)
class Deadlines:
    """Open cases by their running deadline."""

    late: int = 0
    long_late: int = 0
    soon: int = 0


@dataclass(frozen=True)
class Intake:
    """Cases registered in a period, and in the one before."""

    now: int = 0
    before: int = 0


class Office(NamedTuple):
    """A tenant, its cases by stage (`reporting.stages`), and its open ones by deadline."""

    id: int
    parent_id: int | None
    kind: str
    name: str
    code_prefix: str
    timezone: str
    region_code: str | None
    intake: int
    decision: int
    handling: int
    result: int
    closed: int
    stopped: int
    late: int
    long_late: int
    soon: int

    @property
    def open(self) -> int:
        """Not over yet."""
        return self.intake + self.decision + self.handling + self.result

    @property
    def by_stage(self) -> dict[str, int]:
        """Every stage by its slug."""
        return {stage.slug: getattr(self, stage.slug) for stage in STAGES}

    @property
    def deadlines(self) -> Deadlines:
        """Of the open ones."""
        return Deadlines(self.late, self.long_late, self.soon)


def one_snapshot() -> None:
    """Let every figure of a page speak of the same moment. The first statement of the transaction."""
    statement = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    db.session.execute(statement, execution_options={"every_tenant": True})


def own_office(tenant_id: int) -> Office:
    """Where the cases of the reader's own tenant stand. Overdue is what is so by the date on the office's wall.

    One statement; two in the hours in which Indonesia's time zones stand on different dates.
    """
    found = [(row, zones) for day, zones in days_on_walls().items() for row in read(_standing(day), of=tenant_id)]
    (office,) = (Office(*row) for row, zones in found if row.timezone in zones)
    return office


def days_on_walls() -> dict[date, set[str]]:
    """The dates on Indonesia's walls at this moment, each with its time zones."""
    walls: dict[date, set[str]] = {}
    for zone in TIMEZONES:
        walls.setdefault(today(zone), set()).add(zone)
    return walls


def intake(period: Period) -> dict[int, dict[str, Intake]]:
    """Cases registered in the period and in the one before, per tenant and sector. One statement."""
    found: dict[int, dict[str, Intake]] = {}
    for tenant_id, sector, now, before in read(_intake(period)):
        found.setdefault(tenant_id, {})[sector] = Intake(now, before)
    return found


def open_by_sector() -> dict[str, int]:
    """Open cases by sector, over all of the reader's tenants, the largest first. One statement."""
    return {row.sector: row.n for row in read(_open_by_sector())}


NOTHING = literal_column("0::bigint", BigInteger)
STAGE_OF_DELTA = {stage.slug: or_(*(CaseDelta.state == state for state in stage.states)) for stage in STAGES}
STILL_OPEN = and_(*(CaseDelta.state != state for state in sorted(FINAL)))
SITE = (
    Tenant.id,
    Tenant.parent_id,
    Tenant.kind,
    Tenant.name,
    Tenant.code_prefix,
    Tenant.timezone,
    Tenant.region_code,
)
"""The columns of a tenant that an Office has."""


class Stretch(NamedTuple):
    """Days in which a deadline may lie, told from today: the last, and the first, without one any before."""

    name: str
    last: int
    first: int | None = None

    def on(self, day: date) -> tuple[date, date]:
        """The first and the last day, where it is `day`."""
        return _EVER if self.first is None else day + timedelta(self.first), day + timedelta(self.last)


DEADLINES = (Stretch("late", -1), Stretch("long_late", -LONG - 1), Stretch("soon", SOON - 1, 0))
_EVER = date(1970, 1, 1)
"""Before any deadline."""


def in_the_tree() -> ColumnElement[bool]:
    """Every province and district, and no room for practice."""
    return and_(Tenant.kind != "ministry", Tenant.kind != "practice")


@lru_cache(maxsize=16)
def _standing(day: date) -> Select[*tuple[Any, ...]]:
    """An office by stage, its deadlines by week, and what is pending of both. Written once a day."""
    stretches = {each.name: each.on(day) for each in DEADLINES}
    facts = select(CaseFactOffice.tenant_id, *(getattr(CaseFactOffice, name) for name in STAGE_OF_DELTA)).subquery()
    weeks = [within(CaseFactDeadline, *days).label(name) for name, days in stretches.items()]
    near = select(CaseFactDeadline.tenant_id, *weeks).where(
        reaching(CaseFactDeadline, _EVER, max(until for _since, until in stretches.values()))
    )
    deltas = select(
        CaseDelta.tenant_id,
        *(_counted(condition).label(name) for name, condition in STAGE_OF_DELTA.items()),
        *(_counted(CaseDelta.due_on.between(*days)).label(name) for name, days in stretches.items()),
    )
    due = _sums((near,), ("tenant_id",), tuple(stretches)).subquery()
    pending = _sums((deltas,), ("tenant_id",), (*STAGE_OF_DELTA, *stretches)).subquery()
    rows = select(
        *SITE,
        *(_plus(facts.c[name], pending.c[name]) for name in STAGE_OF_DELTA),
        *(_plus(due.c[name], pending.c[name]) for name in stretches),
    )
    for part in (facts, due, pending):
        rows = rows.outerjoin(part, part.c.tenant_id == Tenant.id)
    return rows.select_from(Tenant).where(Tenant.id == bindparam("of", type_=Integer))


def _plus(settled: Any, pending: Any) -> Any:
    return func.coalesce(settled, NOTHING) + func.coalesce(pending, NOTHING)


@lru_cache(maxsize=64)
def _intake(period: Period) -> Select[*tuple[Any, ...]]:
    facts, keys = CaseFactSectorIntake, ("tenant_id", "sector")
    stretches = {"now": (period.since, period.until), "before": (period.before_since, period.before_until)}
    weeks = select(
        facts.tenant_id, facts.sector, *(within(facts, *days).label(name) for name, days in stretches.items())
    ).where(reaching(facts, period.before_since, period.until))
    pending = select(
        CaseDelta.tenant_id,
        CaseDelta.sector,
        *(_counted(CaseDelta.opened_on.between(*days)) for days in stretches.values()),
    ).where(CaseDelta.opened_on.between(period.before_since, period.until))
    return _sums((weeks, pending), keys, tuple(stretches))


@cache
def _open_by_sector() -> Select[*tuple[Any, ...]]:
    facts = select(CaseFactOpen.sector, CaseFactOpen.n)
    pending = select(CaseDelta.sector, CaseDelta.n).where(STILL_OPEN)
    sums = _sums((facts, pending), ("sector",), ("n",)).subquery()
    return select(sums).where(sums.c.n != 0).order_by(sums.c.n.desc(), sums.c.sector)


def _sums(parts: Sequence[Any], keys: Sequence[str], names: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Facts and the ledger's pending deltas added up in one statement, and so in one snapshot: exact at any moment."""
    both = (union_all(*parts) if len(parts) > 1 else parts[0]).subquery()
    columns = [both.c[key] for key in keys]
    sums = [func.coalesce(cast(func.sum(both.c[name]), BigInteger), NOTHING).label(name) for name in names]
    return select(*columns, *sums).group_by(*columns)


def summed(of: Any, condition: Any = None) -> Any:
    """The sum of a column, where a condition holds; 0 where there is nothing."""
    total = func.sum(of) if condition is None else func.sum(of).filter(condition)
    return func.coalesce(cast(total, BigInteger), NOTHING)


def _counted(condition: Any) -> Any:
    return case((condition, CaseDelta.n), else_=NOTHING)
