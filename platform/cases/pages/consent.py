"""What the citizen agreed to share: recorded with its proof, and taken back when they say so."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import actions, queries
from cases.actions.consent import WHO
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries.consent import consents as consents_of
from cases.schemas import CONSENT_FIELDS, ConsentSchema, WithdrawalSchema
from foundation import clock
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from web.forms import Form
from web.redirects import local_path
from web.transaction import keep_on_refusal

USUAL = [name for name, _label in CONSENT_FIELDS if name not in ("nik", "story")]
"""Chosen beforehand: what most agencies need; the whole NIK and the whole story only when the citizen says so."""


@cases.get("/kasus/<int:case_id>/persetujuan")
@access.permits("case:read")
def consents(case_id: int) -> ResponseReturnValue:
    """What was agreed to so far, and a form for more."""
    today = clock.today(subject().tenant.timezone)
    initial = {"fields": USUAL, "given_by": "self", "proof": "spoken", "given_on": today}
    return _page(case_id, Form.blank(ConsentSchema(), initial, _choices()))


@cases.post("/kasus/<int:case_id>/persetujuan")
@access.permits("case:read")
def record_consent(case_id: int) -> ResponseReturnValue:
    """The citizen agrees."""
    form = Form.read(ConsentSchema(), choices=_choices())
    if form.valid:
        try:
            actions.consent.give(case_id, form.data)
            flash(_("Persetujuan warga sudah dicatat."), "success")
            return redirect(_onward(case_id), 303)
        except Refused as refusal:
            stale.take_back(refusal)
            form.refuse(refusal)
    keep_on_refusal()
    return _page(case_id, form)


@cases.route("/kasus/<int:case_id>/persetujuan/<int:consent_id>/tarik", methods=["GET", "POST"])
@access.permits("case:read")
def withdraw_consent(case_id: int, consent_id: int) -> ResponseReturnValue:
    """The citizen no longer agrees: asks once, because it cannot be undone."""
    form = Form.read(WithdrawalSchema()) if request.method == "POST" else Form.blank(WithdrawalSchema())
    if request.method == "POST" and form.valid:
        actions.withdraw(case_id, consent_id, form.data["why"])
        flash(_("Penarikan persetujuan sudah dicatat. OPD tidak lagi melihat datanya."), "success")
        return redirect(url_for("cases.consents", case_id=case_id), 303)
    view = queries.case_view(case_id)
    return render_template("cases/withdraw.html", view=view, form=form, consent_id=consent_id), form.status


def _choices() -> dict[str, list[Any]]:
    return {"agency_id": queries.agency_choices()}


def _onward(case_id: int) -> str:
    return local_path(request.form.get("next"), default=url_for("cases.consents", case_id=case_id))


def _page(case_id: int, form: Form) -> ResponseReturnValue:
    view = queries.case_view(case_id)
    return render_template(
        "cases/consents.html",
        view=view,
        form=form,
        consents=consents_of(view.case),
        labels=dict(CONSENT_FIELDS),
        may_record=any(map(subject().may, WHO)),
        next=local_path(request.values.get("next"), ""),
    ), form.status
