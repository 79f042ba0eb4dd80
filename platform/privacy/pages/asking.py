"""Asking for a data set: why, what, whom, then a look at all of it. Every step carries what the others said."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.db import db
from foundation.errors import Refused
from privacy import actions, columns, queries
from privacy.pages.blueprint import privacy
from privacy.schemas import WhatSchema, WhomSchema, WhySchema
from reference.queries import districts_and_villages
from tenants import access
from tenants.access import subject
from web.forms import Form
from web.idempotency import read_key

STEPS = {"why": WhySchema, "what": WhatSchema, "whom": WhomSchema}
USUAL = {"columns": ["name", "village_code"], "file_format": "csv"}


@privacy.route("/berbagi-data/baru", methods=["GET", "POST"])
@access.permits("share:ask")
def ask_share() -> ResponseReturnValue:
    """`step` is what was just filled in; `to` leads back to one of the steps; `send` sends."""
    if request.method == "GET":
        return _step("why", {name: _unjudged(name, USUAL) for name in STEPS})
    wanted = request.form.get("to", "")
    if wanted in STEPS:
        return _step(wanted, {name: _unjudged(name) for name in STEPS})
    done = request.form.get("step", "")
    reached = list(STEPS).index(done) + 1 if done in STEPS else len(STEPS)
    judged = {name: _read(name) for name in list(STEPS)[:reached]}
    forms = {name: judged.get(name) or _unjudged(name) for name in STEPS}
    for name, form in judged.items():
        if not form.valid:
            return _step(name, forms), form.status
    if reached < len(STEPS):
        return _step(list(STEPS)[reached], forms)
    asked = {name: value for form in forms.values() for name, value in form.data.items()}
    if "send" not in request.form:
        return _look(forms, asked)
    try:
        share = actions.ask(asked, read_key())
    except Refused as refusal:
        if refusal.field is None:
            raise
        db.session.rollback()
        blamed = next(name for name in STEPS if refusal.field in forms[name].schema.load_fields)
        forms[blamed].refuse(refusal)
        return _step(blamed, forms), refusal.status
    flash(_("Permintaan terkirim. Keputusannya muncul di halaman ini dan di Kotak masuk."), "success")
    return redirect(url_for("privacy.share", share_id=share.id), 303)


def villages_by_district(only: list[str] | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The site's villages under their kecamatan; only those named, where they are."""
    code = subject().tenant.region_code
    grouped = districts_and_villages(db.session(), code) if code else []
    listed = [
        (district.name, [(each.code, each.name) for each in inside if only is None or each.code in only])
        for district, inside in grouped
    ]
    return [(name, inside) for name, inside in listed if inside]


def _choices(name: str) -> dict[str, list[Any]]:
    if name == "why":
        return {"agreement_id": queries.agreement_choices()}
    if name == "whom":
        return {"villages": [each for _district, inside in villages_by_district() for each in inside]}
    return {}


def _read(name: str) -> Form:
    form = Form.read(STEPS[name](), choices=_choices(name))
    if name == "why" and not subject().agency_id and not form.data.get("requester") and "requester" not in form.errors:
        form.add_error("requester", _("Tulis siapa yang meminta"))
    return form


def _unjudged(name: str, initial: dict[str, Any] | None = None) -> Form:
    """What was typed so far, without a word about what is still missing."""
    if initial is None:
        return Form(STEPS[name](), request.form, _choices(name))
    return Form.blank(STEPS[name](), initial=initial if name == "what" else None, choices=_choices(name))


def _step(name: str, forms: dict[str, Form]) -> str:
    return render_template(
        "privacy/share_step.html",
        step=name,
        number=list(STEPS).index(name) + 1,
        form=forms[name],
        others=[form for other, form in forms.items() if other != name],
        districts=villages_by_district() if name == "whom" else [],
    )


def _look(forms: dict[str, Form], asked: dict[str, Any]) -> str:
    names = {code: village for _district, inside in villages_by_district() for code, village in inside}
    return render_template(
        "privacy/share_check.html",
        forms=list(forms.values()),
        why=forms["why"],
        agreement=dict(forms["why"].choices["agreement_id"]).get(asked["agreement_id"], ""),
        asked=asked,
        whole=[str(columns.WHOLE[slug]) for slug in asked["whole"]],
        villages=[names[code] for code in asked["villages"]],
        hints=columns.hints(asked),
    )
