"""What the newest screening of the whole registry found: by programme, by village, by person. From its own totals."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, tuple_

from foundation.db import db
from reference import codes
from reference.codes import Programme
from reference.queries import place_labels
from registry.models import ScreeningCount, ScreeningGap, ScreeningRun
from registry.queries.rows import PersonRow, my_villages, person_rows
from registry.queries.rules import rules_on
from registry.screening.frozen import frozen, thawed
from registry.screening.rules import Rule
from tenants import audit
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
_FIGURES = ("indicated", "unknown", "receiving", "missed", "odd")


@dataclass(frozen=True)
class Figures:
    """How a programme came out, in one place or all."""

    programme: Programme
    place: str
    """A village by name, or nothing for all."""
    village_code: str
    indicated: int
    unknown: int
    receiving: int
    missed: int
    odd: int
    rule: Rule
    """As it was asked."""

    @property
    def money(self) -> int | None:
        """What reaching the missed would cost in a year, in rupiah; None where need decides what each gets."""
        return None if self.rule.yearly is None else self.rule.yearly * self.missed


@dataclass(frozen=True)
class GapRow:
    """Somebody in a list of missed or odd ones."""

    id: int
    rank: int
    person: PersonRow


def newest_run() -> tuple[ScreeningRun | None, bool]:
    """The newest run that is done, and whether another is on its way. One statement."""
    newest = select(ScreeningRun).order_by(ScreeningRun.id.desc()).limit(2)
    runs = list(db.session.scalars(newest))
    done = next((run for run in runs if run.state == "done"), None)
    return done, bool(runs) and runs[0].state != "done"


def rules_changed(run: ScreeningRun, day: date) -> bool:
    """Whether today's rules are not those of the run: another version, another choice of the site."""
    return [frozen(rule) for rule in rules_on(day)] != [frozen(rule) for rule in asked_in(run).values()]


def by_programme(run: ScreeningRun) -> list[Figures]:
    """Each programme over the villages this reader may see, in the order of the programmes' list."""
    sums = [func.sum(getattr(ScreeningCount, name)) for name in _FIGURES]
    rows = db.session.execute(
        select(ScreeningCount.programme, *sums).where(*of_run(run)).group_by(ScreeningCount.programme)
    ).all()
    found, asked = {row[0]: tuple(row[1:]) for row in rows}, asked_in(run)
    return [_figures(asked[slug], "", found.get(slug, (0,) * 5)) for slug in codes.PROGRAMMES if slug in asked]


def by_village(run: ScreeningRun, programmes: Collection[str], village: str | None = None) -> list[Figures]:
    """Those programmes village by village, by name of the village; or in one village alone."""
    wanted = select(ScreeningCount).where(*of_run(run), ScreeningCount.programme.in_(programmes))
    if village is not None:
        wanted = wanted.where(ScreeningCount.village_code == village)
    rows = figures_of(run, db.session.scalars(wanted).all())
    return sorted(rows, key=lambda row: (row.place, row.village_code, row.programme.label))


def figures_of(run: ScreeningRun, counts: Sequence[ScreeningCount]) -> list[Figures]:
    """Counts of a run with their programme, place and rule."""
    places = place_labels(db.session(), {count.village_code for count in counts}) if counts else {}
    asked = asked_in(run)
    return [
        _figures(
            asked[count.programme],
            count.village_code,
            [getattr(count, name) for name in _FIGURES],
            places[count.village_code],
        )
        for count in counts
    ]


def gaps(
    run: ScreeningRun, programme: str, gap: str, village: str | None, cursor: str | None, size: int = SIZE
) -> Page[GapRow]:
    """Who is missed, or who receives without being indicated: those whom most weighs for first. 3 statements."""
    key = tuple_(ScreeningGap.rank, ScreeningGap.id)
    wanted = select(ScreeningGap.id, ScreeningGap.rank, ScreeningGap.person_id).where(
        ScreeningGap.run_id == run.id, ScreeningGap.programme == programme, ScreeningGap.gap == gap
    )
    mine = my_villages()
    if village is not None:
        wanted = wanted.where(ScreeningGap.village_code == village)
    if mine is not None:
        wanted = wanted.where(ScreeningGap.village_code.in_(mine))
    if after := decode_cursor(cursor, (int, int)):
        wanted = wanted.where(key > (after[0], after[1]))
    found = db.session.execute(wanted.order_by(ScreeningGap.rank, ScreeningGap.id).limit(size + 1)).all()
    page = page_of(found, size, lambda row: (row.rank, row.id))
    people = person_rows(row.person_id for row in page.rows)
    audit.record("screening.listed", "screening_run", run.id, programme=programme, gap=gap)
    return Page([GapRow(row.id, row.rank, people[row.person_id]) for row in page.rows], next=page.next)


def of_run(run: ScreeningRun) -> list[ColumnElement[bool]]:
    """Counts of that run, in the villages this reader may see."""
    mine = my_villages()
    narrowed = [] if mine is None else [ScreeningCount.village_code.in_(mine)]
    return [ScreeningCount.run_id == run.id, *narrowed]


def asked_in(run: ScreeningRun) -> Mapping[str, Rule]:
    """The rules of a run by programme."""
    return {raw["programme"]: thawed(raw) for raw in run.rules}


def _figures(rule: Rule, village: str, figures: Iterable[int], place: str = "") -> Figures:
    indicated, unknown, receiving, missed, odd = figures
    return Figures(codes.PROGRAMMES[rule.programme], place, village, indicated, unknown, receiving, missed, odd, rule)
