"""When a figure lies far from its peers: a rule that no few odd ones can bend, and that knows no units.

The distance from the median of the others is measured in their median absolute deviation, scaled so that it equals a
standard deviation where figures scatter evenly (1.4826; Iglewicz and Hoaglin 1993, who also give the limit of 3.5).
Where more than half are alike that deviation is nothing, and the mean absolute deviation of all stands in (1.2533).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles

LEAST_PEERS = 8
"""With fewer others nothing is said."""
LIMIT = 3.5
_FROM_MEDIAN, _FROM_MEAN = 1.4826, 1.2533


@dataclass(frozen=True)
class Among:
    """A figure among those of its peers."""

    middle: float
    low: float
    high: float
    """Between which half of the others lie."""
    peers: int
    far: bool


def among(value: float, others: Sequence[float]) -> Among | None:
    """Where it lies; None among too few."""
    if len(others) < LEAST_PEERS:
        return None
    middle = median(others)
    low, _middle, high = quantiles(others, n=4, method="inclusive")
    spread = _FROM_MEDIAN * median(abs(other - middle) for other in others)
    if not spread:
        spread = _FROM_MEAN * fmean(abs(each - middle) for each in (value, *others))
    return Among(middle, low, high, len(others), abs(value - middle) > LIMIT * spread)
