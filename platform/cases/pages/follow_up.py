"""What the sender does with a referral that is out: remind, take back, read what came back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import actions, queries
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries import CaseView
from cases.queries.cards import ReferralCard
from cases.schemas import RevokeSchema
from foundation.errors import Refused
from tenants import access
from web.forms import Form
from web.transaction import keep_on_refusal


@cases.post("/kasus/<int:case_id>/rujukan/<int:referral_id>/ingatkan")
@access.permits("referral:follow")
def remind(case_id: int, referral_id: int) -> ResponseReturnValue:
    """Ask again. Pressed twice, the second is told when the next may be."""
    try:
        actions.remind(referral_id)
        flash(_("Pengingat sudah dikirim."), "success")
    except Refused as refusal:
        stale.take_back(refusal)
        flash(refusal.message, "warn")
    return redirect(url_for("cases.case", case_id=case_id, _anchor="ruj"), 303)


@cases.post("/kasus/<int:case_id>/rujukan/<int:referral_id>/terbaca")
@access.permits("referral:follow")
def acknowledge(case_id: int, referral_id: int) -> ResponseReturnValue:
    """The answer has been read; the agency sees that. Pressed twice, it stays read."""
    try:
        actions.acknowledge(referral_id)
        flash(_("Hasil ditandai sudah dibaca."), "success")
    except Refused as refusal:
        stale.take_back(refusal)
    return redirect(url_for("cases.case", case_id=case_id, _anchor="ruj"), 303)


@cases.route("/kasus/<int:case_id>/rujukan/<int:referral_id>/tarik", methods=["GET", "POST"])
@access.permits("case:refer")
def revoke(case_id: int, referral_id: int) -> ResponseReturnValue:
    """GET asks why; POST takes the request back."""
    view = queries.case_view(case_id)
    card = _card(view, referral_id)
    if "revoke" not in card.possible:
        flash(_("Rujukan ini sudah dijawab atau ditarik."), "warn")
        return redirect(url_for("cases.case", case_id=case_id), 303)
    form = (
        Form.read(RevokeSchema()) if request.method == "POST" else Form.blank(RevokeSchema(), {"version": card.version})
    )
    if request.method == "POST" and form.valid:
        try:
            actions.revoke(referral_id, form.data["version"], form.data["reason"])
            flash(_("Rujukan ke %(agency)s sudah ditarik.", agency=card.agency_name), "success")
            return redirect(url_for("cases.case", case_id=case_id), 303)
        except Refused as refusal:
            stale.take_back(refusal)
            form.refuse(refusal)
            view = queries.case_view(case_id)
            card = _card(view, referral_id)
            stale.show_again(form, card.version)
    if form.errors:
        keep_on_refusal()
    return render_template("cases/revoke.html", view=view, card=card, form=form), form.status


def _card(view: CaseView, referral_id: int) -> ReferralCard:
    return next((card for card in view.referrals if card.id == referral_id), None) or abort(404)
