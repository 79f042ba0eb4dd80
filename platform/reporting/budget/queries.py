"""Need now beside need at the end of last year, programme by programme, and the backlog of each agency.

From the totals of screening runs and the facts of referrals alone: no person is looked at here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, extract, select
from sqlalchemy.dialects.postgresql import distinct_on

from foundation.db import db
from reference.codes import Programme
from registry.models import ScreeningRun
from registry.queries.runs import Figures, by_programme, newest_run
from reporting.counting import asked, count
from reporting.measures import DIMENSIONS
from reporting.wording import words_for


@dataclass(frozen=True)
class Compared:
    """One programme, then and now."""

    programme: Programme
    then: Figures | None
    """None when nobody was indicated for it or received it then."""
    now: Figures

    @property
    def met(self) -> int | None:
        """How many more receive it than then; fewer is negative. None without a run to compare with."""
        return None if self.then is None else self.now.receiving - self.then.receiving

    @property
    def share(self) -> float | None:
        """Of those whom it missed then, how many it has reached since; None where nobody was or fewer receive."""
        if self.then is None or not self.then.missed or self.met is None or self.met < 0:
            return None
        return min(1.0, self.met / self.then.missed)

    @property
    def money_met(self) -> int | None:
        """What those whom it reaches more than then receive in a year, in rupiah; None where nothing can be compared,
        fewer receive it, or need decides what each gets."""
        yearly = self.now.rule.yearly
        return None if self.met is None or self.met < 0 or yearly is None else yearly * self.met


@dataclass(frozen=True)
class Backlog:
    """Referrals to one agency whose answer is due this year or was before."""

    agency: str
    open: int
    late: int
    in_time: int


@dataclass(frozen=True)
class Chosen:
    """What is compared: the newest run, and the last one of an earlier year."""

    now: ScreeningRun | None
    then: ScreeningRun | None
    years: Sequence[int]
    """Of which there is a run, the newest first: these can be compared with."""
    unknown: bool = False
    """A year was asked for of which there is none."""


def runs_to_compare(today: date, asked: str = "") -> Chosen:
    """The newest run beside the last one of the year asked for, else of the last year that has one. Two statements."""
    now, _waiting = newest_run()
    year = extract("year", ScreeningRun.as_of).cast(Integer)
    last = (
        select(ScreeningRun)
        .where(ScreeningRun.state == "done", ScreeningRun.as_of < date(today.year, 1, 1))
        .ext(distinct_on(year))
        .order_by(year.desc(), ScreeningRun.as_of.desc(), ScreeningRun.id.desc())
    )
    found = {run.as_of.year: run for run in db.session.scalars(last) if now is not None and run.id != now.id}
    known = asked.isdecimal() and len(asked) == len("2026") and int(asked) in found
    then = found[int(asked)] if known else None if asked else next(iter(found.values()), None)
    return Chosen(now, then, list(found), unknown=bool(asked) and not known)


def compared(now: ScreeningRun, then: ScreeningRun | None) -> list[Compared]:
    """Programme by programme, those most wanted first."""
    before = {each.programme.slug: each for each in by_programme(then)} if then is not None else {}
    lines = [
        Compared(each.programme, before.get(each.programme.slug), each)
        for each in by_programme(now)
        if each.indicated or each.receiving
    ]
    return sorted(lines, key=lambda line: -line.now.missed)


def backlogs() -> Sequence[Backlog]:
    """By agency, the largest backlog first. Two statements."""
    found: dict[int, dict[str, int]] = {}
    for (agency_id, outcome), n in count(asked("referrals_due", ("agency", "answered"))):
        found.setdefault(agency_id, {})[outcome] = n
    names = words_for(DIMENSIONS["agency"], found)
    lines = [
        Backlog(names[id_], each.get("open", 0), each.get("late", 0), each.get("in_time", 0))
        for id_, each in found.items()
    ]
    return sorted(lines, key=lambda line: (-line.open, -line.late, line.agency))
