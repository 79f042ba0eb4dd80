"""Days read from rows of weeks (models: ByWeek): a seventh of the rows, and exact to the day."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, literal_column

from cases.models.facts import WEEKDAYS, ByWeek


def within(facts: type[ByWeek], since: date, until: date) -> ColumnElement[int]:
    """How much of a row lies between two days, both included: its sum, or in a week at an edge some of its days."""
    first, last = monday(since), monday(until)
    days = {first: WEEKDAYS[since.weekday() :], last: WEEKDAYS[: until.weekday() + 1]}
    if first == last:
        days = {first: WEEKDAYS[since.weekday() : until.weekday() + 1]}
    edges = [(facts.week == week, _together(facts, names)) for week, names in days.items()]
    return case(
        *edges, (and_(facts.week > first, facts.week < last), facts.n), else_=literal_column("0::bigint", BigInteger)
    )


def reaching(facts: type[ByWeek], since: date, until: date) -> ColumnElement[bool]:
    """The rows in which `within` can find anything."""
    return facts.week.between(monday(since), monday(until))


def monday(day: date) -> date:
    """Of that day's week."""
    return day - timedelta(days=day.weekday())


def _together(facts: type[ByWeek], names: tuple[str, ...]) -> Any:
    first, *others = [getattr(facts, name) for name in names]
    return sum(others, start=first)
