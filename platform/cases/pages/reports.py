"""Pasted WhatsApp reports, and the list of what one has not finished."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cases.actions import drafts
from cases.actions.reports import take_in
from cases.pages.blueprint import cases
from cases.queries.drafts import my_draft, my_drafts
from cases.reports.kept import KeptReport, opened
from cases.schemas import PasteSchema
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from reference.identity import show_phone
from registry import queries as registry
from registry.queries import Match
from registry.schemas import PersonSchema
from settings.queries import rules
from tenants import access
from web.formats import plain_date
from web.forms import Form
from web.idempotency import read_key


@cases.route("/kasus/tempel", methods=["GET", "POST"])
@access.permits("case:register")
def paste() -> ResponseReturnValue:
    """One report leads on at once; several wait in the list, each a registration of its own."""
    if request.method == "GET":
        return render_template("cases/paste.html", form=Form.blank(PasteSchema()))
    form = Form.read(PasteSchema())
    if form.valid:
        try:
            made = take_in(form.data["text"], read_key())
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            if len(made) == 1:
                return redirect(url_for("cases.reported", draft_id=made[0].id), 303)
            if made:
                told = ngettext("%(num)s laporan terbaca.", "%(num)s laporan terbaca.", len(made))
                flash(told + " " + _("Selesaikan satu per satu."), "success")
            return redirect(url_for("cases.unfinished"), 303)
    return render_template("cases/paste.html", form=form), form.status


@cases.get("/kasus/draf")
@access.permits("case:register")
def unfinished() -> ResponseReturnValue:
    """What one has begun and not yet registered."""
    return render_template("cases/drafts.html", rows=my_drafts())


@cases.post("/kasus/draf/<int:draft_id>/buang")
@access.permits("case:register")
def discard_draft(draft_id: int) -> ResponseReturnValue:
    """Throw one away."""
    drafts.discard(my_draft(draft_id))
    flash(_("Pendaftaran yang belum selesai itu sudah dibuang."), "success")
    return redirect(url_for("cases.unfinished"), 303)


@cases.get("/kasus/baru/<int:draft_id>/laporan")
@access.permits("case:register")
def reported(draft_id: int) -> ResponseReturnValue:
    """What was read from a pasted report, what was not, and who it may be about."""
    draft = my_draft(draft_id)
    report = opened(draft.report_cipher)
    if draft.case_id is not None or report is None:
        return redirect(url_for("cases.confirm", draft_id=draft_id), 303)
    who = url_for("cases.change_person", draft_id=draft_id)
    return render_template(
        "cases/reported.html",
        draft=draft,
        report=report,
        person_lines=_person_lines(report),
        case_lines=_case_lines(draft.body),
        matches=_matches(report),
        who_url=who,
        new_url=url_for("registry.create_person", next=who),
        prefilled={name: value for name, value in report.person.items() if name in PersonSchema().load_fields},
    )


def _matches(report: KeptReport) -> list[Match]:
    """Who is recorded already and may be meant. A NIK alone says enough."""
    said = report.person
    born = date.fromisoformat(said["birth_date"]) if "birth_date" in said else None
    numbers = {name: said.get(name) for name in ("nik", "phone")}
    name, village = said.get("name", ""), said.get("village_code", "")
    return registry.similar({**numbers, "name": name, "birth_date": born, "village_code": village})


def _person_lines(report: KeptReport) -> list[tuple[Any, str]]:
    """What was read about the person, under the words of the form."""
    fields = PersonSchema().load_fields
    shown = {
        "sex": lambda sex: codes.SEXES[sex].label,
        "birth_date": lambda day: plain_date(date.fromisoformat(day)),
        "phone": show_phone,
        "village_code": dict(registry.village_choices()).get,
    }
    told = {name: shown.get(name, str)(value) for name, value in report.person.items()}
    return [(fields[name].metadata["label"], told[name]) for name in fields if told.get(name)]


def _case_lines(body: dict[str, Any]) -> list[tuple[str, str]]:
    """What was read about the case."""
    kind, case_type = body.get("kind"), body.get("case_type")
    lines = [
        (_("Jenis layanan"), rules().case_type(case_type).label if case_type else ""),
        (_("Bentuk"), codes.KINDS[kind].label if kind else ""),
        (_("Masalah"), body.get("summary", "")),
        (_("Cerita"), body.get("story", "")),
        (_("Titik dan patokan"), ". ".join(filter(None, (body.get("landmark"), body.get("point"))))),
        (_("Darurat"), _("ya, ditangani dalam 24 jam") if body.get("emergency") else ""),
        (_("Yang mewakili"), ", ".join(filter(None, (body.get("proxy_name"), body.get("proxy_relation"))))),
    ]
    return [(label, text) for label, text in lines if text]
