"""Where the parts of a chart stand, worked out before it is drawn: macros in components/figures.html only draw.

Everything is in pixels of the drawing. A chart says its numbers beside its bars and differs by pattern as well as by
tint, so that it is read in grey and by those who see colours otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

PATTERNS = ("f1", "f2", "f3", "f4", "h1", "h2", "h3")
"""The fills of a stack from the ground up: four tints, then three hatchings."""
_TOP, _BOTTOM = 68, 36
"""Room above for totals and the word at the cut, below for the names of the columns."""
_LINE = 22
"""Between two lines of text at 16 px."""
_RIGHT = 64
"""Room beside a line for its last number."""
_BROAD = 120
"""No bar is wider, however few there are: one bar alone would be a wall."""


@dataclass(frozen=True)
class Column:
    """One bar as it is asked for."""

    label: str
    parts: Sequence[int]
    """What each series adds, in the order of the series."""
    total: str
    """In words, above the bar."""
    missing: int = 0
    """Up to where a dashed box rises above the bar."""
    missing_text: str = ""
    hoped: int = 0
    """What is only planned: a thin outline on top of the bar."""


@dataclass(frozen=True)
class Box:
    """A rectangle to draw."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""


@dataclass(frozen=True)
class Word:
    """A text to draw."""

    x: float
    y: float
    text: str
    cls: str = ""
    anchor: str = "middle"


@dataclass
class Chart:
    """What the macro draws."""

    width: int
    height: int
    base: float
    boxes: list[Box] = field(default_factory=list)
    gaps: list[Box] = field(default_factory=list)
    hopes: list[Box] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    cut: float | None = None
    bands: list[str] = field(default_factory=list)
    """Corners of areas, as SVG wants them."""
    lines: list[str] = field(default_factory=list)
    """Corners of lines."""


def stacked_bars(
    columns: Sequence[Column],
    series: Sequence[str],
    *,
    width: int,
    height: int,
    cut_before: int | None = None,
    cut_text: str = "",
    labels: int = 0,
    fills: Sequence[str] = PATTERNS,
) -> Chart:
    """Bars side by side, each a stack filled with `fills` from the ground up.

    `cut_before` draws a line before that column; `labels` is the room for names.
    """
    chart = Chart(width, height, height - _BOTTOM)
    top = max((max(sum(each.parts) + each.hoped, each.missing) for each in columns), default=0) or 1
    slot = (width - labels) / max(1, len(columns))
    scale = (chart.base - _TOP) / top
    for number, column in enumerate(columns):
        _draw(chart, column, slot * number, slot, scale, fills)
    if cut_before is not None and columns:
        _cut(chart, slot * min(cut_before, len(columns)), cut_text)
    if labels and columns:
        end = slot * len(columns) - (slot - _bar(slot)) / 2
        _name_series(chart, columns[-1], series, end + 12, scale)
    return chart


def band(
    ranges: Sequence[tuple[float, float, float]],
    names: Sequence[str],
    *,
    width: int,
    height: int,
    cut_before: int | None = None,
    cut_text: str = "",
) -> Chart:
    """A line with an area about it: low, middle and high of each place. `names` stand under the places, empty ones not;
    the last middle is written beside the line."""
    chart = Chart(width, height, height - _BOTTOM)
    top = max((high for _low, _middle, high in ranges), default=0) or 1
    slot = (width - _RIGHT) / max(1, len(ranges))
    scale = (chart.base - _TOP) / top
    places = [(slot * (place + 0.5), *values) for place, values in enumerate(ranges)]

    def corner(x: float, value: float) -> str:
        return f"{x:.1f},{chart.base - value * scale:.1f}"

    above = [corner(x, high) for x, _low, _middle, high in places]
    below = [corner(x, low) for x, low, _middle, _high in reversed(places)]
    chart.bands.append(" ".join(above + below))
    chart.lines.append(" ".join(corner(x, middle) for x, _low, middle, _high in places))
    for (x, *_values), name in zip(places, names, strict=True):
        if name:
            chart.words.append(Word(x, chart.base + 24, name, anchor="start" if x < width * 0.1 else "middle"))
    if ranges:
        x, _low, middle, _high = places[-1]
        chart.words.append(Word(x + 8, chart.base - middle * scale + 5, f"{middle:g}", "bold", "start"))
    if cut_before is not None and ranges:
        _cut(chart, slot * min(cut_before, len(ranges)), cut_text)
    return chart


def _bar(slot: float) -> float:
    return min(slot * 0.66, _BROAD)


def _cut(chart: Chart, x: float, text: str) -> None:
    """A line there, and its word written so that it stays inside."""
    side = "start" if x < chart.width * 0.3 else "end" if x > chart.width * 0.7 else "middle"
    chart.cut = x
    chart.words.append(Word(x, 16, text, "bold", side))


def _draw(chart: Chart, column: Column, left: float, slot: float, scale: float, fills: Sequence[str]) -> None:
    bar = _bar(slot)
    x, y = left + (slot - bar) / 2, chart.base
    for number, part in enumerate(column.parts):
        if part > 0:
            y -= part * scale
            chart.boxes.append(Box(x, y, bar, part * scale, fills[number % len(fills)]))
    highest = y
    if column.hoped > 0:
        highest -= column.hoped * scale
        chart.hopes.append(Box(x, highest, bar, column.hoped * scale))
    middle = left + slot / 2
    chart.words.append(Word(middle, chart.base + 24, column.label))
    ceiling = chart.base - column.missing * scale
    if ceiling < y - 1:
        chart.gaps.append(Box(x, ceiling, bar, y - ceiling))
        highest = min(highest, ceiling)
        chart.words.append(Word(middle, highest - 6, column.missing_text, "bold red"))
        inside = y - ceiling > 2 * _LINE and not column.hoped
        chart.words.append(Word(middle, y - 6 if inside else highest - 6 - _LINE, column.total, "bold"))
    else:
        chart.words.append(Word(middle, highest - 6, column.total, "bold"))


def _name_series(chart: Chart, column: Column, series: Sequence[str], x: float, scale: float) -> None:
    """The names beside the last bar, each at its part, none over another."""
    y, lowest = chart.base, chart.base + _LINE
    for name, part in zip(series, column.parts, strict=True):
        if part <= 0:
            continue
        wanted = y - part * scale / 2 + 5
        lowest = min(wanted, lowest - _LINE)
        chart.words.append(Word(x, lowest, name, "", "start"))
        y -= part * scale
