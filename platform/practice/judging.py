"""What was done holds against what belongs to a task: pure comparison, step by step.

A step counts in full; half when it came before one that belongs in front of it, or when what it says is wrong; not at
all when it is missing. A step of the trainee's that does not belong there costs a tenth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from practice.scenarios import Wanted

Verdict = Literal["done", "early", "wrong", "missed", "extra"]
HALF, EXTRA = 50, 10
"""Of the hundred that a step is worth, and of the whole."""


@dataclass(frozen=True)
class Deed:
    """A step that was really taken."""

    does: str
    mine: bool
    """By the trainee."""
    says: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What is said of one step afterwards."""

    does: str
    verdict: Verdict
    wrong: tuple[str, ...] = ()
    """Names of what it should have said."""


def judge(steps: Sequence[Wanted], role: str, deeds: Sequence[Deed]) -> tuple[list[Finding], int]:
    """Every step of the trainee's with its verdict, then those that did not belong; and the score of a hundred."""
    places = _places(steps, deeds)
    findings: list[Finding] = []
    latest = -1
    for step, place in zip(steps, places, strict=True):
        if step.by == role:
            findings.append(_finding(step, place, latest, deeds))
        latest = max(latest, place if place is not None else -1)
    score = sum(_worth(finding) for finding in findings) // max(len(findings), 1)
    extra = [Finding(deed.does, "extra") for n, deed in enumerate(deeds) if deed.mine and n not in places]
    return [*findings, *extra], max(0, score - EXTRA * len(extra))


def still_to_do(steps: Sequence[Wanted], deeds: Sequence[Deed]) -> list[Wanted]:
    """Those that have not been taken, in their order."""
    return [step for step, place in zip(steps, _places(steps, deeds), strict=True) if place is None]


def _places(steps: Sequence[Wanted], deeds: Sequence[Deed]) -> list[int | None]:
    """Which deed is which step; the same step twice is found twice."""
    free = list(range(len(deeds)))
    places: list[int | None] = []
    for step in steps:
        place = next((n for n in free if deeds[n].does == step.does), None)
        if place is not None:
            free.remove(place)
        places.append(place)
    return places


def _finding(step: Wanted, place: int | None, latest: int, deeds: Sequence[Deed]) -> Finding:
    if place is None:
        return Finding(step.does, "missed")
    wrong = tuple(name for name, value in step.expects.items() if deeds[place].says.get(name) != value)
    if wrong:
        return Finding(step.does, "wrong", wrong)
    return Finding(step.does, "early" if place < latest else "done")


def _worth(finding: Finding) -> int:
    return {"done": 100, "missed": 0}.get(finding.verdict, HALF)
