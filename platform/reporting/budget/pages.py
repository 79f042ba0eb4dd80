"""One page for whoever makes next year's budget, and the same as a workbook."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.clock import today
from registry.models import ScreeningRun
from registry.queries.planning import total_of, unit_label
from reporting.budget import queries
from reporting.budget.queries import Backlog, Compared
from tenants import access, audit
from tenants.access import subject
from web.downloads import file_answer
from web.tables import WORKBOOK, workbook_sheets

budget = Blueprint("budget", "reporting.budget", template_folder="templates")


@budget.get("/perencanaan/anggaran")
@access.permits("planning:read")
def overview() -> ResponseReturnValue:
    """What last year's budget met, what is needed now, and what waits at the agencies."""
    now, then, lines, backlogs = _gathered()
    return render_template(
        "budget/overview.html",
        now=now,
        then=then,
        lines=lines,
        total=total_of([line.now for line in lines]),
        backlogs=backlogs,
    )


@budget.post("/perencanaan/anggaran/unduh")
@access.permits("planning:read")
def export() -> ResponseReturnValue:
    """Both tables as a workbook. Who took it is written down."""
    now, then, lines, backlogs = _gathered()
    audit.record("budget.exported", "budget", now.id if now else None, rows=len(lines) + len(backlogs))
    sheets = {_("Kebutuhan"): _needs(lines, then), _("OPD"): _agencies(backlogs)}
    return file_answer(workbook_sheets(sheets), WORKBOOK, f"anggaran-{subject().tenant.code_prefix.lower()}.xlsx")


def _gathered() -> tuple[ScreeningRun | None, ScreeningRun | None, list[Compared], Sequence[Backlog]]:
    now, then = queries.runs_to_compare(today(subject().tenant.timezone))
    return now, then, queries.compared(now, then) if now is not None else [], queries.backlogs()


def _needs(lines: Sequence[Compared], then: ScreeningRun | None) -> Iterator[Sequence[Any]]:
    yield (
        _("Program"), _("Satuan"), _("Belum menerima, akhir tahun lalu"), _("Menerima, akhir tahun lalu"),
        _("Menerima sekarang"), _("Tambahan penerima"), _("Belum menerima sekarang"), _("Kebutuhan setahun (Rp)"),
    )  # fmt: skip
    for line in lines:
        before = line.then if then is not None else None
        yield (
            line.programme.label, unit_label(line.programme.unit), before.missed if before else None,
            before.receiving if before else None, line.now.receiving, line.met, line.now.missed, line.now.money,
        )  # fmt: skip


def _agencies(backlogs: Sequence[Backlog]) -> Iterator[Sequence[Any]]:
    yield _("OPD"), _("Belum dijawab"), _("Dijawab terlambat"), _("Dijawab tepat waktu")
    for each in backlogs:
        yield each.agency, each.open, each.late, each.in_time
