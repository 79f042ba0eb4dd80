"""The nation in numbers that are safe to show: everything here has passed through `suppression`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l

from cases.machine import FINAL, State
from reference import codes
from reporting.queries import Deadlines, Intake
from reporting.stages import OPEN_STAGES
from reporting.suppression import ROOT, SMALL, TOTAL, Cell, Hidden, Table, publish, publish_row

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


def picture(
    tenants: Sequence[Any],
    by_state: Mapping[int, Mapping[State, int]],
    due: Mapping[int, Deadlines],
    open_by_sector: Mapping[str, int],
    intake: Intake,
) -> Picture:
    """Suppress the whole country's table once, and cut the pages out of it."""
    provinces = {each.id: each for each in tenants if each.kind == "province"}
    sites = [each for each in tenants if each.kind == "district" or each.id in by_state]
    table = _published(
        tuple(
            (str(each.id), f"p{_province(each)}", _counts(by_state.get(each.id, {}), due.get(each.id, Deadlines())))
            for each in sites
        )
    )

    def line(key: str, name: str, id_: int, below: Sequence[Any] = ()) -> Line:
        if (key, TOTAL) not in table.cells:
            return Line(id_, name, [0] * (len(COLUMNS) + 1))
        return Line(id_, name, table.row(key, list(COLUMNS)), len(below), sum(each.id in by_state for each in below))

    members: dict[int, list[Any]] = {id_: [] for id_ in provinces}
    for each in sites:
        members.setdefault(_province(each), []).append(each)
    nation = line(ROOT, "", 0, sites)
    shown = not any(isinstance(cell, Hidden) for cell in nation.cells)
    return Picture(
        nation,
        {id_: line(f"p{id_}", each.name, id_, members[id_]) for id_, each in provinces.items()},
        {id_: [line(str(each.id), each.name, each.id) for each in below] for id_, below in members.items()},
        _bars(_by_stage(by_state)) if shown else [],
        _bars({codes.SECTORS[slug].label: n for slug, n in open_by_sector.items()}) if shown else [],
        _intake(intake),
    )


def _province(tenant: Any) -> int:
    return tenant.id if tenant.kind == "province" or tenant.parent_id is None else tenant.parent_id


@lru_cache(maxsize=2)
def _published(sites: tuple[tuple[str, str, tuple[int, ...]], ...]) -> Table:
    """Worked out once for as long as no number changes: key, group and counts of every site."""
    return publish(
        {key: dict(zip(COLUMNS, counts, strict=True)) for key, _group, counts in sites},
        {key: group for key, group, _counts in sites},
        list(COLUMNS),
    )


def _counts(by_state: Mapping[State, int], due: Deadlines) -> tuple[int, ...]:
    """In the order of COLUMNS."""
    closed = by_state.get(State.CLOSED, 0)
    over = sum(by_state.get(state, 0) for state in FINAL)
    return sum(by_state.values()) - over - due.late, due.late, closed, over - closed


def _by_stage(by_state: Mapping[int, Mapping[State, int]]) -> dict[Any, int]:
    return {
        stage.label: sum(counts.get(state, 0) for counts in by_state.values() for state in stage.states)
        for stage in OPEN_STAGES
    }


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
