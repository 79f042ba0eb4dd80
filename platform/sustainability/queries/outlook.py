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
from sustainability.models import SOURCES, SupportPeriod
from sustainability.outlook import Outlook, Scenario, look_ahead, months_from
from sustainability.queries.measured import Crew, Measured, appointed_on, crew_on_the_books, measured
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
    past = _history(today)
    money, year = _money(today, years(), support_periods(), facts.crew, past)
    scenario = replace(
        money,
        capacity=round(10 * facts.outcomes.ended / 12 / max(1, facts.crew.working)),
        waiting=sum(n for state, n in by_state().get(own.id, {}).items() if state not in FINAL),
    )
    return Known(scenario, past, facts, year)


def months_covered(today: date, listed: Sequence[Year], periods: Sequence[SupportPeriod]) -> Outlook | None:
    """How long the money of these years and periods of support lasts as things stand; None while nobody has written
    down what a year costs and who pays. Five statements: what is done for the money does not change how long it lasts.
    """
    past, crew = _history(today), crew_on_the_books(subject().tenant.id, today)
    scenario, _year = _money(today, listed, periods, crew, past)
    costs_nothing = not (scenario.steady or scenario.per_case)
    if costs_nothing or not (scenario.cash or scenario.yearly):
        return None
    return look_ahead(scenario, past, FIRST_SEED)


def _money(
    today: date, listed: Sequence[Year], periods: Sequence[SupportPeriod], crew: Crew, past: Sequence[int]
) -> tuple[Scenario, int]:
    """What is paid by whom for what, and the fiscal year whose needs were taken. One statement."""
    by_year = {each.year: each for each in listed}
    needs, year = _needs(by_year, today.year)
    cases = sum(past[-12:])
    operations = needs.get("operations", 0)
    per_case = operations // cases if cases else 0
    people = crew.payroll
    honorarium = _usual_honorarium(today) or (needs.get("facilitators", 0) // 12 // people if people else 0)
    ends = {source: end_of_support(periods, source) for source in SOURCES}
    scenario = Scenario(
        start=today.replace(day=1),
        cash=cash_left(by_year.get(today.year), today),
        yearly=yearly(by_year, today.year),
        until={source: day for source, day in ends.items() if day is not None},
        facilitators=people,
        honorarium=honorarium,
        fixed=sum(needs.values()) - needs.get("facilitators", 0) - (operations if per_case else 0),
        per_case=per_case,
    )
    return scenario, year


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


def _needs(listed: Mapping[int, Year], this_year: int) -> tuple[dict[str, int], int]:
    """What a year costs, by item: next year's needs where they are written down, else the newest before."""
    filled = [number for number, year in listed.items() if number <= this_year + 1 and year.need]
    return (listed[max(filled)].need_by_item, max(filled)) if filled else ({}, this_year + 1)


def _usual_honorarium(today: date) -> int:
    """The middle honorarium of facilitators whose decree is valid; 0 when none is known."""
    middle = func.percentile_disc(0.5).within_group(Appointment.honorarium)
    wanted = select(middle).where(*appointed_on(today), Appointment.honorarium > 0)
    return int(db.session.scalar(wanted) or 0)
