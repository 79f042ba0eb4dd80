"""What is past its time: look through the list, hold somebody back, approve the rest as one."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from privacy import actions, queries
from privacy.models import RetentionSweep
from privacy.pages.blueprint import privacy
from privacy.schemas import SweepSchema
from tenants import access, signing
from web.forms import Form


@privacy.get("/masa-simpan")
@access.permits("privacy:guard")
def sweep() -> ResponseReturnValue:
    """The list that is open, who is held back, and what was erased before."""
    found = queries.open_sweep()
    form = Form.blank(SweepSchema(), {"version": found.version} if found else {})
    return _page(found, form)


@privacy.post("/masa-simpan/<int:sweep_id>/setujui")
@access.permits("privacy:guard")
def approve_sweep(sweep_id: int) -> ResponseReturnValue:
    """All of it may go."""
    form = Form.read(SweepSchema())
    going = queries.get_sweep(sweep_id)
    people = going.people - going.held
    if form.valid:
        try:
            actions.approve_sweep(sweep_id, form.data)
            message = ngettext(
                "Disetujui: data %(num)s orang dihapus.", "Disetujui: data %(num)s orang dihapus.", people
            )
            flash(message, "success")
            return redirect(url_for("privacy.sweep"), 303)
        except Refused as refusal:
            if refusal.status in (403, 404):
                raise
            db.session.rollback()
            form.refuse(refusal)
    found = queries.open_sweep()
    return _page(found, form if found else Form.blank(SweepSchema())), form.status


@privacy.post("/masa-simpan/orang/<int:item_id>/<any(tahan, lepas):what>")
@access.permits("privacy:guard")
def hold(item_id: int, what: str) -> ResponseReturnValue:
    """One person stays off the list, or goes with it again."""
    try:
        if what == "tahan":
            actions.hold(item_id)
            flash(_("Data orang ini ditahan dan tidak ikut dihapus."), "success")
        else:
            actions.let_go(item_id)
            flash(_("Data orang ini ikut dihapus lagi."), "success")
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        db.session.rollback()
        flash(refusal.message, "warn")
    return redirect(url_for("privacy.sweep", ditahan=1 if what == "lepas" else None), 303)


def _page(found: RetentionSweep | None, form: Form) -> str:
    held, after = "ditahan" in request.args, request.args.get("sesudah")
    if found is None and (held or after):
        abort(404)
    page = queries.items_of(found, "held" if held else "listed", after) if found else None
    return render_template(
        "privacy/sweep.html",
        sweep=found,
        form=form,
        page=page,
        held=held,
        due=found is not None and now() >= found.erase_from,
        ask_code=not signing.is_fresh(),
        past=queries.past_sweeps(),
        filters=_filters(found, held) if found else [],
        next_url=url_for("privacy.sweep", sesudah=page.next, ditahan=held or None) if page and page.next else "",
    )


def _filters(found: RetentionSweep, held: bool) -> list[dict[str, object]]:
    left = {} if found.state != "listed" else {"count": found.people - found.held}
    return [
        {"label": _("Akan dihapus"), "url": url_for("privacy.sweep"), "current": not held, **left},
        {"label": _("Ditahan"), "url": url_for("privacy.sweep", ditahan=1), "current": held, "count": found.held},
    ]
