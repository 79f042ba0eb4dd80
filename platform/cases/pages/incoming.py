"""What other sites have asked of this one: the list, one packet, the answers, and a case of our own."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases.actions import incoming as act
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries.incoming import IncomingView, incoming_view, open_incoming
from cases.queries.incoming import incoming_list as listed
from cases.schemas import AcceptSchema, AnswerSchema, DeclineSchema, IncomingCaseSchema, as_intake
from foundation.errors import Refused
from registry import queries as registry
from settings.queries import case_types_by_sector
from tenants import access
from tenants.access import subject
from web.forms import Form
from web.schemas import BaseSchema
from web.transaction import keep_on_refusal

SCHEMAS: dict[str, type[BaseSchema]] = {
    "terima": AcceptSchema, "mulai": AcceptSchema, "tolak": DeclineSchema, "jawab": AnswerSchema,
}  # fmt: skip
MOVES = {"terima": "accept", "mulai": "start", "tolak": "decline", "jawab": "answer"}


@cases.get("/kiriman")
@access.permits("incoming:answer")
def incoming_list() -> ResponseReturnValue:
    """Open requests, the nearest answer date first; with `selesai` those that are over."""
    over = "selesai" in request.args
    page = listed(over, request.args.get("sesudah"))
    more: dict[str, Any] = {"selesai": 1} if over else {}
    return render_template(
        "cases/incoming_list.html",
        page=page,
        over=over,
        who=subject(),
        filters=[
            {"label": _("Belum dijawab"), "count": open_incoming(), "url": url_for("cases.incoming_list"),
             "current": not over},
            {"label": _("Sudah selesai"), "url": url_for("cases.incoming_list", selesai=1), "current": over},
        ],
        next_url=url_for("cases.incoming_list", sesudah=page.next, **more) if page.next else "",
    )  # fmt: skip


@cases.get("/kiriman/<int:incoming_id>")
@access.permits("incoming:answer")
def incoming(incoming_id: int) -> ResponseReturnValue:
    """The packet as the citizen consented to it; from the first look on the sender knows that it has arrived."""
    act.receive(incoming_id)
    return render_template("cases/incoming.html", view=incoming_view(incoming_id), may_register=_may_register())


@cases.route("/kiriman/<int:incoming_id>/<any(terima, mulai, tolak, jawab):step>", methods=["GET", "POST"])
@access.permits("incoming:answer")
def answer_incoming(incoming_id: int, step: str) -> ResponseReturnValue:
    """Take it on, begin, decline it with a reason, or say what came of it."""
    view = incoming_view(incoming_id)
    form = Form.blank(SCHEMAS[step](), {"version": view.incoming.version})
    if request.method == "POST":
        form = Form.read(SCHEMAS[step]())
        if form.valid:
            try:
                _answer(incoming_id, step, form.data)
                flash(_("Jawaban Anda sudah dicatat dan dikirim kepada %(sender)s.", sender=view.sender), "success")
                return redirect(url_for("cases.incoming", incoming_id=incoming_id), 303)
            except Refused as refusal:
                view = _newest(incoming_id, form, refusal)
        keep_on_refusal()
    elif MOVES[step] not in view.moves:
        flash(_("Langkah ini tidak lagi ditunggu dari Anda."), "warn")
        return redirect(url_for("cases.incoming", incoming_id=incoming_id), 303)
    possible = MOVES[step] in view.moves
    return render_template("cases/incoming_reply.html", view=view, step=step, form=form, possible=possible), form.status


@cases.route("/kiriman/<int:incoming_id>/kasus", methods=["GET", "POST"])
@access.permits("incoming:register")
def case_of_incoming(incoming_id: int) -> ResponseReturnValue:
    """Make a case of our own of it: whose it is, where, and what it is about. `person` comes back from the registry."""
    view = incoming_view(incoming_id)
    if view.incoming.case_id is not None or "answer" not in view.moves:
        flash(_("Kiriman ini sudah menjadi kasus di sini, atau sudah selesai."), "warn")
        return redirect(url_for("cases.incoming", incoming_id=incoming_id), 303)
    choices = {"village_code": registry.village_choices()}
    form = Form.blank(IncomingCaseSchema(), _likely(view), choices)
    if request.method == "POST":
        form = Form.read(IncomingCaseSchema(), choices=choices)
        if form.valid:
            try:
                person_id, intake = as_intake(form.data)
                made = act.make_case(incoming_id, form.data["version"], person_id, intake)
                flash(_("Kasus %(code)s sudah terdaftar.", code=made.code), "success")
                return redirect(url_for("cases.case", case_id=made.id), 303)
            except Refused as refusal:
                view = _newest(incoming_id, form, refusal)
        keep_on_refusal()
    return render_template(
        "cases/incoming_case.html",
        view=view,
        form=form,
        people=_people(view),
        by_sector=case_types_by_sector(),
        new_url=url_for("registry.new_person", next=request.path),
    ), form.status


def _answer(incoming_id: int, step: str, data: dict[str, Any]) -> None:
    version = data["version"]
    match step:
        case "terima":
            act.accept(incoming_id, version, data["note"])
        case "mulai":
            act.start(incoming_id, version, data["note"])
        case "tolak":
            act.decline(incoming_id, version, data["reason"], data["competent"])
        case _:
            act.answer(incoming_id, version, data["result"], data["note"])


def _newest(incoming_id: int, form: Form, refusal: Refused) -> IncomingView:
    """Say why not, over the request as it stands now; what was typed stays."""
    stale.take_back(refusal)
    form.refuse(refusal)
    view = incoming_view(incoming_id)
    stale.show_again(form, view.incoming.version)
    return view


def _may_register() -> bool:
    return subject().may("incoming:register")


def _likely(view: IncomingView) -> dict[str, Any]:
    fields = view.packet.fields
    return {
        "version": view.incoming.version,
        "person_id": request.args.get("person", ""),
        "case_type": view.packet.case_type,
        "kind": "request",
        "summary": fields.get("summary") or view.packet.service,
        "story": "\n\n".join(filter(None, (fields.get("story"), fields.get("done"), view.packet.note))),
    }


def _people(view: IncomingView) -> list[Any]:
    """Who it may be: the one just recorded, and those with the NIK or the name in the packet."""
    wanted = request.args.get("person", "")
    picked = [registry.get_person(int(wanted)).id] if wanted.isdigit() and len(wanted) < 19 else []
    asked = view.packet.fields.get("nik") or view.packet.fields.get("name") or ""
    found = registry.search(asked).rows if asked else []
    rows = registry.person_rows(picked)
    return [rows[person_id] for person_id in picked] + [row for row in found if row.id not in picked]
