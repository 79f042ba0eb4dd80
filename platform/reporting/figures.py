"""What the tables and charts show, computed from counts: shares, orders, steps of colour."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from cases.machine import State
from reference import codes
from reporting.queries import Deadlines, Intake
from reporting.stages import open_cases, staged
from reporting.suppression import Cell, Hidden
from tenants.models import Tenant
from web.formats import number

LATE_STEPS = (0.05, 0.10, 0.20)
"""Shares of overdue cases at which a tile grows darker; above the last it is marked."""


def cell_text(cell: Cell) -> str:
    """A published cell: a number, "<5", or that it is held back."""
    if cell is Hidden.SMALL:
        return "<5"
    return _("ditahan") if cell is Hidden.WITHHELD else number(cell)


@dataclass(frozen=True)
class District:
    """One line of the province's table."""

    tenant: Tenant
    intake: Intake
    by_stage: Mapping[str, int]
    open: int
    deadlines: Deadlines

    @property
    def late_share(self) -> float | None:
        """Overdue as a share of open cases; None when nothing is open."""
        return self.deadlines.late / self.open if self.open else None

    @property
    def level(self) -> int:
        """Step of colour, 1 to 4."""
        return 1 + sum((self.late_share or 0) > step for step in LATE_STEPS)


@dataclass(frozen=True)
class SectorLine:
    """A sector's intake in the period and in the one before; `percent` and `mark` are widths of the bar."""

    slug: str
    label: str
    intake: Intake
    percent: float
    mark: float


@dataclass(frozen=True)
class Summary:
    """All districts together."""

    intake: Intake
    by_stage: Mapping[str, int]
    open: int
    deadlines: Deadlines

    @property
    def late_share(self) -> float | None:
        """Overdue as a share of open cases; None when nothing is open."""
        return self.deadlines.late / self.open if self.open else None


def district_lines(
    tenants: Iterable[Tenant],
    by_state: Mapping[int, Mapping[State, int]],
    due: Mapping[int, Deadlines],
    intake: Mapping[int, Mapping[str, Intake]],
) -> list[District]:
    """A line for every tenant, the largest share of overdue cases first."""
    lines = [
        District(
            each,
            sum(intake.get(each.id, {}).values(), Intake()),
            staged(by_state.get(each.id, {})),
            open_cases(by_state.get(each.id, {})),
            due.get(each.id, Deadlines()),
        )
        for each in tenants
    ]
    return sorted(lines, key=lambda line: (-(line.late_share or 0), -line.open, line.tenant.name))


def summary(lines: Sequence[District]) -> Summary:
    """The sum of all lines."""
    return Summary(
        sum((line.intake for line in lines), Intake()),
        {stage: sum(line.by_stage[stage] for line in lines) for stage in staged({})},
        sum(line.open for line in lines),
        Deadlines(*(sum(getattr(line.deadlines, name) for line in lines) for name in ("late", "long_late", "soon"))),
    )


def sector_lines(intake: Mapping[int, Mapping[str, Intake]]) -> list[SectorLine]:
    """Sectors in which something came in, the largest first, over all tenants."""
    total: dict[str, Intake] = {}
    for sectors in intake.values():
        for slug, counted in sectors.items():
            total[slug] = total.get(slug, Intake()) + counted
    most = max((max(each.now, each.before) for each in total.values()), default=0) or 1
    lines = [
        SectorLine(slug, codes.SECTORS[slug].label, each, 100 * each.now / most, 100 * each.before / most)
        for slug, each in total.items()
        if each.now or each.before
    ]
    return sorted(lines, key=lambda line: (-line.intake.now, line.label))
