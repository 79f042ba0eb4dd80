"""The statement that answers a question: facts and the ledger's pending deltas, side by side in one snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Date,
    DateTime,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    select,
    union_all,
)

from reporting.blur import KEPT, blur, called, change_of_cells, grain_of, settled_cells, touched_cells
from reporting.measures import DIMENSIONS, MEASURES, Clock, Dimension, Measure
from tenants.models import Tenant

NUMBERED = frozenset({"tenant_id", "agency_id"})
"""Columns whose values are numbers."""
_SINCE, _UNTIL = bindparam("since", type_=Date), bindparam("until", type_=Date)
_MONTH = cast(func.date_trunc("month", cast(_UNTIL, DateTime)), Date)
"""The first day of the month in which the period ends."""
_Source = tuple[Any, Clock | None]


class Part(Enum):
    """What of an answer is summed up."""

    WHOLE = "whole"
    SETTLED = "settled"
    """The facts alone."""
    PENDING = "pending"
    """By how much deltas that are not folded yet change it. Where a question does not add up, sums are of no use
    (`Shape.adds_up`): then, the cells that would change, and nothing where none would."""


@dataclass(frozen=True)
class Shape:
    """What a statement is written for; its values are `only_<dimension>`, `since`, `until`, and `seed` if blurred.
    Blurred: sums of blurred numbers (`reporting.blur`)."""

    measure: str
    by: tuple[str, ...]
    filters: tuple[str, ...]
    since: bool
    until: bool
    stretch: int
    """What the period is made of (Measure.found_in)."""
    blurred: bool = False

    @property
    def sources(self) -> list[_Source]:
        """The tables of sums that are read. LookupError when none tells it."""
        return _sources(MEASURES[self.measure], (*self.by, *self.filters), self.stretch)

    @property
    def adds_up(self) -> bool:
        """Whether the whole is what has settled and what is pending. Blurred cells do not add up where how far they
        are moved is not kept: each would have to be drawn for both."""
        return not self.blurred or self.sources[0][0] in KEPT


@cache
def sum_up(shape: Shape, part: Part = Part.WHOLE) -> Select[*tuple[Any, ...]]:
    """Sums of that measure by those dimensions: exact at any moment, and zeros left out; of blurred numbers no sum is
    left out."""
    measure, sources = MEASURES[shape.measure], shape.sources
    clock = None if measure.running else sources[0][1]
    columns = {DIMENSIONS[each].column for each in (*shape.by, *shape.filters)} | set(measure.needs)
    columns |= {clock.column} if clock else set()
    grain = grain_of(sources[0][0], measure) if shape.blurred else []
    listed = sorted((columns | set(grain)) - {"", "tenant_id"})
    both = _cells(shape, part, grain, listed)
    when = both.c[clock.column] if clock else None
    values = {each: _value(DIMENSIONS[each], both, when, clock) for each in (*shape.by, *shape.filters)}
    wanted = [
        values[each] == any_(bindparam(f"only_{each}", type_=ARRAY(type_of(DIMENSIONS[each]))))
        for each in shape.filters
    ]
    labelled = [values[each].label(each) for each in shape.by]
    statement = select(*labelled, cast(func.sum(both.c.n), BigInteger).label("n")).where(*wanted)
    if "province" in (*shape.by, *shape.filters):
        statement = statement.join(Tenant, Tenant.id == both.c.tenant_id)
    all_told = shape.blurred and not (part is Part.PENDING and shape.adds_up)
    counted = func.count() > 0 if all_told else func.sum(both.c.n) != 0
    return statement.group_by(*labelled).having(counted)


def _cells(shape: Shape, part: Part, grain: Sequence[str], listed: Sequence[str]) -> Subquery:
    """What is summed up: facts, deltas, or both; blurred where the question is."""
    measure, sources = MEASURES[shape.measure], shape.sources
    pending = _of_ledger(measure, sources, listed, shape.since, shape.until)
    if shape.blurred and shape.adds_up:
        fact, _clock = sources[0]
        only = [measure.only(fact)] if measure.only else []
        days = _days(sources, sources[0], shape.since, shape.until)
        settled = [settled_cells(fact, grain, [*only, *days])]
        pending = change_of_cells(fact, grain, pending.subquery())
    else:
        days = (_days(sources, each, shape.since, shape.until) for each in sources)
        settled = [_of_facts(measure, each, listed).where(*when) for each, when in zip(sources, days, strict=True)]
    if part is Part.PENDING:
        return (pending if shape.adds_up else touched_cells(grain, pending.subquery())).subquery()
    both = union_all(*settled, *([pending] if part is Part.WHOLE else [])).subquery()
    return both if shape.adds_up else blur(both, called(sources[0][0]), grain)


def _sources(measure: Measure, slugs: Sequence[str], stretch: int) -> list[_Source]:
    """Where it is read. What stands at the end of a day in the middle of a month: the months before, and the days
    since."""
    found = measure.found_in(slugs, stretch)
    if found is None:
        raise LookupError(measure.slug, slugs)
    months = measure.found_in(slugs, 28) if measure.running else None
    return [months, found] if months and months[0] is not found[0] else [found]


def _of_facts(measure: Measure, source: _Source, columns: Sequence[str]) -> Select[*tuple[Any, ...]]:
    table, _clock = source
    only = [measure.only(table)] if measure.only else []
    return select(table.tenant_id, *(getattr(table, name) for name in columns), table.n).where(*only)


def _days(sources: Sequence[_Source], source: _Source, since: bool, until: bool) -> list[Any]:
    table, clock = source
    if clock is None:
        return []
    day = getattr(table, clock.column)
    if len(sources) > 1:
        return [day < _MONTH] if source is sources[0] else [day >= _MONTH, day <= _UNTIL]
    return [*([day >= _SINCE] if since else []), *([day <= _UNTIL] if until else [])]


def _of_ledger(
    measure: Measure, sources: Sequence[_Source], columns: Sequence[str], since: bool, until: bool
) -> Select[*tuple[Any, ...]]:
    ledger = measure.ledger
    kept = {column.name for table, _clock in sources for column in table.__table__.primary_key}
    told = [column for name, column in ledger.__table__.c.items() if name in kept and column.nullable]
    conditions = [column.is_not(None) for column in told]
    conditions += [measure.only(ledger)] if measure.only else []
    n = ledger.n
    if measure.moments:
        came, went = (getattr(ledger, name) for name in measure.moments)
        gone = and_(went.is_not(None), func.greatest(went, came) <= _UNTIL)
        n = (n * (case((came <= _UNTIL, 1), else_=0) - case((gone, 1), else_=0))).label("n")
    else:
        conditions += _days((), (ledger, sources[0][1]), since, until)
    return select(ledger.tenant_id, *(getattr(ledger, name) for name in columns), n).where(*conditions)


def _value(dimension: Dimension, both: Any, when: Any, clock: Clock | None) -> Any:
    if dimension.slug == "province":
        return func.coalesce(Tenant.parent_id, Tenant.id)
    if clock and dimension.days == clock.days:
        return when
    return dimension.folded(both.c[dimension.column] if dimension.column else when)


def type_of(dimension: Dimension) -> Any:
    """Of its values."""
    if dimension.days:
        return Date()
    return Integer() if dimension.column == "tenant_id" else BigInteger() if dimension.column in NUMBERED else Text()
