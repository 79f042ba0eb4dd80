"""How long the money lasts and whether the work gets done, month by month: a pure function of what is assumed.

Every run draws its months from the district's own past counts of new cases; the same seed draws the same
months, whatever else is changed, so that two scenarios differ by what was changed and by nothing else. Money is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from random import Random

MONTHS = 36
RUNS = 400
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
"""Of ten runs, one lies below the low end of a range and one above its high end."""


@dataclass(frozen=True)
class Scenario:
    """What is assumed. Whole rupiah; `capacity` in tenths of a case."""

    start: date
    """The first day of the first month."""
    cash: int
    """What is left of the running year's money."""
    yearly: Mapping[str, int]
    """What each source gives a year, from next January on."""
    until: Mapping[str, date] = field(default_factory=dict)
    """The last day of the sources that end."""
    facilitators: int = 0
    honorarium: int = 0
    """Of one facilitator a month."""
    fixed: int = 0
    """Everything else, a year."""
    per_case: int = 0
    """What one new case costs besides."""
    capacity: int = 0
    """Cases that one facilitator brings to an end in a month, in tenths."""
    waiting: int = 0
    """Cases that are open today."""

    @property
    def steady(self) -> int:
        """What a year costs before the first case comes."""
        return 12 * self.facilitators * self.honorarium + self.fixed


@dataclass(frozen=True)
class Range:
    """Low, middle and high of all runs."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True)
class Outlook:
    """What comes of it."""

    months: tuple[date, ...]
    covered: Range
    """Months that are paid before the first that is not; MONTHS: none breaks off."""
    arriving: Range
    """New cases in a month."""
    done: int
    """Cases a month that everybody together brings to an end while paid."""
    waiting: tuple[Range, ...]
    """Open cases at the end of each month."""
    paid: tuple[float, ...]
    """In how many of the runs each month is paid, 0 to 1."""
    money: Mapping[int, int]
    """What each fiscal year has, the running one from today on."""

    def breaks_in(self, covered: int) -> date | None:
        """The first month that is not paid after so many that are; None when none breaks off."""
        return self.months[covered] if covered < len(self.months) else None


def months_from(start: date, number: int = MONTHS) -> tuple[date, ...]:
    """First days of so many months, beginning with that one."""
    first = start.year * 12 + start.month - 1
    return tuple(date(each // 12, each % 12 + 1, 1) for each in range(first, first + number))


def money_of_years(scenario: Scenario, years: Sequence[int]) -> dict[int, int]:
    """Twelfths of a rupiah that each fiscal year has: a source that ends within it gives only its months."""
    found = {}
    for year in years:
        if year == scenario.start.year:
            found[year] = 12 * scenario.cash
            continue
        found[year] = sum(
            amount * _months_within(scenario.until.get(source), year) for source, amount in scenario.yearly.items()
        )
    return found


def look_ahead(scenario: Scenario, history: Sequence[int], seed: int, runs: int = RUNS) -> Outlook:
    """Run the scenario many times. `history`: new cases of past months; without any, no case arrives.

    What a year does not spend lapses at its end; in a month that cannot be paid nobody works.
    """
    months = months_from(scenario.start)
    money = money_of_years(scenario, sorted({month.year for month in months}))
    done = scenario.facilitators * scenario.capacity // 10
    covered: list[int] = []
    paid = [0] * len(months)
    waiting: list[list[int]] = [[] for _month in months]
    for arriving in _futures(tuple(history), seed, runs, len(months)):
        covered.append(_run(scenario, months, money, done, arriving, paid, waiting))
    return Outlook(
        months=months,
        covered=_range(covered),
        arriving=_range(list(history) or [0]),
        done=done,
        waiting=tuple(_range(values) for values in waiting),
        paid=tuple(number / runs for number in paid),
        money={year: amount // 12 for year, amount in money.items()},
    )


def _run(
    scenario: Scenario,
    months: Sequence[date],
    money: Mapping[int, int],
    done: int,
    arriving: Sequence[int],
    paid: list[int],
    waiting: list[list[int]],
) -> int:
    """One future, counted in: how many months are paid before the first that is not."""
    steady, each = scenario.steady, 12 * scenario.per_case
    year, left, open_cases, covered = 0, 0, scenario.waiting, len(months)
    for place, month in enumerate(months):
        if month.year != year:
            year = month.year
            left = money[year]
        cost = steady + each * arriving[place]
        open_cases += arriving[place]
        if cost <= left:
            left -= cost
            paid[place] += 1
            open_cases = max(0, open_cases - done)
        elif covered > place:
            covered = place
        waiting[place].append(open_cases)
    return covered


@lru_cache(maxsize=8)
def _futures(history: tuple[int, ...], seed: int, runs: int, months: int) -> list[list[int]]:
    """New cases of each month of each run; two scenarios of one page share them."""
    if not history:
        return [[0] * months] * runs
    chance = Random(seed).random  # noqa: S311 (a simulation, not a secret)
    past = len(history)
    return [[history[int(chance() * past)] for _month in range(months)] for _run in range(runs)]


def _months_within(until: date | None, year: int) -> int:
    """Months of that year in which a source still gives."""
    if until is None or until.year > year:
        return 12
    return until.month if until.year == year else 0


def _range(values: list[int]) -> Range:
    ordered = sorted(values)
    last = len(ordered) - 1
    low, middle, high = (ordered[round(share * last)] for share in (LOW, MIDDLE, HIGH))
    return Range(low, middle, high)
