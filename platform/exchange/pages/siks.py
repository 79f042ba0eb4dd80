"""Doors of a round to SIKS-NG and back: the workbook, the answer, the lines that are accepted."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from marshmallow import ValidationError

from exchange.actions.rounds import Comparison, answer_of, compare, workbook_rows
from exchange.pages.blueprint import exchange
from exchange.schemas import AnswerFileSchema, AnswerLineSchema
from exchange.siks import documentation
from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from registry.rounds import queries
from registry.rounds.actions import Answer, take_over
from registry.rounds.models import UpdateRound
from tenants import access
from tenants.access import subject
from web.body import takes_files
from web.forms import Form
from web.tables import workbook_of


def links(round_: UpdateRound) -> str:
    """What the page of a round offers besides its steps."""
    if round_.state not in ("approved", "sent") or not subject().may("round:send"):
        return ""
    return Markup(render_template("exchange/siks_links.html", round=round_))  # noqa: S704 (our own template)


@exchange.post("/pemutakhiran/<int:round_id>/siks.xlsx")
@access.permits("round:send")
def siks_workbook(round_id: int) -> Response:
    """The workbook to take to SIKS-NG; taking it is written down, person by person."""
    rows = workbook_rows(round_id)
    return workbook_of({"Usulan": rows, "Kolom": list(documentation())}, f"siks-ng-{round_id}.xlsx")


@exchange.get("/pemutakhiran/<int:round_id>/jawaban")
@access.permits("round:send")
def siks_answer(round_id: int) -> ResponseReturnValue:
    """Which file SIKS-NG gave back."""
    found = queries.get_round(round_id)
    form = Form.blank(AnswerFileSchema(), {"answered_on": today(subject().tenant.timezone)})
    return render_template("exchange/answer.html", round=found, form=form)


@exchange.post("/pemutakhiran/<int:round_id>/jawaban")
@access.permits("round:send")
@takes_files
def siks_compare(round_id: int) -> ResponseReturnValue:
    """The answer beside what was asked; nothing is kept yet."""
    found = queries.get_round(round_id)
    form = Form.read(AnswerFileSchema())
    file = request.files.get("file")
    if form.valid:
        try:
            compared = compare(round_id, file.read() if file else b"")
        except Refused as refusal:
            if refusal.status in (403, 404):
                raise
            form.refuse(refusal)
        else:
            return _compared_page(found, compared, form)
    return render_template("exchange/answer.html", round=found, form=form), form.status


@exchange.post("/pemutakhiran/<int:round_id>/jawaban/terima")
@access.permits("round:send")
def siks_accept(round_id: int) -> ResponseReturnValue:
    """Write down the lines that were ticked."""
    queries.get_round(round_id)
    try:
        answers = [_answer(int(number)) for number in request.form.getlist("take") if number.isdigit()]
        taken = take_over(round_id, answers)
    except (Refused, ValidationError) as fault:
        if isinstance(fault, Refused) and fault.status in (403, 404):
            raise
        db.session.rollback()
        flash(str(fault) if isinstance(fault, Refused) else _("Jawaban tidak dapat dibaca. Unggah lagi."), "warn")
        return redirect(url_for("exchange.siks_answer", round_id=round_id), 303)
    flash(ngettext("%(num)s jawaban dicatat.", "%(num)s jawaban dicatat.", taken), "success")
    return redirect(url_for("rounds.round", round_id=round_id), 303)


def _answer(item_id: int) -> Answer:
    names = ("answer", "answered_on", "desil", "status", "reason", "note")
    said = {name: value for name in names if (value := request.form.get(f"{name}-{item_id}", ""))}
    clean: Any = AnswerLineSchema().load({"item_id": item_id, **said})
    return answer_of(clean)


def _compared_page(found: UpdateRound, compared: Comparison, form: Form) -> str:
    return render_template(
        "exchange/compared.html",
        round=found,
        compared=compared,
        answered_on=form.data["answered_on"],
        statuses=codes.labels(codes.REGISTRY_STATUSES),
        end_reasons=codes.labels(codes.END_REASONS),
    )
