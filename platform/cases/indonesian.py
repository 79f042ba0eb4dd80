"""Dates as official Indonesian prints them, in letters and messages, whatever language the officer reads."""

from datetime import date

from babel.dates import format_date


def long_date(day: date) -> str:
    """Rabu, 25 November 2026."""
    return format_date(day, "EEEE, d MMMM y", locale="id")


def plain_date(day: date) -> str:
    """25 November 2026."""
    return format_date(day, "d MMMM y", locale="id")
