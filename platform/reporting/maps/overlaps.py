"""Whether the regions of a drawing keep apart: two that claim the same land, one that lies far from all others.

Each region is painted without its border on one sheet, and what has been painted twice is looked at: whatever is
thinner than a few dots is a sliver, as careful files have them where two offices drew one river. How much is painted
is bounded, whatever the file.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from reporting.maps.simplify import Grid, Ring, area_of

DOT = 2
"""Units of the drawing to a dot of the sheet. What overlaps by less than five dots, a three-hundredth of its width, is
a sliver: both borders are left out, and three dots must remain."""
_THICK = 3
MOST_DOTS = 48_000_000
"""Painted in all. Where regions' frames take more, dots are made larger: a few tenths of a second."""
_LEAST_FOR_AWAY = 3
"""Of fewer regions none lies far from all others."""

_Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Overlap:
    """Two regions that claim the same land, and how much of the smaller one that is, from 0 to 1."""

    smaller: str
    larger: str
    share: float


def overlap_of(grid: Grid) -> Overlap | None:
    """Two regions that overlap by more than a sliver, if any do."""
    sheet = _Sheet(grid)
    spot = sheet.painted_twice()
    if spot is None:
        return None
    claiming = sorted((code for code in grid if sheet.claims(code, spot)), key=lambda code: area_of(grid[code]))
    smaller, larger = claiming[:2]
    return Overlap(smaller, larger, sheet.share(smaller, larger))


def away(grid: Grid) -> str | None:
    """A region that lies farther from all others than these reach across together, if one does."""
    if len(grid) < _LEAST_FOR_AWAY:
        return None
    boxes = [_frame(parts, 1) for parts in grid.values()]
    before = [*accumulate(boxes, _around)]
    behind = [*accumulate(reversed(boxes), _around)][::-1]
    for place, (code, box) in enumerate(zip(grid, boxes, strict=True)):
        beside = [*before[place - 1 : place], *behind[place + 1 : place + 2]]
        others = _around(*beside) if len(beside) > 1 else beside[0]
        if _gap(box, others) > math.dist(others[:2], others[2:]):
            return code
    return None


class _Sheet:
    """Regions painted one by one, each in its own frame of dots."""

    def __init__(self, grid: Grid) -> None:
        self.grid, self.dot = grid, DOT
        self.frames = self._framed()
        while sum((right - left) * (lower - upper) for left, upper, right, lower in self.frames.values()) > MOST_DOTS:
            self.dot *= 2
            self.frames = self._framed()

    def painted_twice(self) -> tuple[int, int] | None:
        """A dot in the midst of what two regions claim."""
        sheet = Image.new("L", _around(*self.frames.values())[2:])
        for code, frame in self.frames.items():
            sheet.paste(ImageChops.add(sheet.crop(frame), self.mask(code)), frame)
        twice = sheet.point([0, 0, *[255] * 254]).filter(ImageFilter.MinFilter(_THICK))
        if (found := twice.getbbox()) is None:
            return None
        upper = found[1]
        return twice.crop((0, upper, twice.width, upper + 1)).tobytes().index(255), upper

    def claims(self, code: str, spot: tuple[int, int]) -> bool:
        """Whether that dot lies inside the region."""
        left, upper, right, lower = self.frames[code]
        inside = left <= spot[0] < right and upper <= spot[1] < lower
        return inside and bool(self.mask(code).getpixel((spot[0] - left, spot[1] - upper)))

    def share(self, smaller: str, larger: str) -> float:
        """How much of the smaller region the larger one claims."""
        one, other = self.frames[smaller], self.frames[larger]
        sheet = Image.new("L", _around(one, other)[2:])
        sheet.paste(self.mask(larger), other)
        mask = self.mask(smaller)
        both = ImageChops.darker(mask, sheet.crop(one))
        return both.histogram()[1] / max(mask.histogram()[1], 1)

    def mask(self, code: str) -> Image.Image:
        """One for each dot inside. Islands in a lake are painted after it."""
        left, upper, right, lower = self.frames[code]
        mask = Image.new("L", (right - left, lower - upper))
        pen = ImageDraw.Draw(mask)
        for part in sorted(self.grid[code], key=lambda part: -area_of([part])):
            for place, ring in enumerate(part):
                spots = [(x // self.dot - left, y // self.dot - upper) for x, y in ring]
                pen.polygon(spots, fill=0 if place else 1, outline=0)
        return mask

    def _framed(self) -> dict[str, _Box]:
        return {code: _frame(parts, self.dot) for code, parts in self.grid.items()}


def _frame(parts: list[list[Ring]], dot: int) -> _Box:
    """In dots, the right and lower ends not among them."""
    xs, ys = zip(*_outer(parts), strict=True)
    return min(xs) // dot, min(ys) // dot, max(xs) // dot + 1, max(ys) // dot + 1


def _outer(parts: list[list[Ring]]) -> Iterator[tuple[int, int]]:
    return (spot for part in parts for spot in part[0])


def _around(*boxes: _Box) -> _Box:
    west, north, east, south = zip(*boxes, strict=True)
    return min(west), min(north), max(east), max(south)


def _gap(one: _Box, other: _Box) -> float:
    across = max(one[0] - other[2], other[0] - one[2], 0)
    down = max(one[1] - other[3], other[1] - one[3], 0)
    return math.hypot(across, down)
