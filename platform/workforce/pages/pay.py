"""Honoraria, month by month."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from foundation.clock import today
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from web.forms import Form
from workforce import actions, queries
from workforce.pages.blueprint import workforce
from workforce.posts import FUNDING
from workforce.schemas import MonthSchema, PaySchema


@workforce.route("/tenaga/honor", methods=["GET", "POST"])
@access.permits("workforce:read")
def pay() -> ResponseReturnValue:
    """Who was paid for a month, and by whom; who manages the roster notes it here."""
    first = _month()
    funding = request.args.get("dana", "") if request.args.get("dana") in FUNDING else ""
    form = Form.blank(PaySchema(), {"state": "paid"})
    if request.method == "POST":
        access.require("workforce:manage")
        form = Form.read(PaySchema())
        if form.valid:
            try:
                n = actions.note_pay(first, form.data["workers"], form.data["state"], form.data["amount"])
                flash(ngettext("Dicatat untuk %(num)s orang.", "Dicatat untuk %(num)s orang.", n), "success")
                return redirect(url_for("workforce.pay", bulan=f"{first:%Y-%m}", dana=funding or None), 303)
            except Refused as refusal:
                form.refuse(refusal)
    return render_template(
        "workforce/pay.html",
        form=form,
        month=queries.month_of(first, funding),
        funding=funding,
        sources=list(FUNDING.items()),
        months=_months_before(first),
        may_note=subject().may("workforce:manage"),
    ), form.status


def _month() -> date:
    """The month of the address, else the present one."""
    asked = Form.read(MonthSchema(), request.args)
    if asked.valid and asked.data["bulan"]:
        year, month = asked.data["bulan"].split("-")
        return date(int(year), int(month), 1)
    return today(subject().tenant.timezone).replace(day=1)


def _months_before(shown: date) -> list[date]:
    """The six newest, and the one shown."""
    newest = today(subject().tenant.timezone).replace(day=1)
    n = newest.year * 12 + newest.month - 1
    months = [date((n - back) // 12, (n - back) % 12 + 1, 1) for back in range(6)]
    return months if shown in months else [*months, shown]
