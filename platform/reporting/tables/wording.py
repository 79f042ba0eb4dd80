"""A table in words: one line that says what it holds, and its rows as a file has them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from reporting.figures import cell_text
from reporting.measures import DIMENSIONS, MEASURES
from reporting.suppression import Cell, Hidden
from reporting.tables.definitions import Definition
from reporting.tables.periods import ON, OWN, periods_for
from reporting.tables.queries import Counted, Line
from web.formats import in_a_sentence, plain_date


def title_of(definition: Definition) -> str:
    """Kasus masuk menurut sektor dan bulan."""
    by = [in_a_sentence(DIMENSIONS[slug].label) for slug in definition.by]
    return _("%(what)s menurut %(by)s", what=MEASURES[definition.measure].label, by=_listed(by))


def about(definition: Definition) -> str:
    """Which days, and what it is narrowed to."""
    parts = [_when(definition)]
    for slug, values in definition.only.items():
        words = DIMENSIONS[slug].words or {}
        parts.append(f"{DIMENSIONS[slug].label}: {', '.join(str(words.get(value, value)) for value in values)}")
    return "; ".join(parts)


def _when(definition: Definition) -> str:
    if definition.period in (ON, OWN):
        return days_in_words(definition.since, definition.until)
    words = periods_for(MEASURES[definition.measure])
    return str(words[definition.period]) if definition.period else _("Keadaan sekarang")


def days_in_words(since: date | None, until: date | None) -> str:
    """1 Juli 2026 sampai 30 September 2026, keadaan pada 30 September 2026; empty without days."""
    if until and not since:
        return _("keadaan pada %(day)s", day=plain_date(until))
    return _("%(since)s sampai %(until)s", since=plain_date(since), until=plain_date(until)) if since and until else ""


def as_rows(counted: Counted) -> Iterator[Sequence[Any]]:
    """For a file: the headings first, the sums last; numbers stay numbers."""
    yield [*counted.row_headings, *counted.column_headings, _("Jumlah")]
    for line in (*counted.lines, counted.sums):
        padding = [""] * (len(counted.row_headings) - len(line.labels))
        yield [*line.labels, *padding, *map(_plain, _cells(line))]


def _cells(line: Line) -> Sequence[Cell]:
    return [*line.cells, line.total]


def _plain(cell: Cell) -> str | int:
    return cell_text(cell) if isinstance(cell, Hidden) else cell


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s dan %(last)s", first=", ".join(words[:-1]), last=words[-1])
