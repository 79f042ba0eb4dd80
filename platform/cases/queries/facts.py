"""Totals that are exact at any moment: facts plus the deltas not yet folded into them, in one statement.

Whose cases are counted follows from the reader: staff their own tenant, a supervisor the districts below, the
ministry all. Nothing here reads a case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, cast, func, select, union_all

from cases.machine import FINAL, State
from cases.models import CaseDelta, CaseFactDay, CaseFactDue, CaseFactSector, CaseFactState
from foundation.db import db


@dataclass(frozen=True)
class Due:
    """Open cases whose deadline has passed, and those due on the day itself."""

    late: int = 0
    today: int = 0


@dataclass(frozen=True)
class Totals:
    """One line about all cases of the reader's tenants."""

    open: int
    late: int
    today: int
    by_state: dict[State, int]


def by_state() -> dict[int, dict[State, int]]:
    """Cases per tenant and state."""
    found: dict[int, dict[State, int]] = {}
    for tenant_id, state, n in _summed(CaseFactState, "state"):
        found.setdefault(tenant_id, {})[State(state)] = n
    return found


def by_sector() -> dict[int, dict[str, dict[State, int]]]:
    """Cases per tenant, sector and state."""
    found: dict[int, dict[str, dict[State, int]]] = {}
    for tenant_id, sector, state, n in _summed(CaseFactSector, "sector", "state"):
        found.setdefault(tenant_id, {}).setdefault(sector, {})[State(state)] = n
    return found


def by_due(today: date) -> dict[int, Due]:
    """Overdue and due today, per tenant. `today` is the reader's: Indonesia has three time zones."""
    found: dict[int, Due] = {}
    for tenant_id, due_on, n in _summed(CaseFactDue, "due_on", until=("due_on", today)):
        due = found.get(tenant_id, Due())
        found[tenant_id] = Due(due.late, due.today + n) if due_on == today else Due(due.late + n, due.today)
    return found


def by_day(since: date, until: date) -> Sequence[Any]:
    """(tenant_id, opened_on, sector, n): cases registered per day from `since` to `until`, both included."""
    rows = _summed(CaseFactDay, "opened_on", "sector", since=("opened_on", since), until=("opened_on", until))
    return sorted(rows, key=lambda row: (row.tenant_id, row.opened_on, row.sector))


def totals(today: date) -> Totals:
    """All of the reader's tenants in one line; two statements."""
    states: dict[State, int] = {}
    for counted in by_state().values():
        for state, n in counted.items():
            states[state] = states.get(state, 0) + n
    dues = by_due(today).values()
    return Totals(
        open=sum(n for state, n in states.items() if state not in FINAL),
        late=sum(due.late for due in dues),
        today=sum(due.today for due in dues),
        by_state=states,
    )


def _summed(
    facts: type[Any], *keys: str, since: tuple[str, date] | None = None, until: tuple[str, date] | None = None
) -> Sequence[Any]:
    """Facts and pending deltas added up by tenant and `keys`, in one snapshot; empty sums left out."""
    both = union_all(*(_part(table, keys, since, until) for table in (facts, CaseDelta))).subquery()
    columns = [both.c[name] for name in ("tenant_id", *keys)]
    n = func.sum(both.c.n)
    summed = select(*columns, cast(n, BigInteger).label("n")).group_by(*columns).having(n != 0)
    return db.session.execute(summed).all()


def _part(table: type[Any], keys: Sequence[str], since: tuple[str, date] | None, until: tuple[str, date] | None) -> Any:
    """A key that is empty (a deadline while the clock rests) belongs to no fact."""
    part = select(table.tenant_id, *(getattr(table, key) for key in keys), table.n)
    for key in keys:
        part = part.where(getattr(table, key).is_not(None))
    if since is not None:
        part = part.where(getattr(table, since[0]) >= since[1])
    if until is not None:
        part = part.where(getattr(table, until[0]) <= until[1])
    return part
