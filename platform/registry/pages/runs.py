"""Screening of the whole registry: what it found by programme and village, who is missed, what it would cost."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from reference.queries import place_label
from registry.actions.screening import ask_run
from registry.models import GAPS, ScreeningRun
from registry.pages.blueprint import registry
from registry.queries import runs, village_choices
from tenants import access
from tenants.access import subject


@registry.get("/penyaringan")
@access.permits("screening:read")
def screening_overview() -> ResponseReturnValue:
    """Each programme: indicated, receiving, missed, odd."""
    run, waiting = runs.newest_run()
    rows = runs.by_programme(run) if run else []
    changed = run is not None and runs.rules_changed(run, today(subject().tenant.timezone))
    return render_template("registry/runs.html", run=run, waiting=waiting, rows=rows, changed=changed)


@registry.post("/penyaringan")
@access.permits("screening:run")
def screening_run() -> ResponseReturnValue:
    """Have everybody screened anew."""
    try:
        ask_run()
        flash(_("Penyaringan dimulai. Hasilnya muncul di halaman ini setelah selesai."), "success")
    except Refused as refusal:
        if refusal.status == 403:
            raise
        db.session.rollback()
        flash(refusal.message, "warn")
    return redirect(url_for("registry.screening_overview"), 303)


@registry.get("/penyaringan/<programme>")
@access.permits("screening:read")
def screening_programme(programme: str) -> ResponseReturnValue:
    """One programme, village by village."""
    run = _run_of(programme)
    rows = runs.by_village(run, [programme])
    total = next(row for row in runs.by_programme(run) if row.programme.slug == programme)
    return render_template("registry/run_programme.html", run=run, rows=rows, total=total)


@registry.get("/penyaringan/<programme>/<gap>")
@access.permits("screening:read")
def screening_gap(programme: str, gap: str) -> ResponseReturnValue:
    """Who is missed, or who receives without being indicated."""
    if gap not in GAPS:
        abort(404)
    run, village = _run_of(programme), request.args.get("desa")
    if village is not None and village not in dict(village_choices()):
        abort(404)
    page = runs.gaps(run, programme, gap, village, request.args.get("sesudah"))
    here = {"programme": programme, "gap": gap, "desa": village}
    return render_template(
        "registry/run_gap.html",
        run=run,
        gap=gap,
        programme=codes.PROGRAMMES[programme],
        place=place_label(db.session(), village) if village else "",
        page=page,
        next_url=url_for("registry.screening_gap", **here, sesudah=page.next) if page.next else "",
    )


def _run_of(programme: str) -> ScreeningRun:
    run, _waiting = runs.newest_run()
    if run is None or programme not in {rule["programme"] for rule in run.rules}:
        abort(404)
    return run
