"""Whose case it is: taking it, giving it to a colleague, handing over a whole desk."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cases import actions, queries
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries import CaseView
from cases.queries.colleagues import colleague_choices, handlers
from cases.schemas import AssignmentSchema, HandOverSchema
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from web.forms import Form
from web.transaction import keep_on_refusal


@cases.post("/kasus/<int:case_id>/ambil")
@access.permits("case:read")
def take(case_id: int) -> ResponseReturnValue:
    """Become the one who looks after this case."""
    taken = actions.take(case_id)
    flash(_("Anda sekarang menangani kasus %(code)s.", code=taken.code), "success")
    return redirect(url_for("cases.case", case_id=case_id), 303)


@cases.route("/kasus/<int:case_id>/serahkan", methods=["GET", "POST"])
@access.permits("case:hand_over")
def assign(case_id: int) -> ResponseReturnValue:
    """Give this case to a colleague."""
    view = queries.case_view(case_id)
    if not view.may_give and request.method == "GET":
        flash(_("Kasus ini tidak dapat Anda serahkan: sudah ditutup atau bukan kasus Anda."), "warn")
        return redirect(url_for("cases.case", case_id=case_id), 303)
    choices = {"to": colleague_choices(handlers(), but=view.case.owner_id)}
    if request.method == "GET":
        return _assign_page(view, Form.blank(AssignmentSchema(), {"version": view.case.version}, choices))
    form = Form.read(AssignmentSchema(), choices=choices)
    if form.valid:
        try:
            given = actions.assign(case_id, form.data["to"], form.data["version"], form.data["reason"])
        except Refused as refusal:
            return _refused(case_id, form, refusal)
        flash(_("%(code)s diserahkan kepada %(name)s.", code=given.code, name=_name(form)), "success")
        if given.confidential and not subject().may("case:confidential"):
            return redirect(url_for("cases.queue"), 303)  # with the case goes the right to open it
        return redirect(url_for("cases.case", case_id=case_id), 303)
    keep_on_refusal()
    return _assign_page(view, form), form.status


@cases.route("/serah-terima", methods=["GET", "POST"])
@access.permits("case:hand_over")
def hand_over() -> ResponseReturnValue:
    """Give all open cases of one person to another: one's own, or anybody's for who assigns."""
    choices = _desks()
    if request.method == "GET":
        known = {str(number) for number, _label in choices["from_id"]}
        first = request.args.get("dari") if request.args.get("dari") in known else subject().membership_id
        return _hand_over_page(Form.blank(HandOverSchema(), {"from_id": first}, choices))
    form = Form.read(HandOverSchema(), choices=choices)
    if form.valid:
        try:
            n = actions.hand_over(form.data["from_id"], form.data["to"], form.data["reason"])
        except Refused as refusal:
            stale.take_back(refusal)
            form.refuse(refusal)
        else:
            flash(_given_words(n, _name(form)), "success")
            return redirect(url_for("cases.queue"), 303)
    return _hand_over_page(form), form.status


def _desks() -> dict[str, list[Any]]:
    """From whom, to whom. Who does not assign gives away the own desk only."""
    all_of_them = handlers()
    mine = [each for each in all_of_them if each.id == subject().membership_id]
    from_whom = all_of_them if subject().may("case:assign") else mine
    return {"from_id": colleague_choices(from_whom), "to": colleague_choices(all_of_them)}


def _given_words(n: int, name: str) -> str:
    return ngettext(
        "%(num)s kasus diserahkan kepada %(name)s.", "%(num)s kasus diserahkan kepada %(name)s.", n, name=name
    )


def _name(form: Form) -> str:
    return dict(form.choices["to"])[form.data["to"]]


def _refused(case_id: int, form: Form, refusal: Refused) -> ResponseReturnValue:
    """Somebody was faster, or a word is missing: say so, with what was typed."""
    stale.take_back(refusal)
    view = queries.case_view(case_id)
    if refusal.status == 409 and not view.may_give:
        flash(refusal.message, "warn")
        return redirect(url_for("cases.case", case_id=case_id), 303)
    form.refuse(refusal)
    stale.show_again(form, view.case.version)
    return _assign_page(view, form), form.status


def _assign_page(view: CaseView, form: Form) -> str:
    return render_template("cases/assign.html", view=view, form=form)


def _hand_over_page(form: Form) -> str:
    return render_template("cases/hand_over.html", form=form)
