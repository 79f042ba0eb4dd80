"""Need for planning: by village and programme how many are indicated, receive, do not yet; and what that would cost."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.db import db
from reference import codes
from reference.queries import place_label
from registry.models import ScreeningRun
from registry.pages.blueprint import registry
from registry.queries import planning as needs
from registry.queries import runs, village_choices
from registry.schemas.planning import PlanningExportSchema
from tenants import access, audit
from tenants.access import subject
from web.forms import Form
from web.tables import csv_file, workbook_file


@registry.get("/perencanaan")
@access.permits("planning:read")
def planning() -> ResponseReturnValue:
    """Totals by programme and by village."""
    run, _waiting = runs.newest_run()
    if run is None:
        return render_template("registry/planning.html", run=None)
    rows = needs.programme_needs(run)
    villages = needs.village_needs(run, request.args.get("sesudah"))
    return render_template(
        "registry/planning.html",
        run=run,
        rows=rows,
        total=needs.total_of(rows),
        villages=villages,
        next_url=url_for("registry.planning", sesudah=villages.next, _anchor="desa") if villages.next else "",
    )


@registry.get("/perencanaan/program/<programme>")
@access.permits("planning:read")
def planning_programme(programme: str) -> ResponseReturnValue:
    """One programme, village by village."""
    run = _run()
    total = next((row for row in runs.by_programme(run) if row.programme.slug == programme), None)
    if total is None:
        abort(404)
    page = needs.programme_by_village(run, programme, request.args.get("sesudah"))
    here = url_for("registry.planning_programme", programme=programme, sesudah=page.next) if page.next else ""
    return render_template("registry/planning_programme.html", run=run, total=total, page=page, next_url=here)


@registry.get("/perencanaan/desa/<village>")
@access.permits("planning:read")
def planning_village(village: str) -> ResponseReturnValue:
    """One village, programme by programme."""
    run = _run()
    if village not in dict(village_choices()):
        abort(404)
    rows = runs.by_village(run, list(codes.PROGRAMMES), village)
    return render_template(
        "registry/planning_village.html",
        run=run,
        place=place_label(db.session(), village),
        rows=[row for row in rows if row.indicated or row.receiving],
        total=needs.total_of(rows),
    )


@registry.route("/perencanaan/unduh", methods=["GET", "POST"])
@access.permits("planning:read")
def planning_export() -> ResponseReturnValue:
    """The whole table as a file; who took it, why and how many rows is written down."""
    run = _run()
    if request.method == "GET":
        return _ask(Form.blank(PlanningExportSchema(), {"format": "xlsx"}), run)
    form = Form.read(PlanningExportSchema())
    if not form.valid:
        return _ask(form, run), form.status
    rows, kind = needs.every_row(run).rows, form.data["format"]
    audit.record("planning.exported", "screening_run", run.id, reason=form.data["reason"], rows=len(rows), format=kind)
    name = f"kebutuhan-{subject().tenant.code_prefix.lower()}-{run.as_of:%Y-%m-%d}.{kind}"
    table = needs.as_table(rows)
    return csv_file(table, name) if kind == "csv" else workbook_file(table, name, "Kebutuhan")


def _ask(form: Form, run: ScreeningRun) -> str:
    return render_template("registry/planning_export.html", form=form, run=run)


def _run() -> ScreeningRun:
    run, _waiting = runs.newest_run()
    if run is None:
        abort(404)
    return run


registry.add_app_template_filter(needs.unit_label, "unit")
