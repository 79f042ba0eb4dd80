"""Somebody with a pencil: from ranges and sums to what a number must be."""

from collections.abc import Hashable, Iterator, Sequence

Name = Hashable
Bounds = dict[Name, tuple[int, int]]
"""Of each number: the least and the most that it may be."""
Equation = tuple[Name, tuple[Name, ...]]
"""A whole and its parts."""


def is_revealed(place: Name, bounds: Bounds, truth: int, equations: Sequence[Equation]) -> bool:
    """Whether everything that fits has the same number there."""
    low, high = bounds[place]
    others = [(low, truth - 1), (truth + 1, high)]
    return not any(
        next(worlds(bounds | {place: other}, equations), None) is not None for other in others if other[0] <= other[1]
    )


def worlds(bounds: Bounds, equations: Sequence[Equation]) -> Iterator[Bounds]:
    """Numbers that fit what is known: tighten the ranges by every sum, then try the narrowest open one."""
    tightened = tighten(dict(bounds), equations)
    if tightened is None:
        return
    unsettled = [place for place, (low, high) in tightened.items() if low < high]
    if not unsettled:
        yield tightened
        return
    place = min(unsettled, key=lambda each: tightened[each][1] - tightened[each][0])
    for value in range(tightened[place][0], tightened[place][1] + 1):
        yield from worlds(tightened | {place: (value, value)}, equations)


def tighten(bounds: Bounds, equations: Sequence[Equation]) -> Bounds | None:
    """The narrowest ranges that every single sum allows; None when nothing fits."""
    changed = True
    while changed:
        changed = False
        for whole, parts in equations:
            for place, sign in ((whole, 1), *((part, -1) for part in parts)):
                low, high = _from_sum(bounds, whole, parts, place, sign)
                low, high = max(low, bounds[place][0]), min(high, bounds[place][1])
                if low > high:
                    return None
                if (low, high) != bounds[place]:
                    bounds[place] = (low, high)
                    changed = True
    return bounds


def _from_sum(bounds: Bounds, whole: Name, parts: tuple[Name, ...], place: Name, sign: int) -> tuple[int, int]:
    if sign == 1:
        return sum(bounds[part][0] for part in parts), sum(bounds[part][1] for part in parts)
    others = [part for part in parts if part != place]
    return (
        bounds[whole][0] - sum(bounds[part][1] for part in others),
        bounds[whole][1] - sum(bounds[part][0] for part in others),
    )
