"""Cohorts as stacked bars that are told apart without colour; what is held back is an outline."""

from dataclasses import dataclass

from flask_babel import gettext as _

from reporting.cohorts.tables import Comparison, Row
from reporting.figures import cell_text
from reporting.suppression import Hidden
from sustainability.survival import DECLINING, LABELS, LIVING, STATES, STOPPED, UNKNOWN
from web.charts import Chart, Column, stacked_bars

FILLS = {LIVING: "f1", DECLINING: "h1", STOPPED: "h2", UNKNOWN: "f4"}
"""One tint, two hatchings, one pale tint."""
ON_A_PHONE = 6
"""How many bars fit."""


@dataclass(frozen=True)
class CohortPicture:
    """Bars of one comparison."""

    wide: Chart
    narrow: Chart
    key: list[tuple[str, str]]
    told: str
    """The picture in words."""


def cohort_picture(title: str, comparison: Comparison) -> CohortPicture | None:
    """None where nothing could be drawn."""
    drawn = [row for row in comparison.rows if not isinstance(row.cells[-1], Hidden)]
    if not drawn:
        return None
    names = [str(LABELS[state]) for state in STATES]
    fills = [FILLS[state] for state in STATES]

    def bars(rows: list[Row], width: int, height: int, labels: int) -> Chart:
        columns = [_column(row) for row in rows]
        return stacked_bars(columns, names, width=width, height=height, labels=labels, fills=fills)

    return CohortPicture(
        wide=bars(drawn, 940, 360, 180),
        narrow=bars(drawn[-ON_A_PHONE:], 340, 300, 0),
        key=list(zip(names, fills, strict=True)),
        told=f"{title}. {_told(drawn)}",
    )


def _column(row: Row) -> Column:
    *cells, total = row.cells
    shown = [0 if isinstance(cell, Hidden) else cell for cell in cells]
    whole = 0 if isinstance(total, Hidden) else total
    return Column(label=row.short, parts=shown, total=cell_text(total), hoped=max(0, whole - sum(shown)))


def _told(rows: list[Row]) -> str:
    return "; ".join(
        f"{row.label}: "
        + ", ".join(
            _("%(n)s %(state)s", n=cell_text(cell), state=LABELS[state].lower())
            for state, cell in zip(STATES, row.cells, strict=False)
        )
        for row in rows
    )
