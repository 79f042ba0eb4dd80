"""The access log and the subject's API tokens."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from tenants import access, audit, queries, tokens
from tenants.pages.blueprint import tenants
from tenants.schemas import TokenSchema
from web.forms import Form


@tenants.get("/catatan-akses")
@access.permits("audit:read")
def audit_trail() -> ResponseReturnValue:
    """Who looked at or changed what, newest first."""
    page = queries.audit_page(request.args.get("sesudah"))
    return render_template("tenants/audit.html", page=page, words_for=audit.words_for)


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
