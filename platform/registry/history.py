"""The state on any day: a fold of what was observed until then.

Of two observations of the same variable the one observed later holds; of two observed on the same day, the one
recorded later. So a late entry (observed earlier, recorded now) fills the past and leaves the present as it is. A
correction names the observation it corrects: for the variables that it mentions, what that one said does not count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.models import Observation

HOUSE = "household"
"""Where a person lives, among the variables: the id of the household."""


@dataclass(frozen=True)
class Told:
    """A value (as JSON) and the observation that told it."""

    value: Any
    by: Observation


def said(observation: Observation) -> dict[str, Any]:
    """What one observation says, the household of a person included."""
    if observation.person_id is not None and observation.household_id is not None:
        return {**observation.facts, HOUSE: observation.household_id}
    return observation.facts


def state(observations: Iterable[Observation], on: date | None = None) -> dict[str, Told]:
    """What was so at the end of that day, by variable; today without a day. Never-mentioned variables are missing."""
    ordered = sorted(observations, key=lambda each: (each.observed_on, each.id))
    corrected = corrections(ordered)
    return {
        slug: Told(value, each)
        for each in ordered
        if on is None or each.observed_on <= on
        for slug, value in said(each).items()
        if (each.id, slug) not in corrected
    }


def corrections(observations: Iterable[Observation]) -> dict[tuple[int, str], Observation]:
    """What does not count any more: (observation, variable) -> the observation that corrected it."""
    return {
        (each.replaces_id, slug): each for each in observations if each.replaces_id is not None for slug in said(each)
    }
