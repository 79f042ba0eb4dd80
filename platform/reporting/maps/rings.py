"""Whether the rings of a shape keep apart: lines that cross, a hole outside the land it lies in."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from foundation.errors import Unfit

Position = tuple[float, float]
Segment = tuple[float, float, float, float]
"""From where to where, the western end first."""
SEEN = 1e-5
"""Degrees, about a metre: lines that reach less far across one another touch, as they do in every careful file."""
PATIENCE = 4_000_000
"""Pairs of lines that are held against one another before a shape is said to be too tangled: a second or two."""
_FEW = 48
"""So many lines are compared with one another; more are told apart by where they lie first."""
_PARTED = 0.8
"""Of a group at most in either half."""


class Tangled(Unfit):
    """Lines so close together everywhere that nobody can say whether they cross."""


def crossing_of(rings: Sequence[Sequence[Position]], patience: int = PATIENCE) -> Position | None:
    """Where two lines of these rings cross, if any do. Raises Tangled. Touching is no crossing, nor is going back along
    the same line."""
    segments = [(*min(each), *max(each)) for ring in rings for each in pairwise(ring) if each[0] != each[1]]
    left = patience
    for few in _apart(segments):
        few.sort()
        for place, one in enumerate(few):
            for other in few[place + 1 :]:
                if other[0] > one[2]:
                    break
                left -= 1
                if _overlap(one, other) and _cross(one, other):
                    return _meeting(one, other)
            if left < 0:
                raise Tangled("tangled", "")
    return None


def stray_hole(rings: Sequence[Sequence[Position]]) -> Position | None:
    """A corner of a hole that lies outside its outer ring, if there is one. Of rings that do not cross."""
    outer, *holes = rings
    return next((hole[0] for hole in holes if not any(_contains(outer, corner) for corner in hole)), None)


def _apart(segments: list[Segment]) -> Iterator[list[Segment]]:
    """Groups such that any two lines that meet are together in one: halved where that parts them, west from east or
    south from north."""
    waiting = [segments]
    while waiting:
        group = waiting.pop()
        halves = _halved(group) if len(group) > _FEW else []
        if halves:
            waiting.extend(halves)
        else:
            yield group


def _halved(group: list[Segment]) -> list[list[Segment]]:
    """On either side of a line in the middle; what lies across it is in both. Nothing where that parts too few."""
    wide, tall = (max(each[axis] for each in group) - min(each[axis] for each in group) for axis in (0, 1))
    for axis in (0, 1) if wide > tall else (1, 0):
        middle = sum(each[axis] + each[axis + 2] for each in group) / (2 * len(group))
        low = [each for each in group if each[axis] <= middle or each[axis + 2] <= middle]
        high = [each for each in group if each[axis] >= middle or each[axis + 2] >= middle]
        if max(len(low), len(high)) <= _PARTED * len(group):
            return [low, high]
    return []


def _overlap(one: Segment, other: Segment) -> bool:
    return min(one[1], one[3]) <= max(other[1], other[3]) and min(other[1], other[3]) <= max(one[1], one[3])


def _cross(one: Segment, other: Segment) -> bool:
    return _parted(one, other) and _parted(other, one)


def _parted(line: Segment, by: Segment) -> bool:
    """Whether the ends of one line lie on either side of the other, far enough to be seen."""
    x, y, across, up = line[0], line[1], line[2] - line[0], line[3] - line[1]
    start, end = across * (by[1] - y) - up * (by[0] - x), across * (by[3] - y) - up * (by[2] - x)
    if (start > 0) == (end > 0):
        return False
    return min(abs(start), abs(end)) > SEEN * (across * across + up * up) ** 0.5


def _meeting(one: Segment, other: Segment) -> Position:
    across, up = one[2] - one[0], one[3] - one[1]
    wide, tall = other[2] - other[0], other[3] - other[1]
    share = ((other[0] - one[0]) * tall - (other[1] - one[1]) * wide) / (across * tall - up * wide)
    return one[0] + share * across, one[1] + share * up


def _contains(ring: Sequence[Position], spot: Position) -> bool:
    x, y = spot
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
