"""Whole years of life."""

from datetime import date


def age_on(born: date | None, day: date) -> int | None:
    """Whole years lived by that day; None when the date of birth is not known or lies ahead."""
    if born is None or born > day:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
