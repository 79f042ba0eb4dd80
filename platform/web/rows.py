"""Rows of a table of figures, said without markup: `ui.figure_rows(rows)` draws them, each sight of one only once."""

from typing import NamedTuple


class FigureCell(NamedTuple):
    """What stands in a column."""

    label: str
    """The column's heading: on a telephone it stands beside the number."""
    value: int | float | str | None
    """A count, a share, words, or nothing."""
    is_quiet: bool = False
    """Words in place of a number that is not told."""
    is_late: bool = False
    """Marked as what is overdue."""
    url: str = ""
    hint: str = ""
    """What a link says besides its number to whoever hears it."""


class FigureRow(NamedTuple):
    """A place or thing, and its cells."""

    name: str
    cells: tuple[FigureCell, ...]
    url: str = ""
    is_sum: bool = False
