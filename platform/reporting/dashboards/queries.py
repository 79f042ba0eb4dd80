"""The figures of one reader: all of them in one statement, whatever their number; the ministry's in one for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from foundation.reading import read, union_of
from foundation.tenancy import Reader
from reference.periods import Period
from reporting import national
from reporting.counting import asked, shown, told_between
from reporting.dashboards.counts import COUNTS, summed
from reporting.dashboards.field import field_statement
from reporting.dashboards.figures import DASHBOARDS, Behind, Figure
from reporting.dashboards.looks import Look
from reporting.dashboards.medians import medians_for
from reporting.offices import queries as standing
from reporting.queries import one_snapshot
from reporting.suppression import Cell
from tenants.access import Subject

_Numbers = Mapping[str, tuple[Cell, Cell]]
"""By count: now, and before."""
_NATIONAL = {"opened": "cases_opened", "closed": "cases_closed"}


@dataclass(frozen=True)
class Told:
    """A figure with what it is compared with."""

    figure: Figure
    now: Cell | None
    """None: it cannot be told for that day."""
    before: Cell | None
    """In the period before, or at the end of the day that `at` is compared with; None: nobody can say."""
    base: Cell | None
    """All of what it is a part of."""
    median: Cell | None
    median_on: date | None
    behind: Behind | None

    @property
    def share(self) -> float | None:
        """Of `base`, where both may be shown."""
        if not isinstance(self.now, int) or not isinstance(self.base, int) or not self.base:
            return None
        return self.now / self.base


def dashboard(who: Subject, look: Look) -> list[Told]:
    """The figures of that reader's role, in their order. At most 2 statements; 6 for the ministry."""
    figures = DASHBOARDS[who.role]
    numbers = _numbers(who, look, figures)
    medians = medians_for(who.tenant.region_code, look) if any(each.median for each in figures) else {}
    return [_told(figure, look, numbers, medians) for figure in figures]


def _told(figure: Figure, look: Look, numbers: _Numbers, medians: Mapping[str, tuple[Cell, date]]) -> Told:
    if not figure.past and not look.is_today:
        return Told(figure, None, None, None, None, None, None)
    now, before = numbers[figure.count]
    base = numbers[figure.of][0] if figure.of else None
    median, median_on = medians.get(figure.median, (None, None))
    return Told(figure, now, before if figure.past else None, base, median, median_on, figure.behind(look))


def _numbers(who: Subject, look: Look, figures: Sequence[Figure]) -> _Numbers:
    if who.reader is Reader.MINISTRY:
        return _of_the_nation(look)
    if who.role == "facilitator":
        rows = read(field_statement(look), villages=[*who.village_codes], timezone=who.tenant.timezone)
    else:
        wanted = dict.fromkeys(name for each in figures for name in (each.count, each.of) if name)
        rows = read(_statement(tuple(wanted), look))
    return {row.what: (row.now, row.before) for row in rows}


@lru_cache(maxsize=128)
def _statement(names: tuple[str, ...], look: Look) -> Any:
    """Written once for what is looked at on a day by many."""
    return union_of(*(summed(name, COUNTS[name](look)) for name in names))


def _of_the_nation(look: Look) -> _Numbers:
    """Held back and rounded as in the tables that the figures open; today's state as the national page says it."""
    one_snapshot()
    spans = (look.since, look.until), (look.before_since, look.before_until)
    numbers: dict[str, tuple[Cell, Cell]] = {}
    for name, measure in _NATIONAL.items():
        now, then = told_between(measure, spans)
        numbers[name] = now, then
    before = _stood(look.then)
    if not look.is_today:
        return {**numbers, "open": (_stood(look.at), before)}
    picture = national.picture(standing.nation(Period(30, look.at)))
    return {**numbers, "open": (picture.nation.open, before), "late_today": (picture.nation.cells[1], 0)}


def _stood(day: date) -> Cell:
    return shown(asked("cases_standing", until=day)).total
