"""The statement that answers a question: facts and the ledger's pending deltas, side by side in one snapshot."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Date,
    DateTime,
    Integer,
    Select,
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

from reporting.blur import blur, blur_kept, grain_of, kept, kept_name
from reporting.measures import DIMENSIONS, MEASURES, Clock, Dimension, Measure
from tenants.models import Tenant

NUMBERED = frozenset({"tenant_id", "agency_id"})
"""Columns whose values are numbers."""
_SINCE, _UNTIL = bindparam("since", type_=Date), bindparam("until", type_=Date)
_MONTH = cast(func.date_trunc("month", cast(_UNTIL, DateTime)), Date)
"""The first day of the month in which the period ends."""
_Source = tuple[Any, Clock | None]


@cache
def sum_up(
    slug: str,
    by: tuple[str, ...],
    filters: tuple[str, ...],
    since: bool,
    until: bool,
    stretch: int,
    blurred: bool = False,
) -> Select[*tuple[Any, ...]]:
    """Sums of that measure by those dimensions, zeros left out: exact at any moment. `stretch`: what the period is
    made of (Measure.found_in). Values: `only_<dimension>`, `since`, `until`. LookupError when no table tells it.

    `blurred`: sums of blurred numbers (`reporting.blur`), and no sum is left out; `seed` is a value too.
    """
    measure = MEASURES[slug]
    sources = _sources(measure, (*by, *filters), stretch)
    clock = None if measure.running else sources[0][1]
    columns = {DIMENSIONS[each].column for each in (*by, *filters)} | set(measure.needs)
    columns |= {clock.column} if clock else set()
    grain = grain_of(sources[0][0], measure) if blurred else []
    listed = sorted((columns | set(grain)) - {"", "tenant_id"})
    pending = _of_ledger(measure, sources, listed, since, until)
    if blurred and kept(sources[0][0]):
        both = blur_kept(sources[0][0], grain, _of_months(measure, sources[0], since, until), pending.subquery())
    else:
        facts = (_of_facts(measure, each, listed).where(*_days(sources, each, since, until)) for each in sources)
        both = union_all(*facts, pending).subquery()
        both = blur(both, sources[0][0].__tablename__, grain) if blurred else both
    when = both.c[clock.column] if clock else None
    values = {each: _value(DIMENSIONS[each], both, when) for each in (*by, *filters)}
    wanted = [
        values[each] == any_(bindparam(f"only_{each}", type_=ARRAY(_type_of(DIMENSIONS[each])))) for each in filters
    ]
    labelled = [values[each].label(each) for each in by]
    statement = select(*labelled, cast(func.sum(both.c.n), BigInteger).label("n")).where(*wanted)
    if "province" in (*by, *filters):
        statement = statement.join(Tenant, Tenant.id == both.c.tenant_id)
    return statement.group_by(*labelled).having(func.sum(both.c.n) != 0 if not blurred else func.count() > 0)


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


def _of_months(measure: Measure, source: _Source, since: bool, until: bool) -> list[Any]:
    """Which cells count, where their moves are kept; a period is made of whole months there."""
    fact, clock = source
    table = kept(fact)
    only = [measure.only(table)] if measure.only else []
    if clock is None:
        return only
    month = getattr(table, kept_name(fact, clock.column))
    return [*only, *([month >= _SINCE] if since else []), *([month <= _UNTIL] if until else [])]


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


def _value(dimension: Dimension, both: Any, when: Any) -> Any:
    if dimension.slug == "province":
        return func.coalesce(Tenant.parent_id, Tenant.id)
    return dimension.folded(both.c[dimension.column] if dimension.column else when)


def _type_of(dimension: Dimension) -> Any:
    return Integer() if dimension.column == "tenant_id" else BigInteger() if dimension.column in NUMBERED else Text()
