"""Need now beside need at the end of last year, programme by programme, and the backlog of each agency.

From the totals of screening runs and the facts of referrals alone: no person is looked at here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

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


@dataclass(frozen=True)
class Backlog:
    """Referrals to one agency whose answer is due this year or was before."""

    agency: str
    open: int
    late: int
    in_time: int


def runs_to_compare(today: date) -> tuple[ScreeningRun | None, ScreeningRun | None]:
    """The newest run, and the last one of an earlier year; each None while there is none. Two statements."""
    now, _waiting = newest_run()
    earlier = select(ScreeningRun).where(ScreeningRun.state == "done", ScreeningRun.as_of < date(today.year, 1, 1))
    then = db.session.scalars(earlier.order_by(ScreeningRun.as_of.desc(), ScreeningRun.id.desc()).limit(1)).first()
    return now, then if now is not None and then is not None and then.id != now.id else None


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
