"""What is known today for looking ahead: money, people, costs and the district's own past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from cases.machine import FINAL
from cases.queries.facts import by_day, by_state
from foundation.db import db
from sustainability.ends import months_before
from sustainability.models import SOURCES, CostNeed
from sustainability.outlook import Scenario, months_from
from sustainability.queries.measured import Measured, appointed_on, measured
from sustainability.queries.money import Year, end_of_support, support_periods, years
from tenants.access import subject
from workforce.models import Appointment

FIRST_SEED = 1
"""What is drawn with unless somebody asks for another draw: every page says the same."""
PAST = 24
"""Months of the district's own past that are drawn from."""
FEWEST_MONTHS = 6
"""With fewer, the ranges say little, and the page says so."""


@dataclass(frozen=True)
class Known:
    """Where a district stands today."""

    scenario: Scenario
    history: Sequence[int]
    """New cases of each past month, the oldest first; the running month is not over and left out."""
    measured: Measured
    year: int
    """The fiscal year whose needs were taken."""

    @property
    def villages_each(self) -> float:
        """Villages that one facilitator serves."""
        crew = self.measured.crew
        people = max(crew.facilitators, crew.appointed)
        return max(1.0, crew.villages / people) if people else 1.0

    def reach(self, facilitators: int) -> int:
        """How many villages so many facilitators serve."""
        return min(self.measured.villages, int(facilitators * self.villages_each))


def known(today: date) -> Known:
    """What the records and facts say. About twenty statements, whatever their number."""
    own = subject().tenant
    facts = measured({own.id: own.region_code}, today)[own.id]
    listed = {each.year: each for each in years()}
    needs, year = _needs(today.year)
    past = _history(today)
    crew = facts.crew
    people = crew.paid or crew.appointed or crew.facilitators
    cases = sum(past[-12:])
    operations = needs.get("operations", 0)
    per_case = operations // cases if cases else 0
    honorarium = _usual_honorarium(today) or (needs.get("facilitators", 0) // 12 // people if people else 0)
    periods = support_periods()
    ends = {source: end_of_support(periods, source) for source in SOURCES}
    scenario = Scenario(
        start=today.replace(day=1),
        cash=cash_left(listed.get(today.year), today),
        yearly=yearly(listed, today.year),
        until={source: day for source, day in ends.items() if day is not None},
        facilitators=people,
        honorarium=honorarium,
        fixed=sum(needs.values()) - needs.get("facilitators", 0) - (operations if per_case else 0),
        per_case=per_case,
        capacity=round(10 * facts.outcomes.ended / 12 / max(1, crew.working)),
        waiting=sum(n for state, n in by_state().get(own.id, {}).items() if state not in FINAL),
    )
    return Known(scenario, past, facts, year)


def cash_left(year: Year | None, today: date) -> int:
    """Of this year's certain money: what is not spent, but no more than the months ahead of it are worth."""
    if year is None:
        return 0
    return max(0, min(year.certain - year.realised, year.certain * (13 - today.month) // 12))


def yearly(listed: Mapping[int, Year], this_year: int) -> dict[str, int]:
    """What each source gives for certain: next year's entry, else this year's."""
    found = {}
    for source in SOURCES:
        for year in (this_year + 1, this_year):
            amount = listed[year].by_source.get(source, 0) if year in listed else 0
            if amount:
                found[source] = amount
                break
    return found


def assumed(now: Known, typed: Mapping[str, Any]) -> Scenario:
    """What is known, with what somebody has typed in its place. Another amount is meant to last: it has no end but
    APBN's, which is asked for."""
    given = {name: typed[name] for name in ("cash", "facilitators", "honorarium", "fixed", "per_case")}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if typed["capacity"] is not None:
        changes["capacity"] = round(typed["capacity"] * 10)
    sources = {source: typed[source] for source in SOURCES if typed[source] is not None}
    lasting = {source for source, amount in sources.items() if amount != now.scenario.yearly.get(source, 0)} - {"apbn"}
    until = {source: day for source, day in now.scenario.until.items() if source not in lasting}
    if typed["apbn_until"]:
        until["apbn"] = typed["apbn_until"]
    return replace(now.scenario, yearly={**now.scenario.yearly, **sources}, until=until, **changes)


def months_covered(today: date) -> Outlook | None:
    """How long the money lasts as things stand; None while nobody has written down what a year costs and who pays."""
    now = known(today)
    costs = now.scenario.fixed + now.scenario.facilitators * now.scenario.honorarium + now.scenario.per_case
    if not costs or not (now.scenario.cash or now.scenario.yearly):
        return None
    return look_ahead(now.scenario, now.history, FIRST_SEED)


def _history(today: date) -> list[int]:
    """New cases of the last full months, from the first month with a case on."""
    this_month = today.replace(day=1)
    first = months_before(this_month, PAST)
    counted = dict.fromkeys(months_from(first, PAST), 0)
    for _tenant, day, _sector, n in by_day(first, this_month):
        if day < this_month:
            counted[day.replace(day=1)] += n
    months = list(counted.values())
    begun = next((place for place, n in enumerate(months) if n), len(months))
    return months[begun:]


def _needs(this_year: int) -> tuple[dict[str, int], int]:
    """What a year costs, by item: next year's needs where they are written down, else the newest before."""
    wanted = select(CostNeed.year, CostNeed.item, CostNeed.amount).where(
        CostNeed.removed_at.is_(None), CostNeed.year <= this_year + 1
    )
    by_year: dict[int, dict[str, int]] = {}
    for year, item, amount in db.session.execute(wanted):
        by_year.setdefault(year, {})[item] = int(amount)
    filled = [year for year, items in by_year.items() if any(items.values())]
    return (by_year[max(filled)], max(filled)) if filled else ({}, this_year + 1)


def _usual_honorarium(today: date) -> int:
    """The middle honorarium of facilitators whose decree is valid; 0 when none is known."""
    middle = func.percentile_disc(0.5).within_group(Appointment.honorarium)
    wanted = select(middle).where(*appointed_on(today), Appointment.honorarium > 0)
    return int(db.session.scalar(wanted) or 0)
