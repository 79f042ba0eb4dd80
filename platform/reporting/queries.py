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
    Integer,
    Select,
    Text,
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
    CaseFactIntake,
    CaseFactOffice,
    CaseFactOpen,
    CaseFactSectorIntake,
)
from cases.models.facts import ByWeek
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
    intake: int
    decision: int
    handling: int
    result: int
    closed: int
    stopped: int
    late: int
    long_late: int = 0
    soon: int = 0

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
    """Where the cases of the reader's own tenant stand."""
    (office,) = _offices("id", tenant_id)
    return office


def offices_below(parent_id: int) -> list[Office]:
    """Where the cases of each tenant directly below stand, by name."""
    return _offices("parent_id", parent_id)


def offices() -> list[Office]:
    """Where the cases of each province and district stand, by name; what is due soon or long ago is not asked."""
    return _offices("", None, ("late",))


def _offices(key: str, of: int | None, deadlines: tuple[str, ...] = ("late", "long_late", "soon")) -> list[Office]:
    """Overdue is what is so by the date on each office's wall.

    One statement; two in the hours in which Indonesia's time zones stand on different dates.
    """
    walls: dict[date, set[str]] = {}
    for zone in TIMEZONES:
        walls.setdefault(today(zone), set()).add(zone)
    found: list[Office] = []
    for day, zones in walls.items():
        rows = read(_standing(day, key, deadlines), of=of)
        found += [Office(*row) for row in rows if row.timezone in zones]
    return found if len(walls) == 1 else sorted(found, key=lambda office: (office.name, office.id))


def intake(period: Period) -> dict[int, dict[str, Intake]]:
    """Cases registered in the period and in the one before, per tenant and sector. One statement."""
    found: dict[int, dict[str, Intake]] = {}
    for tenant_id, sector, now, before in read(_intake(period, CaseFactSectorIntake, "tenant_id", "sector")):
        found.setdefault(tenant_id, {})[sector] = Intake(now, before)
    return found


def open_by_sector() -> dict[str, int]:
    """Open cases by sector, over all of the reader's tenants, the largest first. One statement."""
    return {row.sector: row.n for row in read(_open_by_sector())}


def open_and_intake(period: Period) -> tuple[dict[str, int], Intake]:
    """The same, and cases registered over all of the reader's tenants and sectors. One statement."""
    (_all, *taken_in), *sectors = read(_open_and_intake(period))
    return {sector: n for sector, n, _none in sectors}, Intake(*taken_in)


_EVER = date(1970, 1, 1)
"""Before any deadline."""
_NOTHING = literal_column("0::bigint", BigInteger)


@lru_cache(maxsize=16)
def _standing(day: date, key: str, deadlines: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """Offices by stage, deadlines by week, and what is pending of both. Written once a day."""
    stages = {stage.slug: or_(*(CaseDelta.state == state for state in stage.states)) for stage in STAGES}
    ends = {"late": (_EVER, -1), "long_late": (_EVER, -LONG - 1), "soon": (day, SOON - 1)}
    stretches = {name: (ends[name][0], day + timedelta(ends[name][1])) for name in deadlines}
    facts = select(CaseFactOffice.tenant_id, *(getattr(CaseFactOffice, name) for name in stages)).subquery()
    weeks = [within(CaseFactDeadline, *days).label(name) for name, days in stretches.items()]
    near = select(CaseFactDeadline.tenant_id, *weeks).where(
        reaching(CaseFactDeadline, _EVER, max(until for _since, until in stretches.values()))
    )
    deltas = select(
        CaseDelta.tenant_id,
        *(_counted(condition).label(name) for name, condition in stages.items()),
        *(_counted(CaseDelta.due_on.between(*days)).label(name) for name, days in stretches.items()),
    )
    due = _sums((near,), ("tenant_id",), tuple(stretches)).subquery()
    pending = _sums((deltas,), ("tenant_id",), (*stages, *stretches)).subquery()
    site = (Tenant.id, Tenant.parent_id, Tenant.kind, Tenant.name, Tenant.code_prefix, Tenant.timezone)
    rows = select(
        *site,
        *(_plus(facts.c[name], pending.c[name]) for name in stages),
        *(_plus(due.c[name], pending.c[name]) for name in stretches),
    )
    for part in (facts, due, pending):
        rows = rows.outerjoin(part, part.c.tenant_id == Tenant.id)
    in_the_tree = and_(Tenant.kind != "ministry", Tenant.kind != "practice")
    wanted = getattr(Tenant, key) == bindparam("of", type_=Integer) if key else in_the_tree
    return rows.select_from(Tenant).where(wanted).order_by(Tenant.name, Tenant.id)


def _plus(settled: Any, pending: Any) -> Any:
    return func.coalesce(settled, _NOTHING) + func.coalesce(pending, _NOTHING)


@lru_cache(maxsize=64)
def _intake(period: Period, facts: type[ByWeek], *keys: str) -> Select[*tuple[Any, ...]]:
    stretches = {"now": (period.since, period.until), "before": (period.before_since, period.before_until)}
    weeks = select(
        *(getattr(facts, key) for key in keys), *(within(facts, *days).label(name) for name, days in stretches.items())
    ).where(reaching(facts, period.before_since, period.until))
    pending = select(
        *(getattr(CaseDelta, key) for key in keys),
        *(_counted(CaseDelta.opened_on.between(*days)) for days in stretches.values()),
    ).where(CaseDelta.opened_on.between(period.before_since, period.until))
    return _sums((weeks, pending), keys, tuple(stretches))


@cache
def _open_by_sector() -> Select[*tuple[Any, ...]]:
    facts = select(CaseFactOpen.sector, CaseFactOpen.n)
    pending = select(CaseDelta.sector, CaseDelta.n).where(and_(*(CaseDelta.state != state for state in sorted(FINAL))))
    sums = _sums((facts, pending), ("sector",), ("n",)).subquery()
    return select(sums).where(sums.c.n != 0).order_by(sums.c.n.desc(), sums.c.sector)


@lru_cache(maxsize=16)
def _open_and_intake(period: Period) -> Select[*tuple[Any, ...]]:
    """Rows of (sector, n, 0) below one of ("", now, before)."""
    sectors, taken_in = _open_by_sector().subquery(), _intake(period, CaseFactIntake).subquery()
    both = union_all(
        select(sectors.c.sector, sectors.c.n.label("now"), _NOTHING.label("before")),
        select(literal_column("''", Text), taken_in.c.now, taken_in.c.before),
    ).subquery()
    return select(both).order_by(both.c.sector != "", both.c.now.desc(), both.c.sector)


def _sums(parts: Sequence[Any], keys: Sequence[str], names: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Facts and the ledger's pending deltas added up in one statement, and so in one snapshot: exact at any moment."""
    both = (union_all(*parts) if len(parts) > 1 else parts[0]).subquery()
    columns = [both.c[key] for key in keys]
    sums = [func.coalesce(cast(func.sum(both.c[name]), BigInteger), _NOTHING).label(name) for name in names]
    return select(*columns, *sums).group_by(*columns)


def _counted(condition: Any) -> Any:
    return case((condition, CaseDelta.n), else_=_NOTHING)
