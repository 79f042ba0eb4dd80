"""Who may know of a case: marking it confidential, and naming those who see it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import actions, queries
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.schemas import ConfidantSchema, ConfidentialSchema
from foundation.errors import Refused
from tenants import access
from web.forms import Form
from web.transaction import keep_on_refusal


@cases.get("/kasus/<int:case_id>/kerahasiaan")
@access.permits("case:read")
def confidentiality(case_id: int) -> ResponseReturnValue:
    """Whether it is confidential, who sees it and why."""
    view = queries.case_view(case_id)
    mark = Form.blank(ConfidentialSchema(), {"version": view.case.version})
    return _page(case_id, mark, Form.blank(ConfidantSchema(), choices=_choices()))


@cases.post("/kasus/<int:case_id>/kerahasiaan")
@access.permits("case:read")
def change_confidentiality(case_id: int) -> ResponseReturnValue:
    """Mark it, or lift the mark; the reason goes into the story."""
    form = Form.read(ConfidentialSchema())
    hidden = queries.get_case(case_id).confidential
    if form.valid:
        try:
            change = actions.confidential.lift if hidden else actions.confidential.mark
            change(case_id, form.data["version"], form.data["reason"])
            flash(_("Kasus ini tidak lagi rahasia.") if hidden else _("Kasus ini sekarang rahasia."), "success")
            return redirect(url_for("cases.queue"), 303)
        except Refused as refusal:
            stale.take_back(refusal)
            form.refuse(refusal)
            stale.show_again(form, queries.get_case(case_id).version)
    keep_on_refusal()
    return _page(case_id, form, Form.blank(ConfidantSchema(), choices=_choices())), form.status


@cases.post("/kasus/<int:case_id>/kerahasiaan/petugas")
@access.permits("case:confidential")
def name_confidant(case_id: int) -> ResponseReturnValue:
    """One more member of the office sees it."""
    form = Form.read(ConfidantSchema(), choices=_choices())
    if form.valid:
        actions.confidential.name(case_id, form.data["membership_id"], form.data["reason"])
        flash(_("Petugas itu sekarang dapat membuka kasus ini."), "success")
        return redirect(url_for("cases.confidentiality", case_id=case_id), 303)
    keep_on_refusal()
    version = queries.get_case(case_id).version
    return _page(case_id, Form.blank(ConfidentialSchema(), {"version": version}), form), form.status


@cases.post("/kasus/<int:case_id>/kerahasiaan/petugas/<int:membership_id>/hapus")
@access.permits("case:confidential")
def remove_confidant(case_id: int, membership_id: int) -> ResponseReturnValue:
    """Somebody named no longer sees it."""
    actions.confidential.unname(case_id, membership_id)
    flash(_("Petugas itu tidak lagi dapat membuka kasus ini."), "success")
    return redirect(url_for("cases.confidentiality", case_id=case_id), 303)


def _choices() -> dict[str, list[tuple[int, str]]]:
    return {"membership_id": queries.who_could_be_named()}


def _page(case_id: int, mark: Form, name: Form) -> str:
    view = queries.case_view(case_id)
    return render_template(
        "cases/confidential.html", view=view, mark=mark, name=name, confidants=queries.confidants(view.case)
    )
