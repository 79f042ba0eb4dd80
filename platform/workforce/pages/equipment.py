"""Equipment: what there is, who holds it, the hand-over letter."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation import storage
from foundation.clock import today
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from tenants.letterhead import my_letterhead
from web.downloads import file_answer
from web.forms import Form
from web.idempotency import read_key
from workforce import paper
from workforce.actions import equipment as actions
from workforce.pages.blueprint import workforce
from workforce.pages.training import paper_answer
from workforce.queries import equipment as queries
from workforce.queries.equipment import ItemView
from workforce.schemas import EquipmentSchema, MoveSchema
from workforce.stock import KINDS, STATES


@workforce.get("/perlengkapan")
@access.permits("workforce:read")
def equipment() -> ResponseReturnValue:
    """Everything, by kind and state when asked; totals above."""
    kind, state = request.args.get("jenis", ""), request.args.get("keadaan", "")
    kind, state = kind if kind in KINDS else "", state if state in STATES else ""
    page = queries.equipment(kind, state, request.args.get("sesudah"))
    return render_template(
        "workforce/equipment.html",
        page=page,
        totals=queries.totals(),
        kind=kind,
        state=state,
        kinds=KINDS,
        states=STATES,
    )


@workforce.route("/perlengkapan/tambah", methods=["GET", "POST"])
@access.permits("workforce:manage")
def add_equipment() -> ResponseReturnValue:
    """One more thing."""
    form = Form.blank(EquipmentSchema())
    if request.method == "POST":
        form = Form.read(EquipmentSchema())
        if form.valid:
            try:
                made = actions.add_equipment(form.data, read_key())
                flash(_("Barang dicatat, ada di kantor."), "success")
                return _back_to(made)
            except Refused as refusal:
                form.refuse(refusal)
    return render_template("workforce/equipment_add.html", form=form), form.status


@workforce.get("/perlengkapan/<int:equipment_id>")
@access.permits("workforce:read")
def one_equipment(equipment_id: int) -> ResponseReturnValue:
    """One thing with its moves."""
    return render_template("workforce/equipment_one.html", view=queries.item(equipment_id))


@workforce.route("/perlengkapan/<int:equipment_id>/<move>", methods=["GET", "POST"])
@access.permits("workforce:manage")
def move_equipment(equipment_id: int, move: str) -> ResponseReturnValue:
    """One step."""
    view = queries.item(equipment_id)
    if request.method == "GET" and move not in view.possible:
        abort(404)
    choices = {"worker": list(queries.holders())} if move == "handed_over" else {}
    likely = {"day": today(subject().tenant.timezone), "version": view.item.version}
    form = Form.blank(MoveSchema(), likely, choices)
    if request.method == "POST":
        form = Form.read(MoveSchema(), choices=choices)
        if form.valid:
            try:
                actions.move_equipment(equipment_id, move, form.data)
                flash(_("Dicatat."), "success")
                return _back_to(equipment_id)
            except Refused as refusal:
                if refusal.status == 404:
                    raise
                form.refuse(refusal)
                view = queries.item(equipment_id)
                form.values = form.values.copy()
                form.values["version"] = str(view.item.version)
        if move not in view.possible:
            return render_template("workforce/equipment_one.html", view=view), form.status
    return _ask(view, move, form)


@workforce.get("/perlengkapan/serah/<int:move_id>.pdf")
@access.permits("workforce:read")
def hand_over_letter(move_id: int) -> ResponseReturnValue:
    """The letter to be signed by both."""
    view, made = queries.hand_over(move_id)
    letter = paper.hand_over(my_letterhead(), view.item, made)
    return paper_answer(letter, f"serah-terima-{view.item.serial.lower()}.pdf")


@workforce.post("/perlengkapan/serah/<int:move_id>")
@access.permits("workforce:manage")
def keep_signed(move_id: int) -> ResponseReturnValue:
    """The letter with both signatures comes back as a photograph or a scan."""
    view, _made = queries.hand_over(move_id)
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Refused(_("Pilih berkasnya dulu."), field="file")
        actions.keep_signed(move_id, sent.read())
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return render_template("workforce/equipment_one.html", view=view, fault=refusal.message), refusal.status
    flash(_("Berita acara yang ditandatangani sudah disimpan."), "success")
    return _back_to(view.item.id)


@workforce.get("/perlengkapan/serah/<int:move_id>/berkas")
@access.permits("workforce:read")
def signed_letter(move_id: int) -> ResponseReturnValue:
    """The signed one."""
    view, made = queries.hand_over(move_id)
    if made.file_id is None:
        abort(404)
    content = storage.content_of(made.file_id)
    media_type = "application/pdf" if content.startswith(b"%PDF") else "image/jpeg"
    return file_answer(content, media_type, f"serah-terima-{view.item.serial.lower()}")


def _ask(view: ItemView, move: str, form: Form) -> ResponseReturnValue:
    return render_template(
        "workforce/equipment_move.html", view=view, move=move, step=view.possible[move], form=form
    ), form.status


def _back_to(equipment_id: int) -> ResponseReturnValue:
    return redirect(url_for("workforce.one_equipment", equipment_id=equipment_id), 303)
