"""The notes on a case: what colleagues told each other about it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import actions, queries
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries.colleagues import readers_of
from cases.queries.notes import notes_of
from cases.schemas import CaseNoteSchema
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from web.forms import Form
from web.idempotency import read_key
from web.transaction import keep_on_refusal


@cases.route("/kasus/<int:case_id>/catatan", methods=["GET", "POST"])
@access.permits("case:read")
def notes(case_id: int) -> ResponseReturnValue:
    """All notes, newest first, and one more."""
    choices = _choices(case_id)
    if request.method == "GET":
        return _page(case_id, Form.blank(CaseNoteSchema(), choices=choices))
    form = Form.read(CaseNoteSchema(), choices=choices)
    if form.valid:
        try:
            actions.add_note(case_id, form.data["body"], form.data["mentions"], read_key())
            flash(_("Catatan tersimpan."), "success")
            return redirect(url_for("cases.case", case_id=case_id, _anchor="catatan"), 303)
        except Refused as refusal:
            stale.take_back(refusal)
            form.refuse(refusal)
    keep_on_refusal()
    return _page(case_id, form), form.status


def _choices(case_id: int) -> dict[str, list[Any]]:
    """Who may be called: whoever may read this case, but oneself. The third part is how the text calls them."""
    others = (each for each in readers_of(queries.get_case(case_id)) if each.id != subject().membership_id)
    return {"mentions": [(each.id, each.label, f"@{each.handle}") for each in others]}


def _page(case_id: int, form: Form) -> str:
    page = notes_of(case_id, request.args.get("sesudah"))
    next_url = url_for("cases.notes", case_id=case_id, sesudah=page.next) if page.next else ""
    return render_template("cases/notes.html", view=queries.case_view(case_id), page=page, form=form, next_url=next_url)
