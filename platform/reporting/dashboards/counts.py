"""What dashboards count: each number as selects of (tenant_id, now, before) whose sum it is.

From facts and pending deltas alone, so that all numbers of a page are one statement and exact at any moment. How many
stood open when a day ended is how many do now, without those that came after it and with those that ended after it:
that costs the days since, not the years before.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import BigInteger, Select, and_, case, cast, func, literal_column, or_, select, true

from cases.desks import states_at_desk
from cases.machine import FINAL, State
from cases.models import (
    CaseDelta,
    CaseDeskDelta,
    CaseFactDeadline,
    CaseFactEnded,
    CaseFactIntake,
    CaseFactLate,
    CaseFactOffice,
    CaseFactState,
    CaseFactStep,
    CaseStepDelta,
    ReferralFactBegun,
    ReferralFactOver,
    ReferralFlowDelta,
)
from cases.models.facts import ByWeek
from cases.queries.weeks import reaching, within
from registry.models import NeedDelta, NeedFact
from reporting.dashboards.looks import Look
from reporting.stages import OPEN_STAGES
from workforce.models import AppointmentDelta, AppointmentFact

Part = Select[*tuple[Any, ...]]
Count = Callable[[Look], Sequence[Part]]
DESKS = ("front_office", "back_office", "manager", "head")
_EVER = date(1970, 1, 1)
_NOTHING = literal_column("0::bigint", BigInteger)
_AHEAD = timedelta(2)
"""Somewhere in Indonesia it is already tomorrow."""


def _happened(facts: type[ByWeek], day: str, look: Look) -> Sequence[Part]:
    now, before = (look.since, look.until), (look.before_since, look.before_until)
    column = getattr(CaseDelta, day)
    return (
        select(facts.tenant_id, within(facts, *now).label("now"), within(facts, *before).label("before")).where(
            reaching(facts, look.before_since, look.until)
        ),
        _counted(CaseDelta, column.between(*now), column.between(*before)).where(
            column.between(look.before_since, look.until)
        ),
    )


def _open_cases(look: Look) -> Sequence[Part]:
    office = sum((getattr(CaseFactOffice, stage.slug) for stage in OPEN_STAGES[1:]), CaseFactOffice.intake)
    still = and_(*(CaseDelta.state != state for state in sorted(FINAL)))
    return (
        select(CaseFactOffice.tenant_id, office.label("now"), office.label("before")),
        _counted(CaseDelta, still, still).where(still),
        *_since(CaseFactIntake, "opened_on", look, -1),
        *_since(CaseFactEnded, "closed_on", look, 1),
    )


def _since(facts: type[ByWeek], day: str, look: Look, sign: int) -> Sequence[Part]:
    """What has happened since the two days ended."""
    last, column = look.today + _AHEAD, getattr(CaseDelta, day)
    first, earlier = look.at + timedelta(1), look.then + timedelta(1)
    return (
        select(
            facts.tenant_id,
            (sign * within(facts, first, last)).label("now"),
            (sign * within(facts, earlier, last)).label("before"),
        ).where(reaching(facts, earlier, last)),
        _counted(CaseDelta, column >= first, column >= earlier, sign).where(column >= earlier),
    )


def _overdue(look: Look) -> Sequence[Part]:
    """On any day: how the open cases of each deadline came and went. Read by a site of its own alone."""
    return [
        _counted(
            table,
            and_(table.on_day <= look.at, table.due_on < look.at),
            and_(table.on_day <= look.then, table.due_on < look.then),
        ).where(table.due_on < look.at)
        for table in (CaseFactLate, CaseDeskDelta)
    ]


def _overdue_today(look: Look) -> Sequence[Part]:
    """As things stand, whatever day is looked at: above a site nobody knows how deadlines came and went."""
    last = look.today - timedelta(1)
    return (
        select(CaseFactDeadline.tenant_id, within(CaseFactDeadline, _EVER, last).label("now"), _NOTHING.label("before"))
        .where(reaching(CaseFactDeadline, _EVER, last)),
        _counted(CaseDelta, CaseDelta.due_on <= last, None).where(CaseDelta.due_on <= last),
    )  # fmt: skip


def _in_states(states: Sequence[State], look: Look) -> Sequence[Part]:
    """How many stand there now, without the steps that led there since, and with those that led away."""
    standing = [
        _counted(table, _stands(table.state, states), _stands(table.state, states)).where(_stands(table.state, states))
        for table in (CaseFactState, CaseDelta)
    ]
    moved = []
    for table in (CaseFactStep, CaseStepDelta):
        for column, sign in ((table.to_state, -1), (table.from_state, 1)):
            after = (table.on_day > look.at, table.on_day > look.then)
            moved.append(_counted(table, *after, sign).where(table.on_day > look.then, _stands(column, states)))
    return [*standing, *moved]


def _sent(look: Look) -> Sequence[Part]:
    return [
        _counted(table, *_between(table.sent_on, look)).where(table.sent_on.between(look.before_since, look.until))
        for table in (ReferralFactBegun, ReferralFlowDelta)
    ]


def _answered(look: Look) -> Sequence[Part]:
    return [
        _counted(table, *_between(table.closed_on, look)).where(table.closed_on.between(look.before_since, look.until))
        for table in (ReferralFactOver, ReferralFlowDelta)
    ]


def _awaited(look: Look) -> Sequence[Part]:
    """Sent up to the day, without those that were over when it ended."""
    parts = []
    for tables, day, sign in (
        ((ReferralFactBegun, ReferralFlowDelta), "sent_on", 1),
        ((ReferralFactOver, ReferralFlowDelta), "closed_on", -1),
    ):
        for table in tables:
            column = getattr(table, day)
            parts.append(_counted(table, column <= look.at, column <= look.then, sign).where(column <= look.at))
    return parts


def _awaited_too_long(look: Look) -> Sequence[Part]:
    return [
        _counted(
            table,
            and_(table.due_on < look.at, table.closed_on > look.at),
            and_(table.due_on < look.then, table.closed_on > look.then),
        ).where(table.due_on < look.at, table.closed_on > look.then)
        for table in (ReferralFactOver, ReferralFlowDelta)
    ]


def _unmet(_look: Look) -> Sequence[Part]:
    """As they stand: the ledger of needs does not know when one was met."""
    return [
        _counted(table, table.need_state == "open", None).where(table.need_state == "open")
        for table in (NeedFact, NeedDelta)
    ]


def _noted(_look: Look) -> Sequence[Part]:
    return [_counted(table, true(), None) for table in (NeedFact, NeedDelta)]


def _appointed(look: Look) -> Sequence[Part]:
    return [
        _counted(table, table.on_day <= look.at, table.on_day <= look.then).where(table.on_day <= look.at)
        for table in (AppointmentFact, AppointmentDelta)
    ]


COUNTS: Mapping[str, Count] = {
    "opened": partial(_happened, CaseFactIntake, "opened_on"),
    "closed": partial(_happened, CaseFactEnded, "closed_on"),
    "open": _open_cases,
    "late": _overdue,
    "late_today": _overdue_today,
    "referred": partial(_in_states, (State.REFERRED,)),
    **{f"desk_{role}": partial(_in_states, states_at_desk(role)) for role in DESKS},
    "sent": _sent,
    "answered": _answered,
    "awaited": _awaited,
    "awaited_late": _awaited_too_long,
    "unmet": _unmet,
    "noted": _noted,
    "appointed": _appointed,
}


def _stands(column: Any, states: Sequence[State]) -> Any:
    return or_(*(column == state.value for state in states))


def _between(column: Any, look: Look) -> tuple[Any, Any]:
    return column.between(look.since, look.until), column.between(look.before_since, look.before_until)


def _counted(table: type[Any], now: Any, before: Any, sign: int = 1) -> Part:
    """The rows of a table of sums or deltas that count now, and those that counted before."""
    n = sign * table.n
    earlier = _NOTHING if before is None else case((before, n), else_=_NOTHING)
    return select(table.tenant_id, case((now, n), else_=_NOTHING).label("now"), earlier.label("before"))


def summed(name: str, parts: Sequence[Part], by_tenant: bool = False) -> Part:
    """(what, now, before) of all that is read, or (tenant_id, what, now, before) of each tenant."""
    both = parts[0].union_all(*parts[1:]).subquery() if len(parts) > 1 else parts[0].subquery()
    sums = [
        func.coalesce(cast(func.sum(column), BigInteger), _NOTHING).label(column.name)
        for column in (both.c.now, both.c.before)
    ]
    what = literal_column(f"'{name}'").label("what")
    return select(both.c.tenant_id, what, *sums).group_by(both.c.tenant_id) if by_tenant else select(what, *sums)
