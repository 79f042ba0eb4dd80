"""The year in which a regional budget is made: which event usually falls when, and by which regulation."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reference.codes.tables import in_english
from sustainability.index.definition import Named

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Event(Named):
    """One event, in the year before the fiscal year."""

    usual_id: str
    usual_en: str
    month: int
    day: int
    regulation: str

    @property
    def usual(self) -> str:
        """When it usually is, in the reader's language."""
        return self.usual_en if in_english() else self.usual_id

    def falls_on(self, fiscal_year: int) -> date:
        """Its last usual day on the way to the budget of that year."""
        return date(fiscal_year - 1, self.month, self.day)


@dataclass(frozen=True)
class BudgetYear:
    """A version of the calendar."""

    version: str
    valid_from: date
    events: Mapping[str, Event]
    """In the order of the year."""


def load_budget_year(raw: Mapping[str, Any]) -> BudgetYear:
    """A version out of what its file says; a day that no calendar has, or events out of order, is a ValueError."""
    events = {
        slug: Event(
            slug, each["label"]["id"], each["label"]["en"], each["usual"]["id"], each["usual"]["en"], each["month"],
            each["day"], each["regulation"],
        )
        for slug, each in raw["events"].items()
    }  # fmt: skip
    days = [event.falls_on(2027) for event in events.values()]
    if days != sorted(days):
        raise ValueError("the events of a budget year must stand in the order of the year")
    return BudgetYear(raw["version"], raw["valid_from"], events)


def _read_all() -> tuple[BudgetYear, ...]:
    found = [load_budget_year(tomllib.loads(path.read_text("utf-8"))) for path in FOLDER.glob("budget_v*.toml")]
    return tuple(sorted(found, key=lambda each: each.valid_from))


BUDGET_YEARS = _read_all()
"""Every version, the newest last."""


def budget_year(day: date) -> BudgetYear:
    """The calendar that is in force on that day; before the first, the first."""
    valid = [each for each in BUDGET_YEARS if each.valid_from <= day]
    return valid[-1] if valid else BUDGET_YEARS[0]
