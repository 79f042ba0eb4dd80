"""From degrees to a small drawing: projected, put on a grid, and made simpler until it is small enough.

Neighbours keep one border: a line that two shapes share is cut at the points where more than two lines meet and made
simpler once, for both, so that no gap opens between them. However small an island is, it stays as a tiny triangle.
"""

import math
from collections.abc import Iterator
from itertools import pairwise

from reporting.maps.geojson import Shapes

LONG, TALL = 2880, 2240
"""The box of a drawing, in quarters of a pixel of its widest view."""
MOST_POINTS = 10_000
"""Of a whole drawing, as it is kept."""
_TINY = 8
"""The sides of what is left of an island that is smaller than the grid."""
_TOLERANCE = 0.75
"""How far a border may move, in cells of the grid."""

Spot = tuple[int, int]
Ring = list[Spot]
"""Not closed: the last spot leads back to the first."""
Grid = dict[str, list[list[Ring]]]
"""By code of a region: its parts, each an outer ring and its holes."""


def projected(shapes: Shapes) -> tuple[int, int, Grid]:
    """Width, height and shapes of a drawing: degrees flattened around the middle, west at the left, north on top."""
    rings = [ring for parts in shapes.values() for part in parts for ring in part]
    west, east = min(x for ring in rings for x, _y in ring), max(x for ring in rings for x, _y in ring)
    south, north = min(y for ring in rings for _x, y in ring), max(y for ring in rings for _x, y in ring)
    narrowing = math.cos(math.radians((south + north) / 2))
    across, down = max((east - west) * narrowing, 1e-9), max(north - south, 1e-9)
    scale = min(LONG / across, TALL / down)
    width, height = (min(max(round(side * scale), _TINY), most) for side, most in ((across, LONG), (down, TALL)))

    def spot(longitude: float, latitude: float) -> Spot:
        x, y = round((longitude - west) * narrowing * scale), round((north - latitude) * scale)
        return min(max(x, 0), width), min(max(y, 0), height)

    grid = {
        code: [[[spot(*position) for position in ring] for ring in part] for part in parts]
        for code, parts in shapes.items()
    }
    return width, height, _tidied(grid, (width, height))


