"""The nation in numbers that are safe to show: exact ones of the whole country, moved ones of all that lies below.

Of a province or a district nothing exact is told: a number seen again and again, or held against what is published of
each quarter, would tell of a handful of people (decision 0044).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reference import codes
from reporting.blur import move, seed, told
from reporting.figures import cell_text, widths
from reporting.offices.queries import Nation
from reporting.queries import Intake, Office
from reporting.stages import OPEN_STAGES
from reporting.suppression import ROOT, SMALL, Cell, Hidden, publish, publish_row
from web.rows import FigureCell, FigureRow

COLUMNS: dict[str, Any] = {
    "in_time": _l("Dalam tenggat"),
    "late": _l("Lewat tenggat"),
    "closed": _l("Selesai"),
    "stopped": _l("Batal"),
}
"""The columns add up to all cases; so there is one total per row."""
FEWEST = 2
"""Offices with a number to tell below which the nation would be one of them."""


@dataclass(frozen=True)
class Line:
    """A row of a published table: cells in the order of COLUMNS, the sum of all last."""

    id: int
    name: str
    cells: Sequence[Cell]
    open: Cell
    """What is not over yet."""
    districts: int = 0
    serving: int = 0
    """How many of the districts have a number of cases that is told."""

    @property
    def late_share(self) -> float | None:
        """Overdue as a share of open cases, where both numbers may be shown."""
        in_time, late = self.cells[0], self.cells[1]
        if isinstance(in_time, Hidden) or isinstance(late, Hidden) or not in_time + late:
            return None
        return late / (in_time + late)


@dataclass(frozen=True)
class Bar:
    """A category of a bar chart; the width is 0 where the number is held back."""

    label: Any
    n: Cell
    percent: float


@dataclass(frozen=True)
class Picture:
    """Everything the ministry's pages show."""

    nation: Line
    provinces: Mapping[int, Line]
    """By id, in the order of their names."""
    districts: Mapping[int, Sequence[Line]]
    """By province: its districts, and its own office where it takes cases itself."""
    stages: list[Bar]
    sectors: list[Bar]
    intake: tuple[Cell, Cell]
    """Cases registered in the last 30 days and in the 30 before."""


def picture(standing: Nation) -> Picture:
    """The nation exactly, what lies below it moved; pages and maps are cut out of it."""
    secret = seed()
    nation, provinces, below = published(standing.offices, secret)
    shown = not any(isinstance(cell, Hidden) for cell in nation.cells)
    stages = [sum(counts) for counts in zip(*(each.stages for each in below.values()), strict=True)]
    return Picture(
        nation,
        provinces,
        {id_: each.sites for id_, each in below.items()},
        _stages(stages) if shown else [],
        _sectors(standing.open_by_sector, secret) if shown else [],
        _intake(standing.intake) if _is_told(nation) else (Hidden.WITHHELD, Hidden.WITHHELD),
    )


def published(
    offices: Sequence[Office], secret: int
) -> tuple[Line, Mapping[int, Line], Mapping[int, "ProvinceOffices"]]:
    """What may be told of the nation, and by province of the whole and of its offices."""
    below = {id_: province_offices(id_, tuple(several), secret) for id_, several in _by_province(offices).items()}
    every = below.values()
    counts = [sum(numbers) for numbers in zip(*(each.counts for each in every), strict=True)]
    serving = sum(each.serving for each in every)
    nation = Line(0, _("Indonesia"), *_exactly(counts, serving), sum(len(each.sites) for each in every), serving)
    provinces = (office for office in offices if office.kind == "province")
    return nation, {office.id: below[office.id].line(office.id, office.name) for office in provinces}, below


@dataclass(frozen=True)
class ProvinceOffices:
    """A province's own office and those below it."""

    told: tuple[Sequence[Cell], Cell]
    """Cells, and what is open: of all together, moved."""
    sites: Sequence[Line]
    serving: int
    counts: Sequence[int]
    """Exactly, as what follows: in the order of COLUMNS."""
    stages: Sequence[int]

    def line(self, id_: int, name: str) -> Line:
        """Of the whole province."""
        return Line(id_, name, *self.told, len(self.sites), self.serving)


def _by_province(offices: Sequence[Office]) -> dict[int, list[Office]]:
    """Each province's own office first."""
    below = {office.id: [office] for office in offices if office.kind == "province"}
    for office in offices:
        if office.id not in below:
            below.setdefault(office.parent_id or office.id, []).append(office)
    return below


