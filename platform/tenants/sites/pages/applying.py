"""Applying without an account: a draft, the check, the e-mail to confirm, and how far it is."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from foundation.errors import Refused
from tenants import access, limits
from tenants.sites import links
from tenants.sites.actions import applying
from tenants.sites.machine import Stage
from tenants.sites.pages.blueprint import sites
from tenants.sites.queries import applying as queries
from tenants.sites.queries.applying import Application, Key
from tenants.sites.schemas import AnswerSchema, DistrictSchema, DraftSchema, FollowSchema
from web.forms import Form

_KEY = "site_application"
_OPEN = (Stage.DRAFT, Stage.QUESTIONS)


@sites.get("/daftar-slrt")
@access.public
def start() -> ResponseReturnValue:
    """Which district: first the province, then its districts."""
    province = request.args.get("provinsi", "")
    choices: dict[str, list[Any]] = {"provinsi": list(queries.provinces())}
    if province:
        choices["daerah"] = list(queries.districts(province))
    form = Form.read(DistrictSchema(), request.args, choices) if province else Form.blank(DistrictSchema(), {}, choices)
    chosen = form.data.get("daerah")
    if form.valid and chosen:
        if not queries.is_taken(chosen):
            return redirect(url_for("sites.fill_in", region_code=chosen), 303)
        form.refuse(applying.taken())
    return render_template("sites/start.html", form=form, province=province), form.status


@sites.route("/daftar-slrt/<region_code>/isi", methods=["GET", "POST"])
@limits.per_address("20 per hour", methods=["POST"])
@access.public
def fill_in(region_code: str) -> ResponseReturnValue:
    """Who answers for it, and the letter. Kept as a draft."""
    name = queries.district_name(region_code)
    if name is None:
        abort(404)
    form = Form.blank(DraftSchema())
    if request.method == "POST":
        form = Form.read(DraftSchema())
        try:
            if form.valid:
                _remember(applying.apply(region_code, form.data, _letter()))
                return redirect(url_for("sites.mine"), 303)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("sites/fill_in.html", form=form, name=name, has_letter=False, code=""), form.status


@sites.route("/daftar-slrt/lanjut", methods=["GET", "POST"])
@limits.per_address("20 per minute", methods=["POST"])
@access.public
def resume() -> ResponseReturnValue:
    """Come back to it with the code and a proof."""
    form = Form.blank(FollowSchema(), {"code": request.args.get("kode", "")})
    if request.method == "POST":
        form = Form.read(FollowSchema())
        if form.valid:
            key = Key(queries.tidied(form.data["code"]), queries.proof_of(form.data["proof"]))
            if queries.application(key) is not None:
                _remember(key)
                return redirect(url_for("sites.mine"), 303)
            form.add_error("code", _("Kode dan surel atau angka itu tidak cocok. Periksa keduanya, lalu coba lagi."))
    return render_template("sites/resume.html", form=form), form.status


@sites.get("/daftar-slrt/permohonan")
@access.public
def mine() -> ResponseReturnValue:
    """How far one's own application is, and the one next thing to do."""
    application = _mine()
    if application is None:
        return redirect(url_for("sites.resume"), 303)
    return _page(application, Form.blank(AnswerSchema()))


@sites.route("/daftar-slrt/permohonan/isi", methods=["GET", "POST"])
@limits.per_address("60 per hour", methods=["POST"])
@access.public
def change() -> ResponseReturnValue:
    """Go on filling in the draft, or mend what was asked about."""
    application = _mine()
    if application is None:
        return redirect(url_for("sites.resume"), 303)
    if application.stage not in _OPEN:
        return redirect(url_for("sites.mine"), 303)
    form = Form.blank(DraftSchema(), application.said)
    if request.method == "POST":
        typed = MultiDict(request.form)
        if application.stage is not Stage.DRAFT:  # it has been confirmed: another address would not be
            typed["social_email"] = application.said["social_email"] or ""
        form = Form.read(DraftSchema(), typed)
        try:
            if form.valid:
                _remember(applying.change(_key(), form.data, _letter()))
                return redirect(url_for("sites.mine"), 303)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template(
        "sites/fill_in.html",
        form=form,
        name=application.name,
        has_letter=application.has_letter,
        code=application.code,
        confirmed=application.stage is not Stage.DRAFT,
    ), form.status


@sites.post("/daftar-slrt/permohonan/kirim")
@limits.per_address("10 per hour")
@access.public
def send() -> ResponseReturnValue:
    """Have the link to confirm sent; also once more."""
    application = _mine()
    if application is None:
        return redirect(url_for("sites.resume"), 303)
    try:
        applying.send(_key())
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("sites.mine"), 303)
    return redirect(url_for("sites.mine"), 303)


@sites.post("/daftar-slrt/permohonan/jawab")
@limits.per_address("20 per hour")
@access.public
def answer() -> ResponseReturnValue:
    """Answer the reviewer."""
    application = _mine()
    if application is None:
        return redirect(url_for("sites.resume"), 303)
    form = Form.read(AnswerSchema())
    try:
        if form.valid:
            applying.answer(_key(), form.data["words"])
            flash(_("Jawaban sudah dikirim. Peninjau melanjutkan."), "success")
            return redirect(url_for("sites.mine"), 303)
    except Refused as refusal:
        form.refuse(refusal)
    return _page(application, form), form.status


@sites.route("/daftar-slrt/konfirmasi/<token>", methods=["GET", "POST"])
@limits.per_address("30 per minute")
@access.public
def confirm(token: str) -> ResponseReturnValue:
    """The link in the e-mail. It asks once: programs open links too."""
    key = _known(token)
    application = queries.application(key)
    if application is None:
        abort(404)
    form = Form.blank(AnswerSchema())
    if request.method == "POST" or application.stage is not Stage.DRAFT:
        try:
            applying.confirm(key)
            _remember(key)
            return redirect(url_for("sites.mine"), 303)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("sites/confirm.html", application=application, form=form, token=token), form.status


@sites.get("/daftar-slrt/buka/<token>")
@limits.per_address("30 per minute")
@access.public
def open_link(token: str) -> ResponseReturnValue:
    """A link in a later e-mail: straight to one's own application."""
    key = _known(token)
    if queries.application(key) is None:
        abort(404)
    _remember(key)
    return redirect(url_for("sites.mine"), 303)


def _page(application: Application, form: Form) -> str:
    return render_template("sites/mine.html", application=application, form=form, schema=Form.blank(DraftSchema()))


def _known(token: str) -> Key:
    found = links.key_in(token)
    if found is None:
        abort(404)
    return Key(*found)


def _remember(key: Key) -> None:
    session[_KEY] = [key.code, key.proof]


def _key() -> Key:
    return Key(*session[_KEY])


def _mine() -> Application | None:
    return queries.application(_key()) if _KEY in session else None


def _letter() -> bytes | None:
    sent = request.files.get("letter")
    return sent.read() if sent is not None and sent.filename else None
