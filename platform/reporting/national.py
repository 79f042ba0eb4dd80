"""The nation in numbers that are safe to show: exact ones of the whole country, moved ones of all that lies below.

Of a province or a district nothing exact is told: a number seen again and again, or held against what is published of
each quarter, would tell of a handful of people (decision NNNN).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import add, attrgetter
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reference import codes
from reporting.blur import move, seed, told
from reporting.figures import cell_text, widths
from reporting.queries import Intake, Office
from reporting.stages import OPEN_STAGES
from reporting.suppression import ROOT, SMALL, Cell, Hidden, publish_in_order, publish_row

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
class PublishedTable:
    """Lines that may be published, the sum of them last, and what stands over each cell. Written out before the page
    is: a cell asked for one by one from a template costs five times as much."""

    labels: Sequence[str]
    rows: Sequence[tuple[Line, Sequence[tuple[str, str, bool]]]]
    """Beside each line its cells: the label, the text, whether it is held back."""
    total: Line


@dataclass(frozen=True)
class Bar:
    """A category of a bar chart; the width is 0 where the number is held back."""

    label: Any
    n: Cell
    percent: float


@dataclass(frozen=True)
class Country:
    """What is told of provinces and districts."""

    provinces: dict[int, Line]
    sites: dict[int, list[tuple[int, str, Sequence[Cell], Cell]]]
    """By province: id, name, cells and what is open of its districts, and its own where it takes cases itself."""

    @cached_property
    def districts(self) -> dict[int, list[Line]]:
        """By province."""
        return {id_: [Line(*each) for each in below] for id_, below in self.sites.items()}


@dataclass(frozen=True)
class Picture:
    """Everything the ministry's pages show."""

    nation: Line
    country: Country
    stages: list[Bar]
    sectors: list[Bar]
    intake: tuple[Cell, Cell]
    """Cases registered in the last 30 days and in the 30 before."""

    @property
    def provinces(self) -> dict[int, Line]:
        """By id, in the order of their names."""
        return self.country.provinces

    @property
    def districts(self) -> dict[int, list[Line]]:
        """By province."""
        return self.country.districts


def picture(offices: Sequence[Office], open_by_sector: Mapping[str, int], intake: Intake) -> Picture:
    """The nation exactly, what lies below it moved; pages and maps are cut out of it."""
    secret = seed()
    country, nation = _published(tuple(offices), secret)
    shown = not any(isinstance(cell, Hidden) for cell in nation.cells)
    return Picture(
        nation,
        country,
        _stages(offices) if shown else [],
        _sectors(open_by_sector, secret) if shown else [],
        _intake(intake) if _is_told(nation) else (Hidden.WITHHELD, Hidden.WITHHELD),
    )


@lru_cache(maxsize=2)
def _published(offices: tuple[Office, ...], secret: int) -> tuple[Country, Line]:
    """Worked out once for as long as no number changes."""
    above = {office.id: office for office in offices if office.kind == "province"}
    sites: dict[int, list[tuple[int, str, Sequence[Cell], Cell]]] = {id_: [] for id_ in above}
    sums: dict[int, tuple[int, ...]] = dict.fromkeys(above, (0,) * len(COLUMNS))
    serving: Counter[int] = Counter()
    for office in offices:
        counts, province = _in_columns(office), _province_of(office, above)
        cells, still_open = _moved(counts, secret, "office", office.id)
        serves = not isinstance(cells[-1], Hidden)
        if serves or office.kind == "district":
            sites.setdefault(province, []).append((office.id, office.name, cells, still_open))
            serving[province] += serves
        sums[province] = tuple(map(add, sums.get(province, (0,) * len(COLUMNS)), counts))
    provinces = {
        id_: Line(id_, office.name, *_moved(sums[id_], secret, "province", id_), len(sites[id_]), serving[id_])
        for id_, office in above.items()
    }
    nation = _exactly(tuple(map(sum, zip(*sums.values(), strict=True))), serving.total())
    return Country(provinces, sites), Line(0, "", *nation, sum(map(len, sites.values())), serving.total())


def _moved(counts: Sequence[int], secret: int, *name: object) -> tuple[Sequence[Cell], Cell]:
    """Each by a draw of its own, and the sums of what stands there then: of all, and of what is open."""
    moved = [move(n, secret, *name, column) for n, column in zip(counts, COLUMNS, strict=True)]
    return [told(n) for n in (*moved, sum(moved))], told(sum(moved[:2]))


def _exactly(counts: tuple[int, ...], serving: int) -> tuple[Sequence[Cell], Cell]:
    """The nation as it is; small numbers are held back with what would give them away."""
    if serving < FEWEST:
        return [Hidden.WITHHELD] * (len(COLUMNS) + 1), Hidden.WITHHELD
    cells = publish_in_order({"": counts}, {"": "all"}, tuple(COLUMNS)).rows[ROOT]
    is_held = any(isinstance(cell, Hidden) for cell in cells[:2])
    return cells, Hidden.WITHHELD if is_held else sum(counts[:2])


def _is_told(nation: Line) -> bool:
    return any(not isinstance(cell, Hidden) for cell in nation.cells)


def _province_of(office: Office, provinces: Mapping[int, Office]) -> int:
    return office.id if office.parent_id is None or office.id in provinces else office.parent_id


def _in_columns(office: Office) -> tuple[int, ...]:
    return office.open - office.late, office.late, office.closed, office.stopped


def _stages(offices: Sequence[Office]) -> list[Bar]:
    """One row of categories, whose total is published too."""
    published = publish_row({stage.slug: sum(map(attrgetter(stage.slug), offices)) for stage in OPEN_STAGES})
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


def published_table(lines: Iterable[Line], total: Line) -> PublishedTable:
    """A table of the ministry's, in the reader's language."""
    labels = [*map(str, COLUMNS.values()), _("Jumlah")]
    rows = [
        (
            line,
            [
                (label, cell_text(cell), isinstance(cell, Hidden))
                for label, cell in zip(labels, line.cells, strict=True)
            ],
        )
        for line in (*lines, total)
    ]
    return PublishedTable(labels, rows, total)
