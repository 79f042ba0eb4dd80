"""How far ahead the end of a source is warned of: a year, half a year, a quarter."""

from calendar import monthrange
from datetime import date

AHEAD = (12, 6, 3)
"""Months before the last day, the earliest first."""


def due(ends_on: date, today: date) -> list[int]:
    """Which distances have been reached, the nearest last; none once it is over."""
    if ends_on < today:
        return []
    return [months for months in AHEAD if today >= months_before(ends_on, months)]


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last where it has no such day."""
    first = day.year * 12 + day.month - 1 - months
    year, month = first // 12, first % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
