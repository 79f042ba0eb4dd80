"""Inside an agency: who works on a referral, and what happens when somebody leaves."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cases import actions, queries
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries.officers import officers
from cases.schemas import OfficerLeavesSchema, OfficerSchema
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from web.forms import Form
from web.transaction import keep_on_refusal


@cases.route("/rujukan/<int:referral_id>/petugas", methods=["GET", "POST"])
@access.permits("referral:answer")
def assign_referral(referral_id: int) -> ResponseReturnValue:
    """Have a colleague work on it."""
    view = queries.referral_view(referral_id)
    if "assign" not in view.moves:
        flash(_("Langkah ini tidak lagi ditunggu dari Anda."), "warn")
        return redirect(url_for("cases.referral", referral_id=referral_id), 303)
    choices = {"officer_id": officers()}
    likely = {"version": view.referral.version, "officer_id": view.referral.officer_id or subject().membership_id}
    form = Form.blank(OfficerSchema(), likely, choices)
    if request.method == "POST":
        form = Form.read(OfficerSchema(), choices=choices)
        if form.valid:
            try:
                actions.assign_referral(referral_id, form.data["version"], form.data["officer_id"])
                flash(_("Rujukan sudah diserahkan."), "success")
                return redirect(url_for("cases.referral", referral_id=referral_id), 303)
            except Refused as refusal:
                stale.take_back(refusal)
                form.refuse(refusal)
                view = queries.referral_view(referral_id)
                stale.show_again(form, view.referral.version)
        keep_on_refusal()
    return render_template("cases/assign_referral.html", view=view, form=form), form.status


@cases.route("/rujukan/serahkan", methods=["GET", "POST"])
@access.permits("referral:answer")
def hand_over_referrals() -> ResponseReturnValue:
    """An officer leaves: everything open goes to a colleague."""
    choices = {"from_id": officers(former=True), "to_id": officers()}
    form = Form.blank(OfficerLeavesSchema(), {}, choices)
    if request.method == "POST":
        form = Form.read(OfficerLeavesSchema(), choices=choices)
        if form.valid:
            try:
                n = actions.hand_over_referrals(form.data["from_id"], form.data["to_id"])
                flash(ngettext("%(num)s rujukan diserahkan.", "%(num)s rujukan diserahkan.", n), "success")
                return redirect(url_for("cases.referrals"), 303)
            except Refused as refusal:
                stale.take_back(refusal)
                form.refuse(refusal)
    return render_template("cases/hand_over_referrals.html", form=form), form.status
