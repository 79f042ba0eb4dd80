"""The tasks of a practice room (`scenarios.toml`): who plays what, and which steps belong to it in which order.

A broken file stops the start, with the task and the fault.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from cases.machine import MOVES, told
from cases.referral_machine import REFERRAL_MOVES, referral_told
from practice.stories import Proposal, Story
from registry.rounds.machine import MOVES as ROUND_MOVES
from tenants.permissions import ROLE_LABELS
from web.i18n import current_language

OF_AGENCY = "referral_"
OF_ROUND = "round_"
VISIT = f"{OF_ROUND}visit"
"""What is proposed in a round is visited: no step of the round's own table."""
_BESIDES = {"register"}
"""Steps of a case that the machine does not move."""


class BrokenScenarios(ValueError):
    """scenarios.toml cannot be used. The message names task and fault."""


@dataclass(frozen=True)
class Wanted:
    """One step that belongs to a task."""

    does: str
    by: str
    """The role that takes it: the trainee's own, or that of a colleague."""
    expects: Mapping[str, Any] = field(default_factory=dict)
    """What the case or the step must say, by name (`practice.queries.runs`)."""
    why_id: str = ""
    why_en: str = ""

    @property
    def why(self) -> str:
        """Why it matters."""
        return self.why_en if current_language() == "en" else self.why_id


@dataclass(frozen=True)
class Person:
    """The invented citizen of a task."""

    name: str
    sex: str
    born: date


@dataclass(frozen=True)
class Scenario:
    """One task for one role."""

    slug: str
    role: str
    title_id: str
    title_en: str
    told_id: str
    told_en: str
    person: Person
    story: Story | None
    """None where it is about a round."""
    proposal: Proposal | None
    """Who is proposed in the round that it is about."""
    steps: Sequence[Wanted]
    before: Sequence[str] | None
    """Steps taken when it begins; None: nothing is registered yet."""
    visits: bool
    """The trainee is asked to visit."""

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.title_en if current_language() == "en" else self.title_id

    @property
    def told(self) -> str:
        """The story as the trainee is told it."""
        return self.told_en if current_language() == "en" else self.told_id

    @property
    def own(self) -> list[Wanted]:
        """The steps that the trainee takes."""
        return [step for step in self.steps if step.by == self.role]


def label_of(does: str) -> str:
    """A step as it reads afterwards."""
    if does == VISIT:
        return _("Kunjungan dicatat")
    if does.startswith(OF_ROUND):
        return str(ROUND_MOVES[does.removeprefix(OF_ROUND)].told)
    if does.startswith(OF_AGENCY):
        return str(referral_told(does.removeprefix(OF_AGENCY)))
    return str(told(does))


def read(raw: Mapping[str, Any]) -> dict[str, Scenario]:
    """The tasks of a file as tomllib gives it, by slug. Raises BrokenScenarios."""
    found: dict[str, Scenario] = {}
    for each in raw["scenario"]:
        scenario = _scenario(each)
        if scenario.slug in found:
            raise BrokenScenarios(f"{scenario.slug}: stands there twice")
        found[scenario.slug] = scenario
    return found


def _scenario(raw: Mapping[str, Any]) -> Scenario:
    slug = raw.get("slug", "?")
    try:
        scenario = Scenario(
            **{name: raw[name] for name in ("slug", "role", "title_id", "title_en", "told_id", "told_en")},
            person=Person(**raw["person"]),
            story=Story(**raw["case"]) if "case" in raw else None,
            proposal=Proposal(**raw["round"]) if "round" in raw else None,
            steps=[Wanted(**{"by": raw["role"], **step}) for step in raw["step"]],
            before=raw.get("before"),
            visits=raw.get("visits", False),
        )
    except (KeyError, TypeError) as fault:
        raise BrokenScenarios(f"{slug}: {fault}") from fault
    for fault in _faults(scenario):
        raise BrokenScenarios(f"{slug}: {fault}")
    return scenario


def _faults(scenario: Scenario) -> list[str]:
    named = [*(scenario.before or ()), *(step.does for step in scenario.steps)]
    return [
        *(["neither a case nor a round, or both"] if (scenario.story is None) == (scenario.proposal is None) else []),
        *(f"no role {role}" for role in {scenario.role, *(step.by for step in scenario.steps)} - set(ROLE_LABELS)),
        *(f"no step {does}" for does in named if not _exists(does)),
        *(f"{step.does} says no why" for step in scenario.own if not (step.why_id and step.why_en)),
        *(["nothing to do for the trainee"] if not scenario.own else []),
        *(["begins with nothing, and not by registering"] if not _begins(scenario) else []),
    ]


def _exists(does: str) -> bool:
    if does.startswith(OF_AGENCY):
        return does.removeprefix(OF_AGENCY) in REFERRAL_MOVES
    if does.startswith(OF_ROUND):
        return does == VISIT or does.removeprefix(OF_ROUND) in ROUND_MOVES
    return does in MOVES or does in _BESIDES


def _begins(scenario: Scenario) -> bool:
    return scenario.before is not None or scenario.steps[0].does == "register"


with (Path(__file__).parent / "scenarios.toml").open("rb") as file:
    SCENARIOS: Mapping[str, Scenario] = read(tomllib.load(file))


def tasks_for(role: str) -> list[Scenario]:
    """What that role can play, in the order of the file."""
    return [each for each in SCENARIOS.values() if each.role == role]
