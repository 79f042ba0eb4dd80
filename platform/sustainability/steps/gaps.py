"""Gaps that the index can find, and the steps that close each: read from their file and refused when broken."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reference.codes.tables import in_english
from sustainability.index import VERSIONS
from sustainability.index.definition import Named
from sustainability.steps.budget import BUDGET_YEARS, FOLDER, BudgetYear

HALF = 5_000
"""Hundredths: below it an indicator asks for something to be done."""


class BrokenSteps(ValueError):
    """Steps that cannot be used. The message names the entry and the fault."""


@dataclass(frozen=True)
class Step(Named):
    """One thing to do."""

    office: str
    """Whose work it usually is."""
    evidence_id: str
    evidence_en: str
    event: str = ""
    """At which event of the budget year."""
    days: int = 0
    """Or how long after it is planned."""

    @property
    def evidence(self) -> str:
        """What would prove it, in the reader's language."""
        return self.evidence_en if in_english() else self.evidence_id

    def due_on(self, year: BudgetYear, fiscal_year: int, today: date) -> date:
        """By when, on the way to the budget of that year."""
        if self.event:
            return year.events[self.event].falls_on(fiscal_year)
        return today + timedelta(days=self.days)


@dataclass(frozen=True)
class Gap(Named):
    """Something missing."""

    why_id: str
    why_en: str
    indicators: tuple[str, ...]
    steps: Mapping[str, Step]

    @property
    def why(self) -> str:
        """Why it matters, in the reader's language."""
        return self.why_en if in_english() else self.why_id

    @property
    def follows_the_budget(self) -> bool:
        """Whether a fiscal year must be chosen for its steps."""
        return any(step.event for step in self.steps.values())


def load_gaps(raw: Mapping[str, Any]) -> dict[str, Gap]:
    """The gaps out of what their file says. Raises BrokenSteps."""
    return {slug: _gap(slug, each) for slug, each in raw["gaps"].items()}


def _gap(slug: str, raw: Mapping[str, Any]) -> Gap:
    known = {name for each in VERSIONS.values() for part in each.dimensions.values() for name in part.indicators}
    if unknown := set(raw["indicators"]) - known:
        raise BrokenSteps(f"{slug}: no indicator is called {', '.join(sorted(unknown))}")
    steps = [_step(f"{slug}.{each.get('slug')}", each) for each in raw["steps"]]
    if len({step.slug for step in steps}) < len(steps):
        raise BrokenSteps(f"{slug}: two steps have one slug")
    return Gap(
        *_named(slug, raw["label"]),
        *_both(slug, raw["why"]),
        indicators=tuple(raw["indicators"]),
        steps={step.slug: step for step in steps},
    )


def _step(where: str, raw: Mapping[str, Any]) -> Step:
    event, days = raw.get("event", ""), raw.get("days", 0)
    if bool(event) == bool(days):
        raise BrokenSteps(f"{where}: needs an event or days, one of both")
    if event and any(event not in year.events for year in BUDGET_YEARS):
        raise BrokenSteps(f"{where}: no event is called {event}")
    if not raw.get("office"):
        raise BrokenSteps(f"{where}: an office is missing")
    return Step(
        *_named(raw["slug"], raw["label"]),
        raw["office"],
        *_both(where, raw["evidence"]),
        event=event,
        days=days,
    )


def _named(slug: str, label: Mapping[str, str]) -> tuple[str, str, str]:
    return slug, *_both(slug, label)


def _both(where: str, words: Mapping[str, str]) -> tuple[str, str]:
    if not (words.get("id") and words.get("en")):
        raise BrokenSteps(f"{where}: words in one of the languages are missing")
    return words["id"], words["en"]


GAPS = load_gaps(tomllib.loads(max(FOLDER.glob("gaps_v*.toml")).read_text("utf-8")))
"""By slug, as the newest version has them: a plan keeps the words of the steps it took over."""


def every_step() -> dict[str, str]:
    """Slug and label of each step of any gap: which of them fit one gap, its page says."""
    return {step.slug: step.label for gap in GAPS.values() for step in gap.steps.values()}
