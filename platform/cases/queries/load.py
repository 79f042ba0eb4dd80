"""What lies on the desks of a site, from facts and pending deltas in one statement each: exact, and never a scan.

All days are those on the site's wall. Whose cases are counted follows from the reader: staff their own site's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, Subquery, cast, func, select, union_all

from cases.machine import State
from cases.models import (
    CaseDelta,
    CaseDeskDelta,
    CaseFactDue,
    CaseFactLate,
    CaseFactOwner,
    CaseFactStep,
    CaseFactWait,
    CaseStepDelta,
)
from foundation.db import db
from reference.periods import Period

NOBODY = 0
"""The owner of a case that nobody looks after."""


@dataclass(frozen=True)
class Load:
    """Open cases of one person, and those of them that are overdue."""

    open: int = 0
    late: int = 0


@dataclass(frozen=True)
class Change:
    """How often something happened in a period, and in the one before."""

    now: int = 0
    before: int = 0

    def __add__(self, other: "Change") -> "Change":
        return Change(self.now + other.now, self.before + other.before)


def waiting() -> dict[State, dict[date, int]]:
    """Open cases by state, and by the day they came to it."""
    both = _both(CaseFactWait, CaseDeskDelta, "state", "state_on")
    found: dict[State, dict[date, int]] = {}
    for state, day, n in db.session.execute(_summed(both, both.c.state, both.c.state_on)):
        found.setdefault(State(state), {})[day] = n
    return found


def owned(today: date, owner_ids: Iterable[int] | None = None) -> dict[int, Load]:
    """Open and overdue cases by owner, NOBODY for those without one; of these owners, or of all."""
    both = _both(CaseFactOwner, CaseDeskDelta, "owner_id", "due_on")
    late = func.sum(both.c.n).filter(both.c.due_on < today)
    wanted = select(both.c.owner_id, _whole(func.sum(both.c.n)), _whole(late)).group_by(both.c.owner_id)
    if owner_ids is not None:
        wanted = wanted.where(both.c.owner_id.in_(list(owner_ids)))
    return {owner: Load(n, late) for owner, n, late in db.session.execute(wanted) if n}


def late_by_state(today: date) -> dict[State, int]:
    """Overdue cases by state."""
    both = _both(CaseFactDue, CaseDelta, "state", "due_on")
    rows = db.session.execute(_summed(both, both.c.state).where(both.c.due_on < today))
    return {State(state): n for state, n in rows}


def late_on(day: date) -> int:
    """How many cases were overdue when that day ended."""
    both = _both(CaseFactLate, CaseDeskDelta, "due_on", "on_day")
    wanted = select(_whole(func.sum(both.c.n))).where(both.c.on_day <= day, both.c.due_on < day)
    return db.session.scalars(wanted).one()


def flows(since: date) -> dict[State, int]:
    """By how many more cases stand in each state than when the day before `since` ended."""
    both = _both(CaseFactStep, CaseStepDelta, "on_day", "from_state", "to_state")
    moved = both.c.from_state != both.c.to_state
    rows = db.session.execute(_summed(both, both.c.from_state, both.c.to_state).where(both.c.on_day >= since, moved))
    grown = dict.fromkeys(State, 0)
    for before, after, n in rows:
        grown[State(after)] += n
        if before:
            grown[State(before)] -= n
    return grown


def taken(period: Period, moves: Sequence[str] = ()) -> dict[int, dict[str, Change]]:
    """Steps by who took them and by move, in the period and in the one before; of these moves, or of all."""
    both = _both(CaseFactStep, CaseStepDelta, "on_day", "actor_id", "move")
    total = func.sum(both.c.n)
    wanted = select(
        both.c.actor_id,
        both.c.move,
        _whole(total.filter(both.c.on_day >= period.since)),
        _whole(total.filter(both.c.on_day < period.since)),
    ).where(both.c.on_day.between(period.before_since, period.until))
    if moves:
        wanted = wanted.where(both.c.move.in_(moves))
    found: dict[int, dict[str, Change]] = {}
    for actor, move, now, before in db.session.execute(wanted.group_by(both.c.actor_id, both.c.move)):
        found.setdefault(actor, {})[move] = Change(now, before)
    return found


def _both(facts: type[Any], ledger: type[Any], *keys: str) -> Subquery:
    """Facts and the deltas not yet folded into them, side by side."""
    return union_all(*(select(*(getattr(table, key) for key in keys), table.n) for table in (facts, ledger))).subquery()


def _summed(both: Subquery, *keys: Any) -> Select[*tuple[Any, ...]]:
    return select(*keys, _whole(func.sum(both.c.n))).group_by(*keys).having(func.sum(both.c.n) != 0)


def _whole(total: Any) -> Any:
    return func.coalesce(cast(total, BigInteger), 0)