def simplified(grid: Grid, most: int = MOST_POINTS) -> Grid:
    """The same shapes with at most so many points; what is small enough already stays as it is. `most` is at least
    three for each ring. All parts stay; holes may close."""
    box = max((x for x, _y in _spots(grid)), default=0), max((y for _x, y in _spots(grid)), default=0)
    cell, found = 1, grid
    while points_of(found) > most:
        cell *= 2
        coarse = {
            code: [
                [_without_repeats([(x // cell * cell, y // cell * cell) for x, y in ring]) for ring in part]
                for part in parts
            ]
            for code, parts in grid.items()
        }
        found = _tidied(_on_shared_lines(coarse, cell * _TOLERANCE), (max(box[0], _TINY), max(box[1], _TINY)))
    return found


def points_of(grid: Grid) -> int:
    """All points of all rings."""
    return sum(len(ring) for parts in grid.values() for part in parts for ring in part)


def path_of(parts: list[list[Ring]]) -> str:
    """A shape as the `d` of an SVG path, in steps from point to point."""
    return "".join(_steps(ring) for part in parts for ring in part)


def area_of(parts: list[list[Ring]]) -> int:
    """Of all outer rings together, doubled: whatever is larger is drawn first."""
    return sum(abs(_doubled_area(part[0])) for part in parts)


def label_of(parts: list[list[Ring]]) -> tuple[int, int, int]:
    """Where a word about the shape is put, and how much room it has there: inside its largest part, where that is
    wide and its upper and lower ends are far."""
    ring = max((part[0] for part in parts), key=lambda each: abs(_doubled_area(each)))
    low, high = min(y for _x, y in ring), max(y for _x, y in ring)
    best, most = (ring[0][0], ring[0][1], 0), 0.0
    for eighth in (4, 3, 5, 2, 6, 1, 7):
        y = low + (high - low) * eighth / 8
        tall = 4 * min(y - low, high - y)
        crossings = sorted(_crossings(ring, y))
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if min(right - left, tall) > most:
                most = min(right - left, tall)
                best = round((left + right) / 2), round(y), int(right - left)
    return best


def _crossings(ring: Ring, y: float) -> Iterator[float]:
    for (x1, y1), (x2, y2) in _sides(ring):
        if (y1 > y) != (y2 > y):
            yield x1 + (y - y1) * (x2 - x1) / (y2 - y1)


def _steps(ring: Ring) -> str:
    (x, y), *_rest = ring
    moves = " ".join(f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(ring))
    return f"M{x} {y}l{moves}z"


def _spots(grid: Grid) -> Iterator[Spot]:
    return (spot for parts in grid.values() for part in parts for ring in part for spot in ring)


def _sides(ring: Ring) -> Iterator[tuple[Spot, Spot]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _doubled_area(ring: Ring) -> int:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _sides(ring))


# --- tidy rings ------------------------------------------------------------------------------------


def _tidied(grid: Grid, box: Spot) -> Grid:
    """Holes that have closed are gone; land that has shrunk to nothing is a tiny triangle."""
    return {code: [_tidy_part(part, box) for part in parts] for code, parts in grid.items()}


def _tidy_part(part: list[Ring], box: Spot) -> list[Ring]:
    outer, *holes = (_without_repeats(ring) for ring in part)
    kept = [ring for ring in holes if _has_area(ring)]
    return [outer if _has_area(outer) else _triangle(outer[0], box), *kept]


def _has_area(ring: Ring) -> bool:
    return len(ring) > 2 and _doubled_area(ring) != 0


def _without_repeats(ring: Ring) -> Ring:
    found = [spot for place, spot in enumerate(ring) if place == 0 or spot != ring[place - 1]]
    while len(found) > 1 and found[-1] == found[0]:
        found.pop()
    return found


def _triangle(spot: Spot, box: Spot) -> Ring:
    x, y = min(spot[0], box[0] - _TINY), min(spot[1], box[1] - _TINY)
    return [(x, y), (x + _TINY, y), (x, y + _TINY)]


# --- shared lines ----------------------------------------------------------------------------------


def _on_shared_lines(grid: Grid, tolerance: float) -> Grid:
    meetings = _meetings(grid)
    return {
        code: [[_simpler_ring(ring, meetings, tolerance) for ring in part] for part in parts]
        for code, parts in grid.items()
    }


def _meetings(grid: Grid) -> set[Spot]:
    """Where more than two lines come together: there a border must stay."""
    beside: dict[Spot, set[Spot]] = {}
    for parts in grid.values():
        for part in parts:
            for ring in part:
                for here, there in _sides(ring):
                    beside.setdefault(here, set()).add(there)
                    beside.setdefault(there, set()).add(here)
    return {spot for spot, others in beside.items() if len(others - {spot}) > 2}


def _simpler_ring(ring: Ring, meetings: set[Spot], tolerance: float) -> Ring:
    cuts = [place for place, spot in enumerate(ring) if spot in meetings]
    if not cuts:  # an island, or a hole that one other shape fills: cut at its first spot and the one farthest off
        first = min(range(len(ring)), key=lambda place: ring[place])
        away = max(range(len(ring)), key=lambda place: (math.dist(ring[first], ring[place]), ring[place]))
        cuts = sorted({first, away})
    turned = ring[cuts[0] :] + ring[: cuts[0]]
    ends = [cut - cuts[0] for cut in cuts] + [len(ring)]
    closed = [*turned, turned[0]]
    found: Ring = []
    for begin, end in pairwise(ends):
        found += _simpler_line(closed[begin : end + 1], tolerance)[:-1]
    return found


def _simpler_line(line: Ring, tolerance: float) -> Ring:
    """The same from either end, because two shapes walk along it in opposite ways."""
    backwards = line[::-1] < line
    kept = _douglas_peucker(line[::-1] if backwards else line, tolerance)
    return kept[::-1] if backwards else kept


def _douglas_peucker(line: Ring, tolerance: float) -> Ring:
    """The ends, and between two that are kept always the farthest spot that lies off the straight line."""
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        begin, end = waiting.pop()
        farthest, most = 0, tolerance * tolerance
        for place in range(begin + 1, end):
            far = _squared_distance(line[place], line[begin], line[end])
            if far > most:
                farthest, most = place, far
        if farthest:
            keep.add(farthest)
            waiting += [(begin, farthest), (farthest, end)]
    return [line[place] for place in sorted(keep)]


def _squared_distance(spot: Spot, begin: Spot, end: Spot) -> float:
    """From the line between them."""
    (x, y), (x1, y1), (x2, y2) = spot, begin, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = 0.0 if not length else min(1.0, max(0.0, ((x - x1) * dx + (y - y1) * dy) / length))
    return (x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2
