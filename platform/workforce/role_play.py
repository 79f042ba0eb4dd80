"""How people have done in role play. The room that lets them practise tells; without one there is nothing to show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Played:
    """One task as somebody has played it."""

    name: str
    role_label: str
    title: str
    """Of the task."""
    best: int
    """The best score, of a hundred."""
    tries: int


Provider = Callable[[bool], Sequence[Played]]
"""Asked as staff of the office: of everybody by name, or of the subject alone."""


def _nobody(everybody: bool) -> Sequence[Played]:
    del everybody
    return ()


_provider: Provider = _nobody


def set_provider(provider: Provider) -> None:
    """Called once, at start."""
    global _provider  # noqa: PLW0603 - one house per process, told once at start
    _provider = provider


def mine() -> Sequence[Played]:
    """What the subject has played."""
    return _provider(False)


def of_everybody() -> Sequence[Played]:
    """What the people of the office have played, by name."""
    return _provider(True)
