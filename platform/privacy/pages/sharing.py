"""Requests for data sets: the list, one of them, the decision, the file."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.db import db
from foundation.errors import Refused
from privacy import actions, columns, queries
from privacy.models import ShareRequest
from privacy.pages.asking import villages_by_district
from privacy.pages.blueprint import privacy
from privacy.schemas import ApproveSchema, ReasonSchema
from tenants import access, signing
from web.downloads import file_answer
from web.forms import Form

USUAL_DAYS = 14


@privacy.get("/berbagi-data")
@access.permits("share:ask")
def shares() -> ResponseReturnValue:
    """Newest first; an agency's own, for the office all."""
    waiting = "menunggu" in request.args
    page = queries.shares("asked" if waiting else None, request.args.get("sesudah"))
    here: dict[str, Any] = {"menunggu": 1} if waiting else {}
    return render_template(
        "privacy/shares.html",
        page=page,
        filters=[
            {"label": _("Semua"), "url": url_for("privacy.shares"), "current": not waiting},
            {
                "label": _("Menunggu keputusan"), "url": url_for("privacy.shares", menunggu=1), "current": waiting,
                "count": queries.waiting(),
            },
        ],
        waiting=waiting,
        next_url=url_for("privacy.shares", sesudah=page.next, **here) if page.next else "",
    )  # fmt: skip


@privacy.get("/berbagi-data/<int:share_id>")
@access.permits("share:ask")
def share(share_id: int) -> ResponseReturnValue:
    """One request: what was asked, what was allowed, who fetched it."""
    view = queries.share_view(share_id)
    return render_template("privacy/share.html", view=view, hints=columns.hints(view.share.asked))


@privacy.get("/berbagi-data/<int:share_id>/berkas")
@access.permits("share:ask")
def share_file(share_id: int) -> Response:
    """The file, for the requester alone, while its time lasts. Fetching it is written down."""
    return file_answer(*actions.download(share_id))


@privacy.route("/berbagi-data/<int:share_id>/setujui", methods=["GET", "POST"])
@access.permits("share:decide")
def approve_share(share_id: int) -> ResponseReturnValue:
    """What of it is allowed; the second factor is given with it."""
    view = queries.share_view(share_id)
    if view.share.state != "asked":
        return redirect(url_for("privacy.share", share_id=share_id), 303)
    choices = _asked_alone(view.share)
    initial = {**view.share.asked, "whole": [], "valid_days": USUAL_DAYS, "version": view.share.version}
    form = Form.blank(ApproveSchema(), _of(ApproveSchema, initial), choices)
    if request.method == "POST":
        form = Form.read(ApproveSchema(), choices=choices)
        if form.valid:
            try:
                actions.approve(share_id, form.data)
            except Refused as refusal:
                if refusal.status in (403, 404):
                    raise
                db.session.rollback()
                form.refuse(refusal)
                view = queries.share_view(share_id)
            else:
                flash(_("Disetujui. Berkasnya sedang dibuat; peminta diberi tahu bila siap."), "success")
                return redirect(url_for("privacy.share", share_id=share_id), 303)
    return render_template(
        "privacy/share_approve.html",
        view=view,
        form=form,
        hints=columns.hints(view.share.asked),
        districts=villages_by_district(view.share.asked["villages"]) if view.share.asked["villages"] else [],
        ask_code=not signing.is_fresh(),
    ), form.status


@privacy.route("/berbagi-data/<int:share_id>/tolak", methods=["GET", "POST"])
@access.permits("share:decide")
def refuse_share(share_id: int) -> ResponseReturnValue:
    """No, and why."""
    view = queries.share_view(share_id)
    form = Form.blank(ReasonSchema(), {"version": view.share.version})
    if request.method == "POST":
        form = Form.read(ReasonSchema())
        if form.valid and form.tries(lambda: actions.refuse(share_id, form.data["reason"], form.data["version"])):
            flash(_("Permintaan ditolak; peminta diberi tahu alasannya."), "success")
            return redirect(url_for("privacy.share", share_id=share_id), 303)
        view = queries.share_view(share_id)
    words = (_("Mengapa permintaan ini ditolak?"), _("Alasannya dibaca oleh peminta."), _("Tolak permintaan"))
    return render_template("privacy/share_reason.html", view=view, form=form, words=words), form.status


@privacy.route("/berbagi-data/<int:share_id>/cabut", methods=["GET", "POST"])
@access.permits("share:decide")
def revoke_share(share_id: int) -> ResponseReturnValue:
    """The file is erased at once."""
    view = queries.share_view(share_id)
    form = Form.blank(ReasonSchema())
    if request.method == "POST":
        form = Form.read(ReasonSchema())
        if form.valid and form.tries(lambda: actions.revoke(share_id, form.data["reason"])):
            flash(_("Izin dicabut dan berkasnya dihapus."), "success")
            return redirect(url_for("privacy.share", share_id=share_id), 303)
        view = queries.share_view(share_id)
    words = (
        _("Mengapa izin ini dicabut?"),
        _("Berkasnya langsung dihapus. Yang sudah diunduh tetap ada pada peminta: minta mereka memusnahkannya."),
        _("Cabut izin"),
    )
    return render_template("privacy/share_reason.html", view=view, form=form, words=words), form.status


def _asked_alone(share: ShareRequest) -> dict[str, list[Any]]:
    """What may be approved: what was asked for."""
    names = {code: name for _district, inside in villages_by_district() for code, name in inside}
    return {
        "columns": [option for option in columns.choices() if option[0] in share.asked["columns"]],
        "whole": [(slug, columns.WHOLE[slug]) for slug in share.asked["whole"]],
        "villages": [(code, names.get(code, code)) for code in share.asked["villages"]],
    }


def _of(schema: type[Any], initial: dict[str, Any]) -> dict[str, Any]:
    known = schema().load_fields
    return {name: value for name, value in initial.items() if name in known}
