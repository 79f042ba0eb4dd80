"""The access log and the subject's API tokens."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants import access, access_log, queries, tokens
from tenants.access import subject
from tenants.access_log import LogView
from tenants.pages.blueprint import tenants
from tenants.schemas import LogSchema, TokenSchema
from web.forms import Form
from web.pagination import Page
from web.tables import csv_file


@tenants.get("/catatan-akses")
@access.permits("audit:read")
def audit_trail() -> ResponseReturnValue:
    """Who looked at or changed what, newest first; by person, case, member of staff or days when asked."""
    form = Form.read(LogSchema(), request.args, {"petugas": access_log.members()})
    view = _view(form)
    page = access_log.log_page(view, request.args.get("sesudah")) if form.valid else Page([])
    return render_template(
        "tenants/audit.html",
        form=form,
        view=view,
        page=page,
        person=access_log.name_of("person", view.person_id) if view.person_id else "",
        without_person=view.but(person_id=None).args(),
    ), form.status


@tenants.get("/catatan-akses.csv")
@access.permits("audit:read")
def audit_export() -> ResponseReturnValue:
    """The same as a table, for a spreadsheet."""
    form = Form.read(LogSchema(), request.args)
    if not form.valid:
        return redirect(url_for("tenants.audit_trail", **_view(form).args()), 303)
    return csv_file(access_log.exported(_view(form)), f"catatan-akses-{subject().tenant.code_prefix.lower()}.csv")


def _view(form: Form) -> LogView:
    """What of the address is usable."""
    data = {name: form.data.get(name) for name in LogSchema().load_fields if name not in form.errors}
    return LogView(
        person_id=data.get("warga"),
        case_code=data.get("kasus") or "",
        member_id=data.get("petugas"),
        first=data.get("dari"),
        last=data.get("sampai"),
    )


@tenants.route("/token", methods=["GET", "POST"])
@access.permits("token:manage")
def api_tokens() -> ResponseReturnValue:
    """The subject's tokens, and making one: its text is shown once, in this answer alone."""
    if request.method == "GET":
        return render_template("tenants/tokens.html", form=Form.blank(TokenSchema()), tokens=queries.my_tokens())
    form = Form.read(TokenSchema())
    if form.valid:
        fresh = tokens.create(form.data["name"])
        return render_template("tenants/token_made.html", name=form.data["name"], token=fresh)
    return render_template("tenants/tokens.html", form=form, tokens=queries.my_tokens()), form.status


@tenants.post("/token/<int:token_id>/cabut")
@access.permits("token:manage")
def revoke_token(token_id: int) -> ResponseReturnValue:
    """From now on that token opens nothing."""
    tokens.revoke(token_id)
    flash(_("Token dicabut. Program yang memakainya tidak dapat masuk lagi."), "success")
    return redirect(url_for("tenants.api_tokens"), 303)
