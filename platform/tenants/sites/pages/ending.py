"""The end of an office: all data taken out, and erased with proof."""

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from tenants import access, signing
from tenants.access import subject
from tenants.sites import archive
from tenants.sites.actions.ending import ask_to_erase, confirm_erasing, erasable_from, note_taken_out
from tenants.sites.pages.blueprint import sites
from tenants.sites.queries.ending import any_site, certificate, erasure_of
from tenants.sites.schemas import TakeOutSchema
from web.downloads import file_answer
from web.forms import Form
from web.transaction import settle


@sites.route("/data-kantor", methods=["GET", "POST"])
@access.permits("office:take_out")
def take_out() -> ResponseReturnValue:
    """All data of this office as a zip, with the second factor given just now."""
    form = Form.blank(TakeOutSchema())
    if request.method == "POST":
        form = Form.read(TakeOutSchema())
        try:
            if form.valid:
                signing.require(form.data["code"])
                return _zip()
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("sites/take_out.html", form=form, asks_code=not signing.is_fresh()), form.status


@sites.get("/daerah/<office:site_id>/hapus")
@access.permits("site:review")
def ending(site_id: int) -> ResponseReturnValue:
    """Whether the data of a closed office is to go, has been confirmed, or is gone."""
    site, erasure = any_site(site_id), erasure_of(site_id)
    return render_template(
        "sites/ending.html",
        site=site,
        erasure=erasure,
        from_day=erasable_from(erasure.closed_at if erasure is not None else site.state_since),
        mine=erasure is not None and erasure.asked_account == subject().account_id,
        on_my_desk=site.desk_id == subject().tenant.id,
    )


@sites.post("/daerah/<office:site_id>/hapus/minta")
@access.permits("site:review")
def ask_erasing(site_id: int) -> ResponseReturnValue:
    """The first of two people."""
    ask_to_erase(site_id)
    flash(_("Dicatat. Orang kedua memastikan sesudah masa tunggu."), "success")
    return redirect(url_for("sites.ending", site_id=site_id), 303)


@sites.post("/daerah/<office:site_id>/hapus/pastikan")
@access.permits("site:review")
def confirm_erasure(site_id: int) -> ResponseReturnValue:
    """The second of two people."""
    try:
        confirm_erasing(site_id)
        flash(_("Dipastikan. Penghapusan berjalan; buktinya muncul di sini."), "success")
    except Refused as refusal:
        if refusal.status == 404:
            raise
        flash(refusal.message, "error")
    return redirect(url_for("sites.ending", site_id=site_id), 303)


@sites.get("/daerah/<office:site_id>/hapus/bukti")
@access.permits("site:review")
def proof(site_id: int) -> ResponseReturnValue:
    """The certificate."""
    return file_answer(certificate(site_id), "application/pdf", f"bukti-penghapusan-{site_id}.pdf")


def _zip() -> Response:
    note_taken_out()
    settle()
    tenant = subject().tenant
    answer = Response(stream_with_context(archive.stream(tenant)), mimetype="application/zip")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers.set("Content-Disposition", "attachment", filename=f"slrt-{tenant.code_prefix.lower()}.zip")
    return answer
