"""Sending a case's packet to another site: a district or the province that is to help, or one level up."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases.actions import packets, sites
from cases.machine import LEVEL_LABELS, MOVES, next_level
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries import CaseView, case_view
from cases.queries.sites import site_above, site_choices
from cases.schemas import SHARED_FIELDS, USUAL_FIELDS, EscalationSchema, SiteReferralSchema
from foundation.errors import Refused
from tenants import access
from web.forms import Form
from web.transaction import keep_on_refusal


@cases.route("/kasus/<int:case_id>/rujuk-daerah", methods=["GET", "POST"])
@access.permits("case:refer")
def refer_to_site(case_id: int) -> ResponseReturnValue:
    """GET and "Ubah" ask; the first POST shows the packet; the second, with `send`, sends it."""
    view = case_view(case_id)
    if not {MOVES["refer"], MOVES["refer_at_once"]} & set(view.moves):
        flash(_("Kasus ini tidak dapat dirujuk dari keadaannya sekarang."), "warn")
        return redirect(url_for("cases.case", case_id=case_id), 303)
    choices = {"site_id": [site for _province, group in site_choices() for site in group]}
    if request.method == "GET":
        likely = {"version": view.case.version, "fields": USUAL_FIELDS}
        return _ask(view, Form.blank(SiteReferralSchema(), likely, choices))
    form = Form.read(SiteReferralSchema(), choices=choices)
    if not form.valid or "change" in request.form:
        keep_on_refusal()
        return _ask(view, form), form.status
    if "send" not in request.form:
        return _check(view, form)
    try:
        sites.refer_to_site(case_id, form.data)
    except Refused as refusal:
        view = _newest(case_id, form, refusal)
        return _ask(view, form), form.status
    flash(_("Permintaan sudah dikirim. Jawabannya muncul di kasus ini."), "success")
    return redirect(url_for("cases.case", case_id=case_id), 303)


@cases.route("/kasus/<int:case_id>/naikkan", methods=["GET", "POST"])
@access.permits("case:escalate")
def escalate(case_id: int) -> ResponseReturnValue:
    """Raise a case one level, with what that level is to know."""
    view = case_view(case_id)
    if MOVES["escalate"] not in view.moves:
        flash(_("Kasus ini tidak dapat dinaikkan lagi."), "warn")
        return redirect(url_for("cases.case", case_id=case_id), 303)
    form = Form.blank(EscalationSchema(), {"version": view.case.version, "fields": USUAL_FIELDS})
    if request.method == "POST":
        form = Form.read(EscalationSchema())
        if form.valid:
            try:
                sites.escalate(case_id, form.data)
                flash(_("Kasus sudah dinaikkan satu tingkat."), "success")
                return redirect(url_for("cases.case", case_id=case_id), 303)
            except Refused as refusal:
                view = _newest(case_id, form, refusal)
        keep_on_refusal()
    level = next_level(view.case.level)
    return render_template(
        "cases/escalate.html", view=view, form=form, level=LEVEL_LABELS[level], above=site_above(level)
    ), form.status


def _newest(case_id: int, form: Form, refusal: Refused) -> CaseView:
    """Say why not, over the case as it stands now; what was typed stays."""
    stale.take_back(refusal)
    form.refuse(refusal)
    view = case_view(case_id)
    stale.show_again(form, view.case.version)
    return view


def _ask(view: CaseView, form: Form) -> str:
    return render_template("cases/refer_site.html", view=view, form=form, groups=site_choices())


def _check(view: CaseView, form: Form) -> str:
    labels: dict[str, Any] = dict(SHARED_FIELDS)
    packet = packets.preview(view.case, form.data["fields"])
    return render_template(
        "cases/refer_site_check.html",
        view=view,
        form=form,
        site=dict(form.choices["site_id"])[form.data["site_id"]],
        shared=[(labels[name], text) for name, text in packet.items()],
    )
