"""Totals that are exact at any moment: facts plus the deltas not yet folded into them, in one statement.

Whose cases are counted follows from the reader: staff their own tenant, a supervisor the districts below, the
ministry all. Nothing here reads a case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Select,
    Subquery,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
    union_all,
)

from cases.machine import FINAL, State
from cases.models import CaseDelta, CaseFactDay, CaseFactSector, CaseFactState
from foundation.reading import read


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
    for tenant_id, state, n in read(_summed(CaseFactState, "state")):
        found.setdefault(tenant_id, {})[State(state)] = n
    return found


def by_sector() -> dict[int, dict[str, dict[State, int]]]:
    """Cases per tenant, sector and state."""
    found: dict[int, dict[str, dict[State, int]]] = {}
    for tenant_id, sector, state, n in read(_summed(CaseFactSector, "sector", "state")):
        found.setdefault(tenant_id, {}).setdefault(sector, {})[State(state)] = n
    return found


def by_day(since: date, until: date) -> Sequence[Any]:
    """(tenant_id, opened_on, sector, n): cases registered per day from `since` to `until`, both included."""
    days = _summed(CaseFactDay, "opened_on", "sector", since="opened_on", until="opened_on")
    return sorted(read(days, since=since, until=until), key=lambda row: (row.tenant_id, row.opened_on, row.sector))


@cache
def tally_part() -> Select[*tuple[Any, ...]]:
    """A site's cases by state, those due `until` today, and the open ones of `me` and of nobody, as a select of
    (what, n) that can be sent together with others; wants `tenant`, `until` and `me`.

    `queue_tally` is a function of the database, whose plan PostgreSQL keeps (decision 0013): every page counts this.
    """
    asked = func.queue_tally(
        bindparam("tenant", type_=Integer), bindparam("until", type_=Date), bindparam("me", type_=BigInteger)
    )
    counted = asked.table_valued(column("what", Text), column("n", BigInteger))
    return select(counted.c.what, counted.c.n)


def totals_in(counted: Mapping[str, int]) -> Totals:
    """The line that rows of (what, n) make."""
    states = {state: n for state in State if (n := counted.get(state, 0))}
    return Totals(
        open=sum(n for state, n in states.items() if state not in FINAL),
        late=counted.get("late", 0),
        today=counted.get("today", 0),
        by_state=states,
    )


_DAYS = {name: bindparam(name, type_=Date) for name in ("since", "until")}


@cache
def _summed(facts: type[Any], *keys: str, since: str = "", until: str = "") -> Select[*tuple[Any, ...]]:
    """Facts and pending deltas added up by tenant and `keys`, in one snapshot; empty sums left out."""
    both = _with_pending(facts, ("tenant_id", *keys), since, until)
    columns = [both.c[name] for name in ("tenant_id", *keys)]
    return select(*columns, _sum_of(both)).group_by(*columns).having(func.sum(both.c.n) != 0)


def _sum_of(both: Subquery) -> Any:
    return cast(func.sum(both.c.n), BigInteger).label("n")


def _with_pending(facts: type[Any], keys: Sequence[str], since: str = "", until: str = "") -> Subquery:
    return union_all(*(_part(table, keys, since, until) for table in (facts, CaseDelta))).subquery()


def _part(table: type[Any], keys: Sequence[str], since: str, until: str) -> Select[*tuple[Any, ...]]:
    """A key that is empty (a deadline while the clock rests) belongs to no fact."""
    part = select(*(getattr(table, key) for key in keys), table.n)
    for key in keys:
        part = part.where(getattr(table, key).is_not(None))
    if since:
        part = part.where(getattr(table, since) >= _DAYS["since"])
    if until:
        part = part.where(getattr(table, until) <= _DAYS["until"])
    return part
