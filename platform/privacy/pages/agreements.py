"""Agreements on sharing data, as they were signed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases.queries import agency_choices
from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from privacy import actions, queries
from privacy.pages.blueprint import privacy
from privacy.schemas import AgreementSchema, ReasonSchema
from tenants import access
from tenants.access import subject
from web.forms import Form


@privacy.get("/berbagi-data/perjanjian")
@access.permits("share:decide")
def agreements() -> ResponseReturnValue:
    """Newest first."""
    day = today(subject().tenant.timezone)
    return render_template("privacy/agreements.html", rows=queries.agreements(), today=day)


@privacy.route("/berbagi-data/perjanjian/baru", methods=["GET", "POST"])
@access.permits("share:decide")
def new_agreement() -> ResponseReturnValue:
    """One more."""
    choices = {"agency_id": agency_choices()}
    form = Form.blank(AgreementSchema(), choices=choices)
    if request.method == "POST":
        form = Form.read(AgreementSchema(), choices=choices)
        if form.valid:
            actions.agree(form.data)
            flash(_("Perjanjian dicatat."), "success")
            return redirect(url_for("privacy.agreements"), 303)
    return render_template("privacy/agreement_new.html", form=form), form.status


@privacy.route("/berbagi-data/perjanjian/<int:agreement_id>/akhiri", methods=["GET", "POST"])
@access.permits("share:decide")
def end_agreement(agreement_id: int) -> ResponseReturnValue:
    """It ends before its day."""
    row = queries.agreement(agreement_id)
    form = Form.blank(ReasonSchema())
    if request.method == "POST":
        form = Form.read(ReasonSchema())
        if form.valid:
            try:
                actions.end_agreement(agreement_id, form.data["reason"])
                flash(_("Perjanjian diakhiri."), "success")
                return redirect(url_for("privacy.agreements"), 303)
            except Refused as refusal:
                db.session.rollback()
                form.refuse(refusal)
                row = queries.agreement(agreement_id)
    return render_template("privacy/agreement_end.html", row=row, form=form), form.status
