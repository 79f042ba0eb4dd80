"""What a facilitator counts: the cases of the own villages, one by one, because facts by day know no villages.

A village has some dozens of cases a year, and a facilitator some villages; the index by village leads there.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Date, Text, and_, bindparam, cast, func, literal_column, or_, select, true

from cases.machine import State
from cases.models import Case, CaseEvent
from cases.queries.visible import in_own_villages
from foundation.reading import union_of
from reporting.dashboards.looks import Look

_NOTHING = literal_column("0::bigint", BigInteger)


@lru_cache(maxsize=64)
def field_statement(look: Look) -> Any:
    """(what, now, before) in one statement; wants `villages` and `timezone`."""
    ended = cast(func.timezone(bindparam("timezone", type_=Text), Case.closed_at), Date)
    theirs = (
        select(Case.opened_on, Case.due_on, Case.closed_at, ended.label("ended_on"))
        .where(in_own_villages())
        .cte("theirs")
    )
    opened, over = theirs.c.opened_on, theirs.c.ended_on
    now, before = (look.since, look.until), (look.before_since, look.before_until)

    def line(what: str, is_now: Any, was_then: Any) -> Any:
        then = _NOTHING if was_then is None else func.count().filter(was_then)
        return select(
            literal_column(f"'{what}'").label("what"), func.count().filter(is_now).label("now"), then.label("before")
        ).select_from(theirs)

    def stood(day: date) -> Any:
        return and_(opened <= day, or_(over.is_(None), over > day))

    return union_of(
        line("opened", opened.between(*now), opened.between(*before)),
        line("closed", over.between(*now), over.between(*before)),
        line("open", stood(look.at), stood(look.then)),
        line("late_today", and_(over.is_(None), theirs.c.due_on < look.today), None),
        _waiting_for_a_visit(look),
    )


def _waiting_for_a_visit(look: Look) -> Any:
    """Whose last step up to the end of the day led there."""
    step = cast(func.timezone(bindparam("timezone", type_=Text), CaseEvent.at), Date)

    def last(day: date) -> Any:
        return (
            select(CaseEvent.to_state)
            .where(CaseEvent.tenant_id == Case.tenant_id, CaseEvent.case_id == Case.id, step <= day)
            .order_by(CaseEvent.id.desc())
            .limit(1)
            .correlate(Case)
            .lateral()
        )

    then, at = last(look.then), last(look.at)
    visiting = State.VISITING.value
    return (
        select(
            literal_column("'visiting'").label("what"),
            func.count().filter(at.c.to_state == visiting).label("now"),
            func.count().filter(then.c.to_state == visiting).label("before"),
        )
        .select_from(Case)
        .outerjoin(at, true())
        .outerjoin(then, true())
        .where(in_own_villages(), Case.opened_on <= look.at)
    )
