"""Districts counted by cohort and state, safe to show: small numbers of districts that are not named are held back.

A district that has agreed to be named stands in the list with its own state, so its part of every number is known.
Suppression therefore guards the rest: a sum is shown only where the part of those who are not named may be.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from reporting.suppression import ROOT, SMALL, TOTAL, Cell, Hidden, Table, publish
from sustainability.queries.standings import District
from sustainability.survival import STATES, years_since

_GROUP = "every"
_UNKNOWN = ""
_FIRST, _LAST = -3, 5
"""Years since the end of support that have a row of their own; what lies beyond is added to them."""
_TENS = 1000
"""Hundredths of ten points."""


@dataclass(frozen=True)
class Row:
    """One cohort: cells in the order of STATES, the sum of all last."""

    key: str
    label: str
    short: str
    """Under a bar."""
    cells: list[Cell]
    points: tuple[int, int] | None
    """From which to which ten points the indexes lie; None where too few would be told."""


@dataclass(frozen=True)
class Comparison:
    """A table of cohorts with the row that sums them up."""

    rows: list[Row]
    total: Row

    @property
    def is_held(self) -> bool:
        """Nothing of it may be shown."""
        return bool(self.rows) and all(isinstance(cell, Hidden) for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class Comparisons:
    """The same districts in two orders. The second is missing where both together would tell more than each."""

    by_growth: Comparison
    by_end: Comparison | None


def compare(districts: Sequence[District], today: date) -> Comparisons:
    """By year of growth, and by years since state support ended."""
    growth, growth_table = _comparison(districts, _growth, _growth_words)
    end, end_table = _comparison(districts, lambda each: _end(each, today), _end_words)
    same = all(_is_hidden(growth_table, column) == _is_hidden(end_table, column) for column in (*STATES, TOTAL))
    return Comparisons(growth, end if same else None)


def named(districts: Iterable[District]) -> list[District]:
    """Who has agreed, by year of growth and name."""
    return sorted((each for each in districts if each.named), key=lambda each: (each.cohort_year or 9999, each.name))


def _comparison(
    districts: Sequence[District], key_of: Callable[[District], str], words: Callable[[str], tuple[str, str]]
) -> tuple[Comparison, Table]:
    keys = sorted({key_of(each) for each in districts}, key=lambda key: (key == _UNKNOWN, int(key or 0)))
    known, silent = _counted(districts, key_of, True), _counted(districts, key_of, False)
    table = publish(silent, dict.fromkeys(silent, _GROUP), STATES)

    def row(key: str, leaf: str, members: Sequence[District]) -> Row:
        return Row(key, *words(key), _cells(table, leaf, known), _range(members))

    rows = [row(key, key, [each for each in districts if key_of(each) == key]) for key in keys]
    total = Row(ROOT, _("Semua"), "", _cells(table, ROOT, {ROOT: sum(known.values(), Counter())}), _range(districts))
    return Comparison(rows, total), table


def _counted(
    districts: Iterable[District], key_of: Callable[[District], str], are_named: bool
) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for each in districts:
        if each.named is are_named:
            counts.setdefault(key_of(each), Counter())[each.state] += 1
    return counts


def _cells(table: Table, leaf: str, known: Mapping[str, Counter[str]]) -> list[Cell]:
    """Those who are named, and the others where their number may be shown."""
    of_named = known.get(leaf, Counter())
    exact = [*(of_named[state] for state in STATES), of_named.total()]
    if (leaf, TOTAL) not in table.cells:  # everybody here is named
        return list(exact)
    others = table.row(leaf, STATES)
    return [other if isinstance(other, Hidden) else other + n for other, n in zip(others, exact, strict=True)]


def _is_hidden(table: Table, column: str) -> bool:
    return isinstance(table.cells[ROOT, column], Hidden)


def _range(members: Sequence[District]) -> tuple[int, int] | None:
    """In whole tens of the index, outwards. With one to four who are not named, it would speak of somebody."""
    unnamed = sum(each.points is not None and not each.named for each in members)
    points = [each.points for each in members if each.points is not None]
    if not points or 0 < unnamed < SMALL:
        return None
    low = min(points) // _TENS * 10
    return low, max(low + 10, -(-max(points) // _TENS) * 10)


def _growth(district: District) -> str:
    return str(district.cohort_year or _UNKNOWN)


def _growth_words(key: str) -> tuple[str, str]:
    return (_("Tahun tidak diketahui"), "?") if key == _UNKNOWN else (key, key)


def _end(district: District, today: date) -> str:
    if district.ends_on is None:
        return _UNKNOWN
    return str(max(_FIRST, min(_LAST, years_since(district.ends_on, today))))


def _end_words(key: str) -> tuple[str, str]:
    if key == _UNKNOWN:
        return _("Akhir dukungan tidak diketahui"), "?"
    years = int(key)
    if years == 0:
        return _("Berakhir tahun ini"), "0"
    words = _("%(n)s tahun sesudah berakhir", n=years) if years > 0 else _("%(n)s tahun sebelum berakhir", n=-years)
    if years in (_FIRST, _LAST):
        words = _("%(words)s atau lebih", words=words)
    return words, f"+{years}" if years > 0 else f"−{-years}"