@lru_cache(maxsize=256)
def province_offices(province_id: int, offices: tuple[Office, ...], secret: int) -> ProvinceOffices:
    """Worked out once for as long as none of its numbers changes."""
    counts = [_in_columns(office) for office in offices]
    lines = [_line_of(office, secret) for office in offices]
    whole = [sum(numbers) for numbers in zip(*counts, strict=True)]
    sites = [line for office, line in zip(offices, lines, strict=True) if office.kind == "district" or _serves(line)]
    return ProvinceOffices(
        _moved(whole, secret, "province", province_id),
        sites,
        sum(map(_serves, sites)),
        whole,
        [sum(getattr(office, stage.slug) for office in offices) for stage in OPEN_STAGES],
    )


@lru_cache(maxsize=4096)
def _line_of(office: Office, secret: int) -> Line:
    """The same of one office: of a province, few have changed."""
    return Line(office.id, office.name, *_moved(_in_columns(office), secret, "office", office.id))


def _moved(counts: Sequence[int], secret: int, *name: object) -> tuple[Sequence[Cell], Cell]:
    """Each by a draw of its own, and the sums of what stands there then: of all, and of what is open."""
    moved = [move(n, secret, *name, column) for n, column in zip(counts, COLUMNS, strict=True)]
    return [told(n) for n in (*moved, sum(moved))], told(sum(moved[:2]))


def _exactly(counts: Sequence[int], serving: int) -> tuple[Sequence[Cell], Cell]:
    """The nation as it is; small numbers are held back with what would give them away."""
    if serving < FEWEST:
        return [Hidden.WITHHELD] * (len(COLUMNS) + 1), Hidden.WITHHELD
    whole = dict(zip(COLUMNS, counts, strict=True))
    cells = publish({"": whole}, {"": "all"}, tuple(COLUMNS)).rows[ROOT]
    is_held = any(isinstance(cell, Hidden) for cell in cells[:2])
    return cells, Hidden.WITHHELD if is_held else sum(counts[:2])


def _serves(office: Line) -> bool:
    """Whether its number of cases is told: the first ones show nowhere."""
    return not isinstance(office.cells[-1], Hidden)


def _is_told(line: Line) -> bool:
    return any(not isinstance(cell, Hidden) for cell in line.cells)


def _in_columns(office: Office) -> tuple[int, ...]:
    return office.open - office.late, office.late, office.closed, office.stopped


def _stages(counts: Sequence[int]) -> list[Bar]:
    """One row of categories, whose total is published too."""
    published = publish_row({stage.slug: n for stage, n in zip(OPEN_STAGES, counts, strict=True)})
    return _bars([(stage.label, published[stage.slug]) for stage in OPEN_STAGES])


def _sectors(open_by_sector: Mapping[str, int], secret: int) -> list[Bar]:
    """Moved: exactly, those of a young country would be what is withheld of its published quarters by sector."""
    moved = sorted((-move(n, secret, "sector", slug), slug) for slug, n in open_by_sector.items())
    return _bars([(codes.SECTORS[slug].label, -n) for n, slug in moved if not isinstance(told(-n), Hidden)])


def _bars(cells: Sequence[tuple[Any, Cell]]) -> list[Bar]:
    percents = widths([cell for _label, cell in cells])
    return [Bar(label, cell, percent) for (label, cell), percent in zip(cells, percents, strict=True)]


def _intake(intake: Intake) -> tuple[Cell, Cell]:
    return tuple(Hidden.SMALL if 0 < n < SMALL else n for n in (intake.now, intake.before))  # type: ignore[return-value]


def rows_of(lines: Iterable[Line], total: Line, above: str = "") -> list[FigureRow]:
    """A table of the ministry's in the reader's language, its sum last. `above`: the address below which each line's
    own districts are, where they have any."""
    labels, late = [*map(str, COLUMNS.values()), _("Jumlah")], _("Persen lewat")
    served, serving = _("Daerah"), _("%(n)s dari %(of)s", n="{n}", of="{of}")

    def cells(line: Line) -> tuple[FigureCell, ...]:
        numbers = [
            FigureCell(label, cell_text(cell), is_quiet=True) if isinstance(cell, Hidden) else FigureCell(label, cell)
            for label, cell in zip(labels, line.cells, strict=True)
        ]
        districts = [FigureCell(served, serving.format(n=line.serving, of=line.districts))] if above else []
        return (*districts, *numbers, FigureCell(late, line.late_share))

    rows = [FigureRow(line.name, cells(line), f"{above}/{line.id}" if above else "") for line in lines]
    return [*rows, FigureRow(total.name, cells(total), is_sum=True)]
