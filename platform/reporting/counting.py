"""The one question that every table, chart and report asks of the facts.

`asked(...)` checks it for the reader at work, `count` answers it exactly, `shown` answers it as the reader may see it.
A question costs one statement, whatever it is, and never reads what is counted, only sums of it and pending deltas.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _

from foundation.clock import today
from foundation.errors import Unfit
from foundation.tenancy import Reader, current
from reporting import settled
from reporting.blur import seed, told
from reporting.measures import DIMENSIONS, MEASURES, Dimension, Measure
from reporting.settled import Keys, Sums
from reporting.sums import NUMBERED, Shape
from reporting.suppression import Cell, Hidden
from web.formats import in_a_sentence

MOST_CELLS = 20_000
"""More than this nobody reads, and holding small numbers back would take longer than anybody waits."""
LAST_TO_WAKE = "Asia/Jakarta"
"""Whose date it is when somebody asks how things stand today without saying where."""
FIRST_TO_WAKE = "Asia/Jayapura"
"""Where a day begins first: a later one has not come anywhere."""


class Sum(NamedTuple):
    """One line of an answer."""

    keys: Keys
    n: int


@dataclass(frozen=True)
class Asked:
    """A question that makes sense and that its reader may ask. Made by `asked`; what the relay counts in order to
    publish it is nobody's question (`reporting.opendata`)."""

    measure: Measure
    by: tuple[Dimension, ...] = ()
    where: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    """Dimension and the values wanted."""
    since: date | None = None
    until: date | None = None
    """Both included."""
    exact: bool = False
    """Whether its reader sees small numbers too."""


@dataclass(frozen=True)
class Shown:
    """An answer as a table: rows by all dimensions but the last, columns by the last; totals beside and below.

    With one dimension there are rows only, with none a single number: `total`.
    """

    rows: Sequence[Keys]
    columns: Sequence[Any]
    cells: Mapping[tuple[Keys, Any], Cell]
    by_row: Mapping[Keys, Cell]
    by_column: Mapping[Any, Cell]
    total: Cell


