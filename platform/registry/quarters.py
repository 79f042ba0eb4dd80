"""Quarters of a year: the national registry is updated four times a year, and a status holds for one of them."""

import re
from datetime import date

STALE_AFTER = 2
"""A status is stale once this many newer quarters have begun."""
_PERIOD = re.compile(r"(\d{4})-Q([1-4])")


def period_of(day: date) -> str:
    """The quarter in which that day lies: 2026-Q1."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def is_period(text: str) -> bool:
    """Whether that is a quarter as it is written here."""
    return _PERIOD.fullmatch(text) is not None


def behind(period: str, day: date) -> int:
    """How many newer quarters have begun by that day; 0 for the running one."""
    return _count(period_of(day)) - _count(period)


def is_stale(period: str, day: date) -> bool:
    """Whether a status of that quarter should be asked for again."""
    return behind(period, day) >= STALE_AFTER


def latest_periods(day: date, number: int) -> list[str]:
    """The running quarter and those before it, the newest first."""
    newest = _count(period_of(day))
    return [f"{count // 4}-Q{count % 4 + 1}" for count in range(newest, newest - number, -1)]


def _count(period: str) -> int:
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(period)
    return int(found[1]) * 4 + int(found[2]) - 1
