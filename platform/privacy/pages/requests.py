"""The desk for what citizens ask about their own data: taking it in, answering it, within the law's clock."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.db import db
from privacy import actions, queries
from privacy.models import DataRequest
from privacy.pages.blueprint import privacy
from privacy.pages.copies import copy_of
from privacy.schemas import AnswerSchema, DeclineSchema, ReasonSchema, TakeSchema
from registry.models import Person
from registry.queries import get_person, person_rows
from tenants import access, signing
from tenants.access import subject
from web.downloads import file_answer
from web.forms import Form
from web.idempotency import read_key

BUTTONS: Mapping[str, Any] = {
    "access": _l("Buat salinan data"),
    "correction": _l("Nyatakan sudah diperbaiki"),
    "restriction": _l("Batasi pemrosesan"),
    "withdrawal": _l("Tarik persetujuan"),
    "erasure": _l("Hapus yang boleh dihapus"),
}


@privacy.get("/hak-data")
@access.permits("privacy:take")
def requests() -> ResponseReturnValue:
    """What waits, whose clock runs out first; or what has been answered."""
    answered, after = "dijawab" in request.args, request.args.get("sesudah")
    page = queries.answered_requests(after) if answered else queries.open_requests(after)
    here: dict[str, Any] = {"dijawab": 1} if answered else {}
    return render_template(
        "privacy/requests.html",
        page=page,
        answered=answered,
        filters=[
            {
                "label": _("Menunggu"), "url": url_for("privacy.requests"), "current": not answered,
                "count": queries.open_count(),
            },
            {"label": _("Sudah dijawab"), "url": url_for("privacy.requests", dijawab=1), "current": answered},
        ],
        next_url=url_for("privacy.requests", sesudah=page.next, **here) if page.next else "",
    )  # fmt: skip


@privacy.route("/warga/<int:person_id>/hak-data", methods=["GET", "POST"])
@access.permits("privacy:take")
def take_request(person_id: int) -> ResponseReturnValue:
    """What the citizen asks, and how it was known that it is theirs to ask."""
    person = person_rows([get_person(person_id).id])[person_id]
    form = Form.blank(TakeSchema(), {"asker": "self"})
    if request.method == "POST":
        form = Form.read(TakeSchema())
        if form.valid:
            taken = actions.take(person_id, form.data, read_key())
            flash(_("Permintaan dicatat; batas waktunya mulai berjalan."), "success")
            return redirect(url_for("privacy.data_request", request_id=taken.id), 303)
    return render_template("privacy/request_take.html", form=form, person=person), form.status


@privacy.get("/warga/<int:person_id>/semua-data")
@access.permits("privacy:guard")
def everything_held(person_id: int) -> ResponseReturnValue:
    """Everything that is held on one person, from every room; to look through, or to print."""
    found = queries.sections(person_id)
    person = person_rows([person_id])[person_id]
    return render_template("privacy/held.html", sections=found, person=person, tenant=subject().tenant)


@privacy.get("/hak-data/<int:request_id>")
@access.permits("privacy:take")
def data_request(request_id: int) -> ResponseReturnValue:
    """One request: what was asked, by whom, until when, and the answer or the way to it."""
    row = queries.request_row(request_id)
    return _page(row, Form.blank(AnswerSchema(), {"version": row.request.version}))


@privacy.post("/hak-data/<int:request_id>/jawab")
@access.permits("privacy:guard")
def answer_request(request_id: int) -> ResponseReturnValue:
    """Do what was asked."""
    asked = queries.get_request(request_id)
    form = Form.read(AnswerSchema())
    kind, person_id = asked.kind, asked.person_id
    if form.valid and form.tries(lambda: _DO[kind](request_id, person_id, form.data)):
        flash(_("Permintaan dijawab."), "success")
        return redirect(url_for("privacy.data_request", request_id=request_id), 303)
    return _page(queries.request_row(request_id), form), form.status


@privacy.route("/hak-data/<int:request_id>/tolak", methods=["GET", "POST"])
@access.permits("privacy:guard")
def decline_request(request_id: int) -> ResponseReturnValue:
    """Not done, and why; the citizen is told."""
    row = queries.request_row(request_id)
    form = Form.blank(DeclineSchema(), {"version": row.request.version})
    if request.method == "POST":
        form = Form.read(DeclineSchema())
        if form.valid and form.tries(lambda: actions.decline(request_id, form.data["note"], form.data["version"])):
            flash(_("Permintaan ditolak dengan alasan."), "success")
            return redirect(url_for("privacy.data_request", request_id=request_id), 303)
        row = queries.request_row(request_id)
    return render_template("privacy/request_decline.html", row=row, form=form), form.status


@privacy.route("/hak-data/<int:request_id>/cabut-pembatasan", methods=["GET", "POST"])
@access.permits("privacy:guard")
def lift_restriction(request_id: int) -> ResponseReturnValue:
    """The citizen agrees again, or the ground is gone."""
    row = queries.request_row(request_id)
    form = Form.blank(ReasonSchema())
    if request.method == "POST":
        form = Form.read(ReasonSchema())
        if form.valid and form.tries(lambda: actions.lift(request_id, form.data["reason"])):
            flash(_("Pembatasan dicabut."), "success")
            return redirect(url_for("privacy.data_request", request_id=request_id), 303)
        row = queries.request_row(request_id)
    return render_template("privacy/request_lift.html", row=row, form=form), form.status


@privacy.get("/hak-data/<int:request_id>/salinan.zip")
@access.permits("privacy:guard")
def request_copy(request_id: int) -> Response:
    """The copy, to hand over on paper or on the citizen's own medium."""
    name = f"salinan-data-{subject().tenant.code_prefix.lower()}-{request_id}.zip"
    return file_answer(actions.fetch_copy(request_id), "application/zip", name)


def _give_copy(request_id: int, person_id: int, data: dict[str, Any]) -> DataRequest:
    content, counts = copy_of(person_id)
    return actions.hand_copy(request_id, content, counts, data["note"] or "", data["version"])


_DO: Mapping[str, Callable[[int, int, dict[str, Any]], DataRequest]] = {
    "access": _give_copy,
    "correction": lambda number, _person, data: actions.corrected(number, data["note"] or "", data["version"]),
    "restriction": lambda number, _person, data: actions.restrict(number, data["note"] or "", data["version"]),
    "withdrawal": lambda number, _person, data: actions.withdraw(number, data["note"] or "", data["version"]),
    "erasure": lambda number, _person, data: actions.erase(number, data),
}


def _page(row: queries.RequestRow, form: Form) -> str:
    asked, may_answer = row.request, subject().may("privacy:guard")
    person = db.session.get_one(Person, (subject().tenant.id, asked.person_id))
    open_erasure = asked.kind == "erasure" and asked.state == "open" and may_answer
    return render_template(
        "privacy/request.html",
        row=row,
        form=form,
        button=BUTTONS[asked.kind],
        household_id=person.household_id,
        plan=queries.plan_for(person) if open_erasure else None,
        restricted=person.restricted_at is not None,
        ask_code=open_erasure and not signing.is_fresh(),
    )
