"""The chain: minutes, signatures, the signed paper."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation import storage
from foundation.clock import today
from registry.rounds import actions, queries
from registry.rounds.machine import MOVES
from registry.rounds.minutes import Line, render
from registry.rounds.pages.blueprint import rounds
from registry.rounds.schemas import MinutesSchema, ScanSchema, StepSchema
from tenants import access, audit, signing
from tenants.access import subject
from web.body import takes_files
from web.downloads import file_answer
from web.forms import Form


@rounds.route("/pemutakhiran/<int:round_id>/berita-acara", methods=["GET", "POST"])
@access.permits("round:draft")
def minutes(round_id: int) -> ResponseReturnValue:
    """What the meeting agreed; the list is closed with it."""
    found = queries.get_round(round_id)
    known = {
        "version": found.version,
        "number": found.number,
        "held_on": found.held_on or today(subject().tenant.timezone),
        "held_at": found.held_at,
        "chair": found.chair,
        "attendance": "\n".join(found.attendance),
        "summary": found.summary,
    }
    form = Form.read(MinutesSchema()) if request.method == "POST" else Form.blank(MinutesSchema(), known)
    if request.method == "POST" and form.valid and form.tries(lambda: actions.write_minutes(round_id, form.data)):
        flash(_("Berita acara dicatat. Cetak, minta tanda tangan, lalu unggah fotonya."), "success")
        return redirect(url_for("rounds.round", round_id=round_id), 303)
    return render_template("rounds/minutes.html", form=form, round_id=round_id), form.status


@rounds.get("/pemutakhiran/<int:round_id>/berita-acara.pdf")
@access.permits("round:read")
def printed(round_id: int) -> Response:
    """The paper to sign, numbers masked."""
    found = queries.get_round(round_id)
    if not found.number:
        abort(404)
    view = queries.round_view(found)
    lines = [Line(row.person.name, row.person.nik_masked, row.asked, row.why) for row in view.standing]
    audit.record("round.printed", "update_round", found.id)
    paper = render(found, subject().tenant.full_name, view.place, lines, ("Lurah atau Kepala Desa",))
    return file_answer(paper, "application/pdf", f"berita-acara-{found.id}.pdf")


@rounds.route("/pemutakhiran/<int:round_id>/pindaian", methods=["GET", "POST"])
@access.permits("round:draft")
@takes_files
def scan(round_id: int) -> ResponseReturnValue:
    """The signed paper, photographed."""
    found = queries.get_round(round_id)
    form = Form.read(ScanSchema()) if request.method == "POST" else Form.blank(ScanSchema())
    if request.method == "POST":
        file = request.files.get("file")
        content = file.read() if file else b""
        if form.tries(lambda: actions.keep_scan(round_id, content)):
            flash(_("Berita acara yang ditandatangani tersimpan."), "success")
            return redirect(url_for("rounds.round", round_id=round_id), 303)
    return render_template("rounds/scan.html", form=form, round=found), form.status


@rounds.get("/pemutakhiran/<int:round_id>/pindaian-tersimpan")
@access.permits("round:read")
def scanned(round_id: int) -> Response:
    """The signed paper again."""
    found = queries.get_round(round_id)
    if found.scan_id is None:
        abort(404)
    content = storage.content_of(found.scan_id)
    kind = "application/pdf" if content.startswith(b"%PDF-") else "image/jpeg"
    return file_answer(content, kind, f"berita-acara-{found.id}.{'pdf' if kind.endswith('pdf') else 'jpg'}")


@rounds.route(
    "/pemutakhiran/<int:round_id>/<any(sign_village, return_village, verify, return_verifier, approve, return_head,"
    " send, finish, cancel):name>",
    methods=["GET", "POST"],
)
@access.permits("round:read")
def step(round_id: int, name: str) -> ResponseReturnValue:
    """A step of the chain; for whoever may not take it, it does not exist."""
    move = MOVES[name]
    if not subject().may(move.permission):
        abort(404)
    found = queries.get_round(round_id)
    form = Form.read(StepSchema()) if request.method == "POST" else Form.blank(StepSchema(), {"version": found.version})
    if request.method == "POST" and form.valid and form.tries(lambda: actions.move(round_id, name, form.data)):
        flash(str(move.told), "success")
        return redirect(url_for("rounds.round", round_id=round_id), 303)
    asks_code = move.signs and not signing.is_fresh()
    view = queries.round_view(queries.get_round(round_id))
    return render_template("rounds/step.html", form=form, view=view, move=move, asks_code=asks_code), form.status
