"""How cases ended and whether referrals were answered in time: exact at any moment, per tenant, never a case read.

Whose are counted follows from the reader: staff their own tenant, a supervisor the districts below, the relay all.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, Select, bindparam, cast, func, or_, select, union_all

from cases.models import (
    CaseDelta,
    CaseFactDay,
    CaseFactDue,
    CaseFactOutcome,
    CaseFactStep,
    CaseOutcomeDelta,
    CaseStepDelta,
    ReferralAnswerDelta,
    ReferralFactAnswer,
)
from foundation.reading import read


@dataclass(frozen=True)
class Outcomes:
    """Cases that ended since a month; duplicates and those the citizen called off do not count."""

    ended: int = 0
    resolved: int = 0
    local: int = 0
    """Resolved without ever being referred."""
    in_time: int = 0
    """Resolved, and the citizen was told by the day first promised."""
    asked: int = 0
    """Resolved, and the citizen said what they think of it."""
    satisfied: int = 0
    days: int = 0
    """Sum over the resolved."""


@dataclass(frozen=True)
class Answers:
    """Referrals whose answer was due since a month."""

    due: int = 0
    in_time: int = 0


def outcomes(since: date) -> dict[int, Outcomes]:
    """By tenant, from the month of `since`. One statement."""
    rows = read(_outcomes(), since=since.replace(day=1))
    return {row[0]: Outcomes(*row[1:]) for row in rows}


def days_to_resolution(since: date) -> list[tuple[int, int]]:
    """(days, cases) of what was resolved since that month, the quickest first. For the reader's own tenant."""
    return [(row.days, row.n) for row in read(_days(), since=since.replace(day=1))]


def answers(since: date, today: date) -> dict[int, Answers]:
    """By tenant, of referrals due from the month of `since` to this one. An open one counts once its month is over."""
    rows = read(_answers(), since=since.replace(day=1), until=today.replace(day=1))
    return {row[0]: Answers(*row[1:]) for row in rows}


def overdue(today: date) -> dict[int, int]:
    """Open cases whose deadline has passed, by tenant. One statement."""
    return {row.tenant_id: row.n for row in read(_overdue(), until=today)}


def registered(since: date) -> dict[int, int]:
    """Cases registered since that day, by tenant. One statement."""
    return {row.tenant_id: row.n for row in read(_registered(), since=since)}


def at_work(since: date) -> dict[int, set[int]]:
    """Membership ids of everybody who took a step in a case since that day, by tenant. One statement."""
    found: dict[int, set[int]] = {}
    for tenant_id, actor_id in read(_at_work(), since=since):
        found.setdefault(tenant_id, set()).add(actor_id)
    return found


_DAYS = {name: bindparam(name, type_=Date) for name in ("since", "until")}
_COUNTED = ("resolved", "rejected", "objected")


@cache
def _outcomes() -> Select[*tuple[Any, ...]]:
    both = _both(CaseFactOutcome, CaseOutcomeDelta, "month", "resolution", "route", "punctual", "satisfied", "days")
    resolved = both.c.resolution == "resolved"
    n = both.c.n
    return (
        select(
            both.c.tenant_id,
            _sum(n, or_(*(both.c.resolution == each for each in _COUNTED))),
            _sum(n, resolved),
            _sum(n, resolved, both.c.route == "local"),
            _sum(n, resolved, both.c.punctual == "in_time"),
            _sum(n, resolved, both.c.satisfied != "unasked"),
            _sum(n, resolved, both.c.satisfied == "yes"),
            _sum(n * both.c.days, resolved),
        )
        .where(both.c.month >= _DAYS["since"])
        .group_by(both.c.tenant_id)
    )


@cache
def _days() -> Select[*tuple[Any, ...]]:
    both = _both(CaseFactOutcome, CaseOutcomeDelta, "month", "resolution", "days")
    total = cast(func.sum(both.c.n), BigInteger)
    resolved = select(both.c.days, total.label("n")).where(
        both.c.month >= _DAYS["since"], both.c.resolution == "resolved"
    )
    return resolved.group_by(both.c.days).having(func.sum(both.c.n) > 0).order_by(both.c.days)


@cache
def _answers() -> Select[*tuple[Any, ...]]:
    both = _both(ReferralFactAnswer, ReferralAnswerDelta, "month", "outcome")
    over = (both.c.outcome != "open") | (both.c.month < _DAYS["until"])
    return (
        select(both.c.tenant_id, _sum(both.c.n, over), _sum(both.c.n, both.c.outcome == "in_time"))
        .where(both.c.month.between(_DAYS["since"], _DAYS["until"]))
        .group_by(both.c.tenant_id)
    )


@cache
def _overdue() -> Select[*tuple[Any, ...]]:
    both = _both(CaseFactDue, CaseDelta, "due_on")
    late = select(both.c.tenant_id, _sum(both.c.n).label("n")).where(both.c.due_on < _DAYS["until"])
    return late.group_by(both.c.tenant_id)


@cache
def _registered() -> Select[*tuple[Any, ...]]:
    both = _both(CaseFactDay, CaseDelta, "opened_on")
    since = select(both.c.tenant_id, _sum(both.c.n).label("n")).where(both.c.opened_on >= _DAYS["since"])
    return since.group_by(both.c.tenant_id)


@cache
def _at_work() -> Select[*tuple[Any, ...]]:
    both = _both(CaseFactStep, CaseStepDelta, "on_day", "actor_id")
    return select(both.c.tenant_id, both.c.actor_id).where(both.c.on_day >= _DAYS["since"]).distinct()


def _both(facts: type[Any], ledger: type[Any], *keys: str) -> Any:
    """Facts and pending deltas in one snapshot."""
    parts = [select(table.tenant_id, *(getattr(table, key) for key in keys), table.n) for table in (facts, ledger)]
    return union_all(*parts).subquery()


def _sum(what: Any, *only: Any) -> Any:
    total = func.sum(what)
    return func.coalesce(cast(total.filter(*only) if only else total, BigInteger), 0)
