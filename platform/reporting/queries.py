"""What the pages above a case show: deadlines, intake and districts within the reader's field of view.

Totals by state and sector come from `cases.queries.facts`; here are those that need a day on the wall, which differs
between Indonesia's three time zones. Nothing here counts cases one by one.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, Date, Integer, cast, column, func, select, text, true, union_all, values

from cases.machine import FINAL, State
from cases.models import Case, CaseDelta, CaseFactDay, CaseFactDue, CaseFactSector
from cases.queries import due
from foundation.clock import today
from foundation.db import db
from foundation.reading import read
from reference import codes
from reference.calendar import TIMEZONES, WorkingCalendar
from reference.periods import Period
from reference.queries import place_labels
from settings.queries import CaseTypeKey, rules_at, words_of_cases
from tenants.models import Tenant
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
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

    def __add__(self, other: "Intake") -> "Intake":
        return Intake(self.now + other.now, self.before + other.before)


def one_snapshot() -> None:
    """Let every figure of a page speak of the same moment. The first statement of the transaction."""
    statement = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    db.session.execute(statement, execution_options={"every_tenant": True})


def tenants_below(parent_id: int) -> list[Tenant]:
    """The tenants directly below, by name."""
    return list(
        db.session.scalars(select(Tenant).where(Tenant.parent_id == parent_id).order_by(Tenant.name, Tenant.id))
    )


def tenant_tree() -> list[Any]:
    """Every province and district, by name: id, parent_id, kind, name."""
    return read(_TREE)


_TREE = (
    select(Tenant.id, Tenant.parent_id, Tenant.kind, Tenant.name)
    .where(Tenant.kind != "ministry")
    .order_by(Tenant.name, Tenant.id)
)


def deadlines() -> dict[int, Deadlines]:
    """Overdue, long overdue and soon due, per tenant, by the date on that tenant's wall. One statement."""
    walls = {zone: today(zone) for zone in TIMEZONES}
    days = sorted(set(walls.values()))  # one, but for the two hours in which the zones stand on different dates
    counted = _with_pending(CaseFactDue, "due_on")
    due_on, total = counted.c.due_on, func.sum(counted.c.n)
    columns = [
        _whole(total.filter(condition))
        for day in days
        for condition in (due_on < day, due_on < day - timedelta(LONG), due_on.between(day, day + timedelta(SOON - 1)))
    ]
    near = due_on < days[-1] + timedelta(SOON)
    sums = select(counted.c.tenant_id, *columns).where(near).group_by(counted.c.tenant_id).subquery()
    rows = db.session.execute(select(sums, Tenant.timezone).join(Tenant, Tenant.id == sums.c.tenant_id))
    found = {}
    for tenant_id, *numbers, zone in rows:
        first = 3 * days.index(walls[zone])
        found[tenant_id] = Deadlines(*numbers[first : first + 3])
    return found


def intake(period: Period) -> dict[int, dict[str, Intake]]:
    """Cases registered in the period and in the one before, per tenant and sector. One statement."""
    counted = _with_pending(CaseFactDay, "opened_on", "sector", since=period.before_since, until=period.until)
    total = func.sum(counted.c.n)
    rows = db.session.execute(
        select(
            counted.c.tenant_id,
            counted.c.sector,
            _whole(total.filter(counted.c.opened_on >= period.since)).label("now"),
            _whole(total.filter(counted.c.opened_on < period.since)).label("before"),
        ).group_by(counted.c.tenant_id, counted.c.sector)
    )
    found: dict[int, dict[str, Intake]] = {}
    for row in rows:
        found.setdefault(row.tenant_id, {})[row.sector] = Intake(row.now, row.before)
    return found


def intake_in_all(period: Period) -> Intake:
    """The same over all of the reader's tenants and sectors. One statement."""
    counted = _with_pending(CaseFactDay, "opened_on", since=period.before_since, until=period.until)
    total = func.sum(counted.c.n)
    now, before = counted.c.opened_on >= period.since, counted.c.opened_on < period.since
    row = db.session.execute(select(_whole(total.filter(now)), _whole(total.filter(before)))).one()
    return Intake(*row)


def open_by_sector() -> dict[str, int]:
    """Open cases by sector, over all of the reader's tenants, the largest first. One statement."""
    counted = _with_pending(CaseFactSector, "sector", "state")
    total = func.sum(counted.c.n)
    rows = db.session.execute(
        select(counted.c.sector, _whole(total).label("n"))
        .where(counted.c.state.not_in(FINAL))
        .group_by(counted.c.sector)
        .having(total != 0)
        .order_by(total.desc(), counted.c.sector)
    )
    return {row.sector: row.n for row in rows}


def _whole(total: Any) -> Any:
    return func.coalesce(cast(total, BigInteger), 0)


