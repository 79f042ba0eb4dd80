"""The nation in numbers that are safe to show: everything here has passed through `suppression`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l

from reference import codes
from reporting.queries import Intake, Office
from reporting.stages import OPEN_STAGES
from reporting.suppression import ROOT, SMALL, TOTAL, Cell, Hidden, publish, publish_row

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
    cells: list[Cell]
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
class Bar:
    """A category of a bar chart; the width is 0 where the number is held back."""

    label: Any
    n: Cell
    percent: float


@dataclass(frozen=True)
class Picture:
    """Everything the ministry's pages show."""

    nation: Line
    provinces: dict[int, Line]
    districts: dict[int, list[Line]]
    """By province."""
    stages: list[Bar]
    sectors: list[Bar]
    intake: tuple[Cell, Cell]
    """Cases registered in the last 30 days and in the 30 before."""

    @property
    def open(self) -> Cell:
        """All open cases."""
        in_time, late = self.nation.cells[:2]
        return Hidden.WITHHELD if isinstance(in_time, Hidden) or isinstance(late, Hidden) else in_time + late


def picture(offices: Sequence[Office], open_by_sector: Mapping[str, int], intake: Intake) -> Picture:
    """Suppress the whole country's table once, and cut the pages out of it."""
    nation, provinces, districts, stages = _published(tuple(offices))
    shown = not any(isinstance(cell, Hidden) for cell in nation.cells)
    return Picture(
        nation,
        provinces,
        districts,
        _bars({stage.label: stages[stage.slug] for stage in OPEN_STAGES}) if shown else [],
        _bars({codes.SECTORS[slug].label: n for slug, n in open_by_sector.items()}) if shown else [],
        _intake(intake),
    )


@lru_cache(maxsize=2)
def _published(
    offices: tuple[Office, ...],
) -> tuple[Line, dict[int, Line], dict[int, list[Line]], dict[str, int]]:
    """Worked out once for as long as no number changes: the nation's line, the provinces', the districts' by province,
    and open cases by stage."""
    provinces = [each for each in offices if each.kind == "province"]
    counts = {each: (each.open - each.late, each.late, each.closed, each.stopped) for each in offices}
    sites = [each for each in offices if each.kind == "district" or any(counts[each])]
    table = publish(
        {str(each.id): dict(zip(COLUMNS, counts[each], strict=True)) for each in sites},
        {str(each.id): f"p{_province(each)}" for each in sites},
        list(COLUMNS),
    )

    def line(key: str, name: str, id_: int, below: Sequence[Office] = ()) -> Line:
        if (key, TOTAL) not in table.cells:
            return Line(id_, name, [0] * (len(COLUMNS) + 1))
        return Line(id_, name, table.row(key, list(COLUMNS)), len(below), sum(any(counts[each]) for each in below))

    members: dict[int, list[Office]] = {each.id: [] for each in provinces}
    for each in sites:
        members.setdefault(_province(each), []).append(each)
    return (
        line(ROOT, "", 0, sites),
        {each.id: line(f"p{each.id}", each.name, each.id, members[each.id]) for each in provinces},
        {id_: [line(str(each.id), each.name, each.id) for each in below] for id_, below in members.items()},
        {stage.slug: sum(getattr(each, stage.slug) for each in offices) for stage in OPEN_STAGES},
    )


def _province(office: Office) -> int:
    return office.id if office.kind == "province" or office.parent_id is None else office.parent_id


def _bars(counts: Mapping[Any, int]) -> list[Bar]:
    """One row of categories, whose total is published too."""
    published = publish_row({str(number): n for number, n in enumerate(counts.values())})
    most = max((cell for cell in published.values() if isinstance(cell, int)), default=0) or 1
    return [
        Bar(label, cell, 0 if isinstance(cell, Hidden) else 100 * cell / most)
        for label, cell in zip(counts, published.values(), strict=True)
    ]


def _intake(intake: Intake) -> tuple[Cell, Cell]:
    return tuple(Hidden.SMALL if 0 < n < SMALL else n for n in (intake.now, intake.before))  # type: ignore[return-value]
