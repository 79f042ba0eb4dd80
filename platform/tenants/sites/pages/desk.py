"""The desk of a province, or of the ministry in its place: its sites, one of them, and the steps."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.clock import today
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from tenants.sites.actions.reviewing import check_off, go_live, move_on
from tenants.sites.founding import STEP_LABELS
from tenants.sites.machine import MOVES, STAGE_LABELS, Stage
from tenants.sites.models import Site
from tenants.sites.pages.blueprint import sites
from tenants.sites.queries.desk import every_site, letter_of, main_move, more_about, site_view, sites_page
from tenants.sites.readiness import ITEMS
from tenants.sites.schemas import ChecksSchema, GoLiveSchema, NoNoteSchema, NoteSchema
from tenants.sites.words import CHECKS
from web.downloads import file_answer
from web.forms import Form

STEPS = ", ".join(f'"{move.name}"' for move in MOVES.values() if move.by == "desk")

_ASKED = {"go_live": GoLiveSchema()}


@sites.get("/daerah")
@access.permits("site:review")
def desk() -> ResponseReturnValue:
    """Every site on this desk, or those of one stage."""
    asked = request.args.get("tahap", "")
    if asked and asked not in {stage.value for stage in Stage}:
        abort(404)
    stage = Stage(asked) if asked else None
    page = sites_page(request.args.get("sesudah"), stage)
    return render_template("sites/desk.html", page=page, stage=stage, labels=STAGE_LABELS, more=more_about(page.rows))


@sites.get("/platform/daerah")
@access.permits("platform:watch")
def all_sites() -> ResponseReturnValue:
    """Every site of the nation, whosever desk it lies on: its stage and nothing that only its desk reads."""
    page = every_site(request.args.get("sesudah"))
    return render_template("sites/all_sites.html", page=page, labels=STAGE_LABELS, more=more_about(page.rows))


@sites.get("/daerah/<office:site_id>")
@access.permits("site:review")
def site(site_id: int) -> ResponseReturnValue:
    """One site: what was written, what is checked, what can be done."""
    return _page(site_id)


@sites.get("/daerah/<office:site_id>/surat")
@access.permits("site:review")
def letter(site_id: int) -> ResponseReturnValue:
    """The letter of the Bupati or mayor."""
    return file_answer(letter_of(site_id), "application/pdf", f"surat-{site_id}.pdf")


@sites.post("/daerah/<office:site_id>/periksa")
@access.permits("site:review")
def check(site_id: int) -> ResponseReturnValue:
    """Keep what has been ticked off."""
    form = Form.read(ChecksSchema())
    if form.valid:
        check_off(site_id, form.data["checks"])
        flash(_("Pemeriksaan disimpan."), "success")
        return redirect(url_for("sites.site", site_id=site_id), 303)
    return _page(site_id, form), form.status


@sites.route(f"/daerah/<office:site_id>/langkah/<any({STEPS}):name>", methods=["GET", "POST"])
@access.permits("site:review")
def step(site_id: int, name: str) -> ResponseReturnValue:
    """Take one step, with the reason where one is due."""
    view, move = site_view(site_id), MOVES[name]
    schema = _ASKED.get(name) or (NoteSchema() if move.note else NoNoteSchema())
    day = today(subject().tenant.timezone)
    form = Form.blank(schema, {"live_on": day, "cohort": day.year} if name == "go_live" else {})
    if request.method == "POST":
        form = Form.read(schema)
        try:
            if form.valid:
                moved = _taken(site_id, name, form.data)
                flash(_("%(site)s: %(told)s.", site=moved.name, told=move.told), "success")
                return redirect(url_for("sites.site", site_id=site_id), 303)
        except Refused as refusal:
            form.refuse(refusal)
    elif view.site.stage not in move.sources:
        return redirect(url_for("sites.site", site_id=site_id), 303)
    return render_template("sites/step.html", view=view, move=move, form=form, items=ITEMS), form.status


def _taken(site_id: int, name: str, said: dict[str, Any]) -> Site:
    note = said["note"] or ""
    if name == "go_live":
        return go_live(site_id, said["live_on"], said["cohort"], said["support_until"], note)
    return move_on(site_id, name, note)


def _page(site_id: int, form: Form | None = None) -> str:
    view = site_view(site_id)
    ticked = view.application.checks if view.application is not None else []
    return render_template(
        "sites/site.html",
        view=view,
        form=form or Form.blank(ChecksSchema(), {"checks": ticked}),
        labels=STAGE_LABELS,
        moves=MOVES,
        main=main_move(view.site),
        checks=CHECKS,
        reviewing=view.site.stage is Stage.UNDER_REVIEW,
        items=ITEMS,
        founding=STEP_LABELS if view.site.stage is Stage.APPROVED else {},
    )