def _with_pending(facts: type[Any], key: str, *keys: str, since: date | None = None, until: date | None = None) -> Any:
    """Facts and the ledger's pending deltas, side by side in one statement: exact at any moment."""

    def part(table: type[Any]) -> Any:
        on = getattr(table, key)
        rows = select(table.tenant_id, on, *(getattr(table, each) for each in keys), table.n).where(on.is_not(None))
        return rows.where(on.between(since, until)) if since is not None else rows

    return union_all(part(facts), part(CaseDelta)).subquery()


# --- cases without people ------------------------------------------------------------------------


@dataclass(frozen=True)
class CasesView:
    """Which cases a supervisor looks at; the address holds it. Without a state: those that are open."""

    district: int | None = None
    state: str | None = None
    sector: str | None = None
    due: str | None = None

    @classmethod
    def from_args(cls, args: Mapping[str, str], district_ids: tuple[int, ...]) -> "CasesView":
        """From an address; what is not known there, or not below the reader, is left out."""
        district = args.get("district", "")
        return cls(
            int(district) if district in {str(each) for each in district_ids} else None,
            args.get("state") if args.get("state") in set(State) else None,
            args.get("sector") if args.get("sector") in codes.SECTORS else None,
            args.get("due") if args.get("due") in ("late", "soon") else None,
        )

    def args(self) -> dict[str, Any]:
        """For url_for."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def but(self, **changes: Any) -> "CasesView":
        """The same view with something changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class CaseLine:
    """A case as a supervisor sees it: what, where, how far, by when; never who."""

    tenant_id: int
    id: int
    code: str
    district: str
    sector_label: str
    type_label: str
    place: str
    state: State
    due_on: date | None
    due_days: int | None
    """Working days left; None while the clock rests."""
    emergency: bool


def provincial_cases(
    view: CasesView, districts: list[Tenant], cursor: str | None = None, size: int = SIZE
) -> Page[CaseLine]:
    """Cases of the districts, the nearest deadline first. Three statements, whatever the number of cases.

    Each district's index gives its own first rows, and only those are merged: a province waits no longer than the
    sum of its districts' first pages, however many cases lie behind them.
    """
    chosen = [each for each in districts if view.district in (None, each.id)]
    if not chosen:
        return Page([])
    site = values(column("id", Integer), column("today", Date), name="site").data(
        [(each.id, today(each.timezone)) for each in chosen]
    )
    key = (Case.queue_on, Case.tenant_id, Case.id)
    first = _lines().where(Case.tenant_id == site.c.id, *_wanted(view, site.c.today))
    if after := decode_cursor(cursor, (str, int, int)):
        day, tenant_id, id_ = _day(after[0]), after[1], after[2]
        first = first.where(func.row(*key) > func.row(day, tenant_id, id_), Case.queue_on >= day)
    first = first.order_by(Case.queue_on, Case.id).limit(size + 1).lateral("first")
    merged = select(first).select_from(site).join(first, true())
    found = db.session.execute(merged.order_by(first.c.queue_on, first.c.tenant_id, first.c.id).limit(size + 1)).all()
    page = page_of(found, size, lambda row: (row.queue_on.isoformat(), row.tenant_id, row.id))
    return Page(_labelled(page.rows, chosen), next=page.next)


def _lines() -> Any:
    """Only the columns that a supervisor's role has been granted."""
    return select(
        Case.tenant_id, Case.id, Case.code, Case.sector, Case.case_type, Case.type_version, Case.village_code,
        Case.state, Case.due_on, Case.queue_on, Case.emergency,
    )  # fmt: skip


def _wanted(view: CasesView, local: Any) -> list[Any]:
    conditions: list[Any] = [Case.state == view.state] if view.state else [Case.closed_at.is_(None)]
    if view.state and State(view.state) not in FINAL:
        conditions.append(Case.closed_at.is_(None))
    if view.sector:
        conditions.append(Case.sector == view.sector)
    if view.due == "late":
        conditions.append(due.late(local))
    if view.due == "soon":
        conditions.append(due.due_within(local, SOON))
    return conditions


def _day(text_: str) -> date:
    try:
        return date.fromisoformat(text_)
    except ValueError:
        return date.min  # a cursor nobody was given: from the beginning


def _labelled(rows: Any, districts: list[Tenant]) -> list[CaseLine]:
    places = place_labels(db.session(), [row.village_code for row in rows])
    tenant = {each.id: each for each in districts}
    words = words_of_cases(map(_type_of, rows))
    in_force = rules_at(list(tenant))
    return [
        CaseLine(
            row.tenant_id,
            row.id,
            row.code,
            tenant[row.tenant_id].name,
            codes.SECTORS[row.sector].label,
            words[_type_of(row)].label,
            places[row.village_code],
            State(row.state),
            row.due_on,
            _days_left(in_force[row.tenant_id].calendar, row.due_on),
            row.emergency,
        )
        for row in rows
    ]


def _type_of(row: Any) -> CaseTypeKey:
    return row.tenant_id, row.case_type, row.type_version


def _days_left(calendar: WorkingCalendar, due_on: date | None) -> int | None:
    return None if due_on is None else calendar.working_days_between(calendar.today(), due_on)