def asked(
    measure: str,
    by: Sequence[str] = (),
    where: Mapping[str, Sequence[Any]] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Asked:
    """The question, checked for the reader in force. Unfit says what is wrong with it: `measure`, `dimension`,
    `filter`, `period`, `not_yours`, `too_fine`.

    With `until` alone, what otherwise stands as it is now is asked for as it stood at the end of that day.
    """
    found = _as_of(measure, since, until)
    reader = current().reader
    if reader not in found.readers:
        raise Unfit("not_yours", _("Ukuran ini tidak terbuka untuk peran Anda."))
    exact = reader in found.rows_seen_by
    dimensions = tuple(_dimension(found, slug, reader) for slug in by)
    if len({each.slug for each in dimensions}) < len(dimensions):
        raise Unfit("dimension", _("Satu pembagian hanya dapat dipakai sekali."))
    filters = tuple(
        sorted((slug, _wanted(_dimension(found, slug, reader), values)) for slug, values in (where or {}).items())
    )
    _check_period(found, since, until)
    if found.running:
        since, until = None, until or today(LAST_TO_WAKE)
    if not exact:
        _check_coarse(dimensions, since, until)
    if not found.knows([*by, *(slug for slug, _values in filters)], _stretch(since, until)):
        raise Unfit("dimension", _not_together(found, dimensions, _stretch(since, until)))
    return Asked(found, dimensions, filters, since, until, exact)


def count(question: Asked) -> list[Sum]:
    """Exact sums in the order of their keys, zeros left out. One statement. What others may see of it says `shown`."""
    return sorted(Sum(keys, n) for keys, n in _counted(question).items() if n)


def shown(question: Asked) -> Shown:
    """The table its reader may see. Who could open every row behind it sees all numbers; for all others it is made of
    blurred numbers (`reporting.blur`), so that no set of questions, of any shape or day, tells of a handful of people.
    Unfit `too_large` beyond MOST_CELLS.
    """
    sums = _counted(question, blurred=not question.exact)
    if sums.table is None:
        sums.table = _made_of(question, sums)
    return sums.table


def told_between(measure: str, spans: Sequence[tuple[date, date]]) -> list[Cell]:
    """The totals of `shown` for several periods of whole months. One statement, whatever their number."""
    question = asked(
        measure, ("month",), since=min(since for since, _u in spans), until=max(until for _s, until in spans)
    )
    sums = _counted(question, blurred=not question.exact)
    totals = [sum(n for (month,), n in sums.items() if since <= month <= until) for since, until in spans]
    return [n if question.exact else told(n) for n in totals]


def _counted(question: Asked, blurred: bool = False) -> Sums:
    shape = Shape(
        question.measure.slug,
        tuple(each.slug for each in question.by),
        tuple(slug for slug, _values in question.where),
        question.since is not None,
        question.until is not None,
        _stretch(question.since, question.until),
        blurred,
    )
    values: dict[str, Any] = {f"only_{slug}": list(values) for slug, values in question.where}
    values |= {"seed": seed()} if blurred else {}
    for name in ("since", "until"):
        if (day := getattr(question, name)) is not None:
            values[name] = day
    return settled.sums(shape, values)


# --- checks ----------------------------------------------------------------------------------------


def _as_of(slug: str, since: date | None, until: date | None) -> Measure:
    found = MEASURES.get(slug)
    if found is None:
        raise Unfit("measure", _("Ukuran ini tidak dikenal."))
    return MEASURES[found.past] if found.past and until and not since else found


def _dimension(measure: Measure, slug: str, reader: Reader) -> Dimension:
    if slug not in DIMENSIONS:
        raise Unfit("dimension", _("Pembagian “%(name)s” tidak dikenal.", name=slug))
    if slug not in measure.dimensions:
        found = DIMENSIONS[slug]
        if measure.moments:
            known = ", ".join(str(DIMENSIONS[each].label).lower() for each in measure.dimensions)
            raise Unfit(
                "dimension",
                _(
                    "Keadaan pada tanggal yang lampau tidak dapat dibagi menurut %(name)s, hanya menurut %(known)s.",
                    name=str(found.label).lower(),
                    known=known,
                ),
            )
        raise Unfit(
            "dimension", _("%(what)s tidak dapat dibagi menurut %(name)s.", what=measure.label, name=found.label)
        )
    if reader not in DIMENSIONS[slug].readers:
        raise Unfit("not_yours", _("Pembagian ini tidak terbuka untuk peran Anda."))
    return DIMENSIONS[slug]


def _not_together(measure: Measure, by: Sequence[Dimension], days: int) -> str:
    """That no table of sums holds all of them at once, and what the first can be told apart by instead."""
    words = [_("Pembagian dan saringan ini tidak dapat digabung.")]
    others = [
        in_a_sentence(DIMENSIONS[slug].label)
        for slug in (measure.open_to(current().reader) if by else ())
        if slug != by[0].slug and measure.knows([by[0].slug, slug], days)
    ]
    if others:
        first, listed = by[0].label, ", ".join(others)
        words.append(_("“%(first)s” dapat digabung dengan: %(others)s.", first=first, others=listed))
    return " ".join(words)


def _wanted(dimension: Dimension, values: Sequence[Any]) -> tuple[Any, ...]:
    if dimension.days:
        raise Unfit("filter", _("Waktu disaring dengan masa, bukan dengan pilihan."))
    known = dimension.words is None or dimension.open_ended or set(values) <= set(dimension.words)
    if not known:
        raise Unfit("filter", _("Pilihan untuk %(name)s tidak dikenal.", name=dimension.label))
    if dimension.column in NUMBERED and not all(isinstance(value, int) for value in values):
        raise Unfit("filter", _("Pilihan untuk %(name)s tidak dikenal.", name=dimension.label))
    return tuple(sorted(set(values)))


def _check_period(measure: Measure, since: date | None, until: date | None) -> None:
    if (since or until) and not measure.clocks:
        raise Unfit("period", _("%(what)s adalah keadaan sekarang dan tidak punya masa.", what=measure.label))
    if since and until and until < since:
        raise Unfit("period", _("Masa berakhir sebelum dimulai."))
    if measure.moments and until and until > today(FIRST_TO_WAKE):
        raise Unfit("period", _("Hari itu belum tiba. Pilih hari ini atau hari yang sudah lewat."))


def _check_coarse(dimensions: Sequence[Dimension], since: date | None, until: date | None) -> None:
    if any(each.is_fine for each in dimensions):
        raise Unfit("too_fine", _("Angka per hari tidak ditampilkan di atas daerah. Pilih bulan."))
    if _stretch(since, None) == 1:
        raise Unfit("too_fine", _("Masa dimulai pada tanggal 1."))
    if _stretch(None, until) == 1:
        raise Unfit("too_fine", _("Masa berakhir pada akhir bulan."))


def _stretch(since: date | None, until: date | None) -> int:
    """What a period is made of: 0 for none, 28 for whole months, 1 for days."""
    if since is None and until is None:
        return 0
    whole = (since is None or since.day == 1) and (until is None or (until + timedelta(1)).day == 1)
    return 28 if whole else 1


# --- the table -------------------------------------------------------------------------------------


_Placed = tuple[Keys, Any, int]
"""In which row and column a sum stands; the column is None in a table without columns."""


def _made_of(question: Asked, sums: Sums) -> Shown:
    placed = _placed(question, sums)
    rows, columns = _ordered(question, placed)
    if len(rows) * max(len(columns), 1) > MOST_CELLS:
        raise Unfit("too_large", _("Tabel ini terlalu besar. Pilih pembagian yang lebih kasar atau saring dulu."))
    return _table(question, rows, columns, placed)


def _placed(question: Asked, sums: Sums) -> list[_Placed]:
    """Exact zeros are left out."""
    told = ((keys, n) for keys, n in sums.items() if n or not question.exact)
    if len(question.by) > 1:
        return [(keys[:-1], keys[-1], n) for keys, n in told]
    return [(keys, None, n) for keys, n in told]


def _ordered(question: Asked, placed: Sequence[_Placed]) -> tuple[list[Keys], list[Any]]:
    """Rows and columns in the order of their dimensions' words, else of their values."""
    rows, columns = {row for row, _column, _n in placed}, {column for _row, column, _n in placed}
    if len(question.by) < 2:
        return sorted(rows, key=lambda row: rank(question.by, row)), []
    return (
        sorted(rows, key=lambda row: rank(question.by[:-1], row)),
        sorted(columns, key=lambda column: rank(question.by[-1:], (column,))),
    )


def rank(dimensions: Sequence[Dimension], keys: Keys) -> tuple[Any, ...]:
    """Where a row or column stands among others: in the order of its dimensions' words, else of their values."""
    return tuple(
        key if each.words is None else _place_among(list(each.words), key)
        for each, key in zip(dimensions, keys, strict=True)
    )


def _place_among(words: Sequence[Any], key: Any) -> tuple[int, str]:
    """What an office has added comes after what the house knows."""
    return (words.index(key), "") if key in words else (len(words), key)


def _table(question: Asked, rows: Sequence[Keys], columns: Sequence[Any], placed: Sequence[_Placed]) -> Shown:
    """All margins are sums of what stands in the cells, blurred or not."""
    cells = {(row, column): n for row, column, n in placed}
    by_row, by_column = dict.fromkeys(rows, 0), dict[Any, int]()
    for row, column, n in placed:
        by_row[row] += n
        by_column[column] = by_column.get(column, 0) + n
    words = _Words(question.exact)
    if not question.exact:
        telling = {place for place, n in cells.items() if not isinstance(words[n], Hidden)}
        rows = _worth_a_line(rows, by_row, {row for row, _column in telling}, words)
        columns = _worth_a_line(columns, by_column, {column for _row, column in telling}, words)
    return Shown(
        rows,
        columns,
        {(row, column): words[cells.get((row, column), 0)] for row in rows for column in columns},
        {row: words[by_row[row]] for row in rows},
        {column: words[by_column[column]] for column in columns},
        words[sum(by_row.values())],
    )


class _Words(dict[int, Cell]):
    """What is told of each number, worked out once: many stand in a table more than once."""

    def __init__(self, exact: bool) -> None:
        super().__init__()
        self._exact = exact

    def __missing__(self, n: int) -> Cell:
        self[n] = cell = n if self._exact else told(n)
        return cell


def _worth_a_line(keys: Sequence[Any], sums: Mapping[Any, int], telling: set[Any], words: _Words) -> list[Any]:
    """Those with a number that is told. A line of handfuls alone would tell that somebody is there at all."""
    return [key for key in keys if key in telling or not isinstance(words[sums[key]], Hidden)]
