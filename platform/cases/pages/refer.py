"""Referring a case: choose the agency and what it may know, see exactly that, then send."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import actions, queries
from cases.actions import packets
from cases.machine import MOVES
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries import CaseView
from cases.queries.attachments import attachments_of
from cases.schemas import SHARED_FIELDS, USUAL_FIELDS, ReferralSchema
from foundation.errors import Refused
from settings.queries import services_of
from tenants import access, signing
from tenants.access import subject
from web.forms import Form
from web.transaction import keep_on_refusal


@cases.route("/kasus/<int:case_id>/rujuk", methods=["GET", "POST"])
@access.permits("case:refer")
def refer(case_id: int) -> ResponseReturnValue:
    """GET and "Ubah" ask; the first POST shows the packet; the second, with `send`, signs and sends it."""
    view = queries.case_view(case_id)
    if request.method == "GET":
        if not _possible(view):
            return _too_late(view)
        return _ask(view, Form.blank(ReferralSchema(), _suggested(view), _choices(case_id)))
    form = Form.read(ReferralSchema(), choices=_choices(case_id))
    if not form.valid or "change" in request.form:
        keep_on_refusal()
        return _ask(view, form), form.status
    if "send" not in request.form:
        return _check(view, form)
    try:
        actions.refer(case_id, form.data)
    except Refused as refusal:
        return _refused(case_id, form, refusal)
    flash(_("Rujukan sudah dikirim dan suratnya sudah terbit."), "success")
    return redirect(url_for("cases.case", case_id=case_id), 303)


def _suggested(view: CaseView) -> dict[str, Any]:
    """What is likely: the usual fields, and the agency such a case usually goes to."""
    usual = view.case_type.agency
    agency_id = next((agency.id for agency in queries.agencies() if agency.kind == usual), "")
    return {"version": view.case.version, "fields": USUAL_FIELDS, "agency_id": agency_id}


def _choices(case_id: int) -> dict[str, list[Any]]:
    files = [(row.id, f"{row.label}: {row.name}") for row in attachments_of(case_id) if row.removed_at is None]
    return {"agency_id": queries.agency_choices(), "attachments": files}


def _ask(view: CaseView, form: Form, changed: bool = False) -> str:
    services = list(dict.fromkeys(service for agency in queries.agencies() for service in services_of(agency)))
    return render_template("cases/refer.html", view=view, form=form, services=services, changed=changed)


def _check(view: CaseView, form: Form) -> str:
    labels = dict(SHARED_FIELDS)
    packet = packets.preview(view.case, form.data["fields"])
    return render_template(
        "cases/refer_check.html",
        view=view,
        form=form,
        ask_code=not signing.is_fresh(),
        agency=dict(queries.agency_choices())[form.data["agency_id"]],
        shared=[(labels[name], text) for name, text in packet.items()],
        files=[label for number, label in form.choices["attachments"] if number in form.data["attachments"]],
    )


def _refused(case_id: int, form: Form, refusal: Refused) -> ResponseReturnValue:
    """Keep what was typed; when somebody was faster, show where the case stands now."""
    stale.take_back(refusal)
    view = queries.case_view(case_id)
    if _was_this_form(view, form):
        return redirect(url_for("cases.case", case_id=case_id), 303)
    if not _possible(view):
        return _too_late(view)
    changed = refusal.status == 409
    if changed:
        form.status = 409
    else:
        form.refuse(refusal)
    stale.show_again(form, view.case.version)
    if refusal.field == "code":
        return _check(view, form), form.status
    return _ask(view, form, changed), form.status


def _was_this_form(view: CaseView, form: Form) -> bool:
    """The same form sent twice: the newest step is this referral, by the same person."""
    last = view.story[-1]
    words = f"{dict(queries.agency_choices())[form.data['agency_id']]}: {form.data['service']}"
    return last.actor_name == subject().name and last.note == words


def _possible(view: CaseView) -> bool:
    """An emergency is referred before its papers."""
    return MOVES["refer"] in view.moves or MOVES["refer_at_once"] in view.moves


def _too_late(view: CaseView) -> ResponseReturnValue:
    flash(_("Kasus ini tidak dapat dirujuk dari keadaannya sekarang."), "warn")
    return redirect(url_for("cases.case", case_id=view.case.id), 303)
