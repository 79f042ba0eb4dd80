"""Accepting an invitation: the link from a mail, or the code typed from paper. Nobody is signed in yet."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from foundation.errors import Refused
from tenants import access, invitations, limits, queries, signin
from tenants.invitations import Invited
from tenants.pages.blueprint import tenants
from tenants.pages.signin import go_on
from tenants.schemas import InvitationSchema, NewcomerSchema, ProofSchema
from web.forms import Form
from web.shell import show_solo
from web.transaction import keep_on_refusal

KNOCKS = "30 per minute"
"""A training hall of fifty people shares one address; nobody guesses a code of fifty bits at this rate."""


@tenants.route("/undangan", methods=["GET", "POST"])
@access.public
@limits.per_address(KNOCKS, methods=["POST"])
def invitation_code() -> ResponseReturnValue:
    """Where the code from the sheet is typed; the right one shows for whom it is."""
    if request.method == "GET":
        return _ask_code(Form.blank(InvitationSchema()))
    form = Form.read(InvitationSchema())
    if form.valid:
        try:
            return _ask_password(form.data["code"], invitations.look_at(form.data["code"]))
        except Refused as refusal:
            form.refuse(refusal)
    return _ask_code(form)


@tenants.get("/undangan/<secret>")
@access.public
@limits.per_address(KNOCKS)
def invitation(secret: str) -> ResponseReturnValue:
    """What the link in the mail and the QR on the sheet open."""
    try:
        return _ask_password(secret, invitations.look_at(secret))
    except Refused as refusal:
        form = Form.blank(InvitationSchema())
        form.refuse(refusal)
        return _ask_code(form)


@tenants.post("/undangan/terima")
@access.public
@limits.per_address(KNOCKS)
def accept_invitation() -> ResponseReturnValue:
    """The membership begins, and the way leads on into it, over the second factor where the role asks for one."""
    code = Form.read(InvitationSchema())
    if not code.valid:
        return _ask_code(code)
    secret = code.data["code"]
    try:
        invited = invitations.look_at(secret)
    except Refused as refusal:
        code.refuse(refusal)
        return _ask_code(code)
    form = Form.read(_schema(invited))
    if form.valid:
        keep_on_refusal()
        try:
            invitations.accept(secret, form.data["password"], form.data.get("name", ""))
            return _to_work(invited)
        except Refused as refusal:
            form.refuse(refusal)
    return _ask_password(secret, invited, form)


def _to_work(invited: Invited) -> ResponseReturnValue:
    posts = queries.posts_of(invited.account_id)
    post = next(post for post in posts if post.membership_id == invited.membership_id)
    return go_on(signin.open_session(invited.account_id), invited.account_id, post, None)


def _schema(invited: Invited) -> NewcomerSchema | ProofSchema:
    return ProofSchema() if invited.has_password else NewcomerSchema()


def _ask_code(form: Form) -> ResponseReturnValue:
    show_solo()
    return render_template("tenants/invitation_code.html", form=form), form.status


def _ask_password(secret: str, invited: Invited, form: Form | None = None) -> ResponseReturnValue:
    form = form or Form.blank(_schema(invited), {} if invited.has_password else {"name": invited.name})
    show_solo()
    return render_template("tenants/invitation.html", form=form, invited=invited, secret=secret), form.status
