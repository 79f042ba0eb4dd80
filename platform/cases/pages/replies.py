"""The paper slip: an agency without a computer answered on the letter's lower half, staff write it down."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import actions, queries
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries import CaseView
from cases.queries.cards import ReferralCard
from cases.referral_machine import REFERRAL_OVER
from cases.schemas import AnswerSchema
from foundation.errors import Refused
from tenants import access
from web.forms import Form
from web.transaction import keep_on_refusal


@cases.route("/kasus/<int:case_id>/rujukan/<int:referral_id>/balasan", methods=["GET", "POST"])
@access.permits("case:handle")
def paper_reply(case_id: int, referral_id: int) -> ResponseReturnValue:
    """The agency's answer as it stands on the returned slip."""
    view = queries.case_view(case_id)
    card = _card(view, referral_id)
    if card.state in REFERRAL_OVER and request.method == "GET":
        flash(_("Rujukan ini sudah dijawab."), "warn")
        return redirect(url_for("cases.case", case_id=case_id), 303)
    if request.method == "GET":
        return _page(view, card, Form.blank(AnswerSchema(), {"version": card.version}))
    form = Form.read(AnswerSchema())
    if form.valid:
        try:
            actions.answer_referral(referral_id, form.data["version"], form.data["result"], form.data["note"])
            flash(_("Balasan %(agency)s sudah dicatat.", agency=card.agency_name), "success")
            return redirect(url_for("cases.case", case_id=case_id), 303)
        except Refused as refusal:
            stale.take_back(refusal)
            form.refuse(refusal)
            view = queries.case_view(case_id)
            card = _card(view, referral_id)
            stale.show_again(form, card.version)
    keep_on_refusal()
    return _page(view, card, form), form.status


def _card(view: CaseView, referral_id: int) -> ReferralCard:
    return next((card for card in view.referrals if card.id == referral_id), None) or abort(404)


def _page(view: CaseView, card: ReferralCard, form: Form) -> str:
    return render_template("cases/paper_reply.html", view=view, card=card, form=form)
