"""One's own account: what it is, the password, the second factor, where it is signed in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.errors import Refused
from tenants import access, accounts, queries, second_factor, shell
from tenants.access import subject
from tenants.pages.blueprint import tenants, token
from tenants.schemas import PasswordSchema, ProofSchema, SecondFactorSchema, SessionSchema
from web.forms import Form
from web.qr import qr
from web.transaction import settle


@tenants.get("/lainnya")
@access.signed_in
def more() -> ResponseReturnValue:
    """Everything that does not fit into the bar of a phone."""
    return render_template("tenants/more.html", who=subject(), places=shell.places(subject()))


@tenants.get("/akun")
@access.signed_in
def account() -> ResponseReturnValue:
    """The subject's account at a glance."""
    view, sessions = queries.my_account(), queries.my_sessions(token())
    return _page("account.html", who=subject(), view=view, sessions=len(sessions))


@tenants.route("/akun/kata-sandi", methods=["GET", "POST"])
@access.signed_in
def password() -> ResponseReturnValue:
    """Another password; whoever is signed in elsewhere with the old one is signed out."""
    form = Form.blank(PasswordSchema())
    if request.method == "POST":
        form = Form.read(PasswordSchema())
        if form.valid:
            try:
                accounts.change_password(form.data["current"], form.data["password"], token())
                flash(_("Kata sandi sudah diganti. Perangkat lain harus masuk lagi."), "success")
                return redirect(url_for("tenants.account"), 303)
            except Refused as refusal:
                form.refuse(refusal)
    return _page("password.html", form=form), form.status


@tenants.route("/akun/verifikasi", methods=["GET", "POST"])
@access.signed_in
def verification() -> ResponseReturnValue:
    """Set up an authenticator, the first one or another."""
    form = Form.blank(SecondFactorSchema())
    if request.method == "POST":
        form = Form.read(SecondFactorSchema())
        if form.valid:
            try:
                codes = accounts.set_second_factor(form.data["password"], form.data["code"], token())
                return _page("recovery_codes.html", codes=codes, onward=url_for("tenants.account"))
            except Refused as refusal:
                form.refuse(refusal)
    view, offer = queries.my_account(), second_factor.offer(subject().account_id)
    return _page("second_factor.html", form=form, view=view, offer=offer, qr=qr(offer.address)), form.status


@tenants.route("/akun/kode-cadangan", methods=["GET", "POST"])
@access.signed_in
def recovery_codes() -> ResponseReturnValue:
    """Fresh recovery codes, shown once in this answer alone."""
    form = Form.blank(ProofSchema())
    if request.method == "POST":
        form = Form.read(ProofSchema())
        if form.valid:
            try:
                codes = accounts.renew_recovery_codes(form.data["password"])
                return _page("recovery_codes.html", codes=codes, onward=url_for("tenants.account"))
            except Refused as refusal:
                form.refuse(refusal)
    return _page("recovery.html", form=form, view=queries.my_account()), form.status


@tenants.get("/akun/sesi")
@access.signed_in
def sessions() -> ResponseReturnValue:
    """Where the account is signed in."""
    return _page("sessions.html", sessions=queries.my_sessions(token()))


@tenants.post("/akun/sesi/akhiri")
@access.signed_in
def end_session() -> ResponseReturnValue:
    """Sign out one other place."""
    form = Form.read(SessionSchema())
    if not form.valid:
        raise Refused(_("Sesi itu sudah berakhir."), status=404, code="not_found")
    accounts.end_session(form.data["session"])
    flash(_("Sesi itu sudah diakhiri."), "success")
    return redirect(url_for("tenants.sessions"), 303)


@tenants.post("/akun/sesi/akhiri-lain")
@access.signed_in
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    ended = accounts.end_other_sessions(token())
    flash(ngettext("%(num)s sesi lain diakhiri.", "%(num)s sesi lain diakhiri.", ended), "success")
    return redirect(url_for("tenants.sessions"), 303)


def _page(template: str, **values: object) -> str:
    """The account was read and written as the sign-in role; the counts in the frame are read as the subject."""
    settle()
    return render_template(f"tenants/{template}", **values)
