"""Open work of somebody who leaves. Rooms above say what they count as work, and how it is given to somebody else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import LazyString


@dataclass(frozen=True)
class OpenWork:
    """One kind of work. All three are asked as whoever records the leaving."""

    label: LazyString
    """"kasus terbuka"."""
    count: Callable[[int], int]
    """How much of it a membership has."""
    receivers: Callable[[], Sequence[tuple[int, str]]]
    """Who may take it on: membership and name."""
    give: Callable[[int, int, str], int]
    """From, to, reason; how much was given. Refused as that room refuses."""
    permission: str
    """What whoever gives it away must be allowed."""


_kinds: list[OpenWork] = []


def register(work: OpenWork) -> None:
    """Called once, at start."""
    if work not in _kinds:
        _kinds.append(work)


def kinds() -> Sequence[OpenWork]:
    """All of them."""
    return tuple(_kinds)
