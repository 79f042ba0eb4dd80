"""One page for whoever makes next year's budget, and the same as a workbook."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.clock import today
from registry.queries.planning import total_of, unit_label
from reporting.budget import queries
from reporting.budget.queries import Backlog, Chosen, Compared
from tenants import access, audit
from tenants.access import subject
from web.downloads import file_answer
from web.formats import plain_date
from web.tables import WORKBOOK, csv_file, workbook_sheets

budget = Blueprint("budget", "reporting.budget", template_folder="templates")


@budget.get("/perencanaan/anggaran")
@access.permits("planning:read")
def overview() -> ResponseReturnValue:
    """What a year's budget met, what is needed now, and what waits at the agencies."""
    chosen, lines, backlogs = _gathered(request.args.get("tahun", ""))
    return render_template(
        "budget/overview.html",
        chosen=chosen,
        now=chosen.now,
        then=chosen.then,
        lines=lines,
        total=total_of([line.now for line in lines]),
        met=sum(line.money_met or 0 for line in lines),
        years=[
            {
                "label": str(year),
                "url": url_for("budget.overview", tahun=year),
                "current": chosen.then is not None and chosen.then.as_of.year == year,
            }
            for year in chosen.years
        ],
        backlogs=backlogs,
    )


@budget.post("/perencanaan/anggaran/unduh")
@access.permits("planning:read")
def export() -> ResponseReturnValue:
    """Both tables as a workbook, or one of them as CSV, which can hold no more. Who took what is written down."""
    chosen, lines, backlogs = _gathered(request.form.get("tahun", ""))
    tables = {"kebutuhan": list(_needs(lines, chosen)), "opd": list(_agencies(backlogs))}
    asked, place = request.form.get("tabel", ""), subject().tenant.code_prefix.lower()
    taken = [tables[asked]] if asked in tables else list(tables.values())
    rows, kind = sum(len(table) - 1 for table in taken), "csv" if asked in tables else "xlsx"
    audit.record("budget.exported", "budget", chosen.now.id if chosen.now else None, rows=rows, format=kind)
    if kind == "csv":
        return csv_file(tables[asked], f"anggaran-{asked}-{place}.csv")
    sheets = dict(zip((_("Kebutuhan"), _("OPD")), taken, strict=True))
    return file_answer(workbook_sheets(sheets), WORKBOOK, f"anggaran-{place}.xlsx")


def _gathered(year: str) -> tuple[Chosen, list[Compared], Sequence[Backlog]]:
    chosen = queries.runs_to_compare(today(subject().tenant.timezone), year)
    lines = queries.compared(chosen.now, chosen.then) if chosen.now is not None else []
    return chosen, lines, queries.backlogs()


def _needs(lines: Sequence[Compared], chosen: Chosen) -> Iterator[Sequence[Any]]:
    then = plain_date(chosen.then.as_of) if chosen.then is not None else "–"
    now = plain_date(chosen.now.as_of) if chosen.now is not None else "–"
    yield (
        _("Program"), _("Satuan"), _("Belum menerima, %(day)s", day=then), _("Menerima, %(day)s", day=then),
        _("Menerima, %(day)s", day=now), _("Tambahan penerima"), _("Nilainya setahun (Rp)"),
        _("Belum menerima, %(day)s", day=now), _("Kebutuhan setahun (Rp)"),
    )  # fmt: skip
    for line in lines:
        before = line.then if chosen.then is not None else None
        yield (
            line.programme.label, unit_label(line.programme.unit), before.missed if before else None,
            before.receiving if before else None, line.now.receiving, line.met, line.money_met, line.now.missed,
            line.now.money,
        )  # fmt: skip


def _agencies(backlogs: Sequence[Backlog]) -> Iterator[Sequence[Any]]:
    yield _("OPD"), _("Belum dijawab"), _("Dijawab terlambat"), _("Dijawab tepat waktu")
    for each in backlogs:
        yield each.agency, each.open, each.late, each.in_time
