"""What the tables and charts show, computed from counts: shares, orders, steps of colour."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from reference import codes
from reporting.queries import Deadlines, Intake, Office
from reporting.stages import STAGES
from reporting.suppression import Cell, Hidden
from web.formats import number
from web.rows import FigureCell, FigureRow

LATE_STEPS = (0.05, 0.10, 0.20)
"""Shares of overdue cases at which a tile grows darker; above the last it is marked."""


def cell_text(cell: Cell) -> str:
    """A published cell: a number, "<5", few, or that it is held back."""
    if cell is Hidden.SMALL:
        return "<5"
    if cell is Hidden.FEW:
        return _("sedikit")
    return _("ditahan") if cell is Hidden.WITHHELD else number(cell)


def widths(cells: Sequence[Cell]) -> list[float]:
    """How long the bar of each cell is, in percent of the longest; 0 where the number is held back."""
    numbers = [0 if isinstance(cell, Hidden) else cell for cell in cells]
    most = max(numbers, default=0) or 1
    return [100 * n / most for n in numbers]


@dataclass(frozen=True)
class District:
    """One line of the province's table."""

    tenant: Office
    intake: Intake
    by_stage: Mapping[str, int]
    open: int
    deadlines: Deadlines

    @property
    def late_share(self) -> float | None:
        """Overdue as a share of open cases; None when nothing is open."""
        return self.deadlines.late / self.open if self.open else None


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


def district_lines(offices: Iterable[Office], intake: Mapping[int, Mapping[str, Intake]]) -> list[District]:
    """A line for every office, the largest share of overdue cases first."""
    lines = [
        District(each, _together(intake.get(each.id, {}).values()), each.by_stage, each.open, each.deadlines)
        for each in offices
    ]
    return sorted(lines, key=lambda line: (-(line.late_share or 0), -line.open, line.tenant.name))


def _together(several: Collection[Intake]) -> Intake:
    """The sum of all."""
    return Intake(sum(each.now for each in several), sum(each.before for each in several))


def summary(lines: Sequence[District]) -> Summary:
    """The sum of all lines."""
    return Summary(
        _together([line.intake for line in lines]),
        {stage.slug: sum(line.by_stage[stage.slug] for line in lines) for stage in STAGES},
        sum(line.open for line in lines),
        Deadlines(*(sum(getattr(line.deadlines, name) for line in lines) for name in ("late", "long_late", "soon"))),
    )


def rows_of(lines: Iterable[District], total: Summary, behind: str) -> list[FigureRow]:
    """The province's table in the reader's language, its sum last. `behind`: the address of the cases it counts."""
    late, share, overdue_in = _("Lewat"), _("Persen"), _("lewat tenggat di %(name)s", name="{name}")
    labels = [_("Terbuka"), *(str(stage.label) for stage in STAGES), _("Kasus masuk")]

    def cells(line: District | Summary, overdue: FigureCell) -> tuple[FigureCell, ...]:
        marked = line.late_share is not None and line.late_share > LATE_STEPS[-1]
        numbers = line.open, *(line.by_stage[stage.slug] for stage in STAGES), line.intake.now
        return overdue, FigureCell(share, line.late_share, is_late=marked), *map(FigureCell, labels, numbers)

    rows = []
    for line in lines:
        of, n = f"{behind}?district={line.tenant.id}", line.deadlines.late
        hint = overdue_in.format(name=line.tenant.name)
        overdue = FigureCell(late, n, url=f"{of}&due=late", hint=hint) if n else FigureCell(late, 0)
        rows.append(FigureRow(line.tenant.name, cells(line, overdue), of))
    return [*rows, FigureRow(_("Semua daerah"), cells(total, FigureCell(late, total.deadlines.late)), is_sum=True)]


def sector_lines(intake: Mapping[int, Mapping[str, Intake]]) -> list[SectorLine]:
    """Sectors in which something came in, the largest first, over all tenants."""
    by_sector: dict[str, list[Intake]] = {}
    for sectors in intake.values():
        for slug, counted in sectors.items():
            by_sector.setdefault(slug, []).append(counted)
    total = {slug: _together(several) for slug, several in by_sector.items()}
    most = max((max(each.now, each.before) for each in total.values()), default=0) or 1
    lines = [
        SectorLine(slug, codes.SECTORS[slug].label, each, 100 * each.now / most, 100 * each.before / most)
        for slug, each in total.items()
        if each.now or each.before
    ]
    return sorted(lines, key=lambda line: (-line.intake.now, line.label))
