"""How a number becomes a step of a map. Every step differs by a mark as well as by its tint, and is said in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _

from reporting.figures import LATE_STEPS, cell_text
from reporting.suppression import Hidden
from web.formats import number, percent

STEPS = 4
Value = int | float | Hidden | None
"""A count, a share, held back, or nothing known."""
_OF_STEPS = ("2", "14", "134", "1234")
"""Which steps are used when there are one, two, three or four of them: the lowest is always the lightest."""
UNKNOWN, HELD = "0", "h"
"""The two that are no step: nothing is known there, and a number too small to be shown."""


@dataclass(frozen=True)
class Spot:
    """A place on a map and in its table."""

    code: str
    short: str
    """What a tile has room for."""
    name: str
    value: Value
    text: str
    url: str = ""
    note: str = ""
    """What the number stands beside: what it is a part of, or compared with."""


@dataclass(frozen=True)
class Drawn:
    """A map as its page shows it."""

    spots: Sequence[Spot]
    levels: dict[str, str]
    """By code: "1" to "4", UNKNOWN or HELD."""
    percents: dict[str, float]
    """How long each bar in the table is; 0 for what is not shown."""
    key: Sequence[tuple[str, str]]
    """Level and its words: the steps that occur."""

    @property
    def by_code(self) -> dict[str, Spot]:
        """Each place by its code."""
        return {spot.code: spot for spot in self.spots}


def drawn(spots: Sequence[Spot], cuts: Sequence[float] | None = None, *, shares: bool = False) -> Drawn:
    """Step every place. `cuts` are the upper ends of the steps but the last; without them a step holds about as many
    places as the next."""
    known = [spot.value for spot in spots if isinstance(spot.value, (int, float))]
    cuts = cuts if cuts is not None else _quarters(known)
    levels = {spot.code: _level(spot.value, cuts) for spot in spots}
    words = _words(cuts, known, shares)
    most = max(known, default=0) or 1
    percents = {spot.code: 100 * spot.value / most if isinstance(spot.value, (int, float)) else 0.0 for spot in spots}
    return Drawn(spots, levels, percents, [(level, words[level]) for level in words if level in levels.values()])


def late(spots: Sequence[Spot]) -> Drawn:
    """Overdue shares have the same steps everywhere."""
    return drawn(spots, LATE_STEPS, shares=True)


def text_of(value: Value, *, shares: bool = False) -> str:
    """A number as it stands in a tile; what is held back says so."""
    if value is None:
        return "–"
    return percent(value) if shares and not isinstance(value, Hidden) else cell_text(value)  # type: ignore[arg-type]


def _quarters(known: Sequence[float]) -> list[float]:
    """Where a quarter, half and three quarters of the places end; fewer when many have the same number."""
    ranked = sorted(known)
    ends = {ranked[(len(ranked) * part - 1) // STEPS] for part in range(1, STEPS)} if len(ranked) >= STEPS else set()
    return sorted(end for end in ends if end < ranked[-1])


def _level(value: Value, cuts: Sequence[float]) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, Hidden):
        return HELD
    return _OF_STEPS[len(cuts)][sum(value > cut for cut in cuts)]


def _words(cuts: Sequence[float], known: Sequence[float], shares: bool) -> dict[str, str]:
    said = {UNKNOWN: _("Belum ada"), HELD: _("Ditahan: angka kecil")}
    if not known:
        return said
    text: Any = percent if shares else number
    if not cuts:
        low, high = text(min(known)), text(max(known))
        return said | {"2": low if low == high else f"{low}–{high}"}
    first, *between, last = _OF_STEPS[len(cuts)]
    said[first] = text(cuts[0]) if cuts[0] == min(known) else _("sampai %(end)s", end=text(cuts[0]))
    for level, (low, high) in zip(between, pairwise(cuts), strict=True):
        said[level] = _("di atas %(low)s sampai %(high)s", low=text(low), high=text(high))
    said[last] = _("di atas %(end)s", end=text(cuts[-1]))
    return said
