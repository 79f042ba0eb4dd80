"""The nation in numbers that are safe to show: everything here has passed through `suppression`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reference import codes
from reporting.figures import cell_text, widths
from reporting.queries import Intake, Office
from reporting.stages import OPEN_STAGES
from reporting.suppression import ROOT, SMALL, Cell, Hidden, Table, publish_in_order, publish_row

COLUMNS: dict[str, Any] = {
    "in_time": _l("Dalam tenggat"),
    "late": _l("Lewat tenggat"),
    "closed": _l("Selesai"),
    "stopped": _l("Batal"),
}
"""The columns add up to all cases; so suppression has one total to guard per row."""


@dataclass(frozen=True)
class Line:
    """A row of a published table: cells in the order of COLUMNS, the sum of all last."""

    id: int
    name: str
    cells: Sequence[Cell]
    districts: int = 0
    serving: int = 0
    """How many of the districts have ever registered a case."""

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
    """The one published table, and whose rows stand in it."""

    table: Table
    provinces: dict[int, Line]
    sites: dict[int, list[tuple[int, str]]]
    """By province: id and name of its districts, and its own where it takes cases itself."""

    @cached_property
    def districts(self) -> dict[int, list[Line]]:
        """By province."""
        return {
            id_: [Line(each, name, _row(self.table, str(each))) for each, name in below]
            for id_, below in self.sites.items()
        }


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

    @property
    def open(self) -> Cell:
        """All open cases."""
        in_time, late = self.nation.cells[:2]
        return Hidden.WITHHELD if isinstance(in_time, Hidden) or isinstance(late, Hidden) else in_time + late


def picture(offices: Sequence[Office], open_by_sector: Mapping[str, int], intake: Intake) -> Picture:
    """Suppress the whole country's table once, and cut the pages out of it."""
    country, nation = _published(tuple(offices))
    shown = not any(isinstance(cell, Hidden) for cell in nation.cells)
    return Picture(
        nation,
        country,
        _bars({stage.label: sum(map(attrgetter(stage.slug), offices)) for stage in OPEN_STAGES}) if shown else [],
        _bars({codes.SECTORS[slug].label: n for slug, n in open_by_sector.items()}) if shown else [],
        _intake(intake),
    )


@lru_cache(maxsize=2)
def _published(offices: tuple[Office, ...]) -> tuple[Country, Line]:
    """Worked out once for as long as no number changes."""
    leaves: dict[str, tuple[int, ...]] = {}
    groups: dict[str, str] = {}
    above = {office.id: office for office in offices if office.kind == "province"}
    sites: dict[int, list[tuple[int, str]]] = {id_: [] for id_ in above}
    serving: Counter[int] = Counter()
    for office in offices:
        counts = _in_columns(office)
        serves = any(counts)
        if serves or office.kind == "district":
            key, province = str(office.id), _province_of(office, above)
            leaves[key], groups[key] = counts, f"p{province}"
            sites.setdefault(province, []).append((office.id, office.name))
            serving[province] += serves
    table = publish_in_order(leaves, groups, tuple(COLUMNS))
    provinces = {
        id_: Line(id_, office.name, _row(table, f"p{id_}"), len(sites[id_]), serving[id_])
        for id_, office in above.items()
    }
    return Country(table, provinces, sites), Line(0, "", _row(table, ROOT), len(leaves), serving.total())


def _province_of(office: Office, provinces: Mapping[int, Office]) -> int:
    return office.id if office.parent_id is None or office.id in provinces else office.parent_id


def _in_columns(office: Office) -> tuple[int, ...]:
    return office.open - office.late, office.late, office.closed, office.stopped


def _row(table: Table, key: str) -> Sequence[Cell]:
    return table.rows.get(key, [0] * (len(COLUMNS) + 1))


def _bars(counts: Mapping[Any, int]) -> list[Bar]:
    """One row of categories, whose total is published too."""
    published = publish_row({str(number): n for number, n in enumerate(counts.values())})
    cells = list(published.values())
    return [Bar(label, cell, percent) for label, cell, percent in zip(counts, cells, widths(cells), strict=True)]


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
