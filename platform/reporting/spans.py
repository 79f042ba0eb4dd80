"""Months, quarters and years as people report them: whole stretches of the calendar that follow one another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.errors import Unfit
from web.formats import month_name

_WRITTEN = re.compile(r"(2\d{3})-Q([1-4])")
_ROMAN = ("I", "II", "III", "IV")
LENGTHS = {"month": 1, "quarter": 3, "year": 12}
"""How many months each kind has."""


@dataclass(frozen=True, order=True)
class Span:
    """A month, a quarter or a year; `first` is its first day."""

    first: date
    months: int

    @property
    def last(self) -> date:
        """The last day."""
        return self.after(1).first - timedelta(days=1)

    @property
    def slug(self) -> str:
        """2026, 2026-Q3 or 2026-07."""
        if self.months == LENGTHS["year"]:
            return f"{self.first.year}"
        if self.months == LENGTHS["quarter"]:
            return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
        return f"{self.first:%Y-%m}"

    def __str__(self) -> str:
        """In words: Juli 2026, Triwulan III 2026, Tahun 2026."""
        if self.months == LENGTHS["year"]:
            return _("Tahun %(year)s", year=self.first.year)
        if self.months == LENGTHS["quarter"]:
            number = (self.first.month + 2) // 3
            return _("Triwulan %(roman)s %(year)s", roman=_ROMAN[number - 1], year=self.first.year)
        return month_name(self.first)

    def after(self, spans: int) -> "Span":
        """The one so many later; a negative number goes back."""
        months = self.first.year * 12 + self.first.month - 1 + spans * self.months
        return Span(date(months // 12, months % 12 + 1, 1), self.months)


def span_around(day: date, kind: str) -> Span:
    """The month, quarter or year in which that day lies."""
    months = LENGTHS[kind]
    return Span(date(day.year, (day.month - 1) // months * months + 1, 1), months)


def parse_quarter(text: str) -> Span:
    """From its slug. Raises Unfit for anything else, a month or a year too."""
    found = _WRITTEN.fullmatch(text.strip().upper())
    if found is None:
        raise Unfit("bad_quarter", _l("Tulis triwulan sebagai 2026-Q3"))
    return Span(date(int(found[1]), 3 * int(found[2]) - 2, 1), LENGTHS["quarter"])


def spans_between(first: Span, last: Span) -> Iterator[Span]:
    """Every one of the same length from `first` to `last`, both included."""
    while first <= last:
        yield first
        first = first.after(1)
