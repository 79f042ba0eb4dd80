"""What an agency sees: its inbox, one packet, and three ways to answer. Nothing of the case itself."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import actions, queries
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries import InboxView, ReferralView
from cases.queries.attachments import referral_files
from cases.schemas import AcceptSchema, AnswerSchema, DeclineSchema
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from tenants.tallies import counted
from web.forms import Form
from web.schemas import BaseSchema
from web.transaction import keep_on_refusal

SCHEMAS: dict[str, type[BaseSchema]] = {
    "terima": AcceptSchema, "mulai": AcceptSchema, "tolak": DeclineSchema, "jawab": AnswerSchema,
}  # fmt: skip
MOVES = {"terima": "accept", "mulai": "start", "tolak": "decline", "jawab": "answer"}


@cases.get("/rujukan")
@access.permits("referral:answer")
def referrals() -> ResponseReturnValue:
    """What waits for this agency, the nearest deadline first."""
    view = InboxView.from_args(request.args)
    page = queries.referral_inbox(view, request.args.get("sesudah"))
    next_url = _url(view, sesudah=page.next) if page.next else ""
    return render_template(
        "cases/referrals.html", view=view, page=page, filters=_filters(view), next_url=next_url, who=subject()
    )


@cases.get("/rujukan/<int:referral_id>")
@access.permits("referral:answer")
def referral(referral_id: int) -> ResponseReturnValue:
    """The packet as the citizen consented to it; from the first look on the sender knows that it has arrived."""
    actions.receive_referral(referral_id)
    view = queries.referral_view(referral_id)
    files = [] if view.revoked else referral_files([referral_id]).get(referral_id, [])
    return render_template("cases/referral.html", view=view, files=files)


@cases.route("/rujukan/<int:referral_id>/<any(terima, mulai, tolak, jawab):step>", methods=["GET", "POST"])
@access.permits("referral:answer")
def reply(referral_id: int, step: str) -> ResponseReturnValue:
    """Take it on, begin, decline it with a reason, or say what came of it."""
    if request.method == "GET":
        view = queries.referral_view(referral_id)
        if MOVES[step] not in view.moves:
            flash(_("Langkah ini tidak lagi ditunggu dari Anda."), "warn")
            return redirect(url_for("cases.referral", referral_id=referral_id), 303)
        return _page(view, step, Form.blank(SCHEMAS[step](), {"version": view.referral.version}))
    form = Form.read(SCHEMAS[step]())
    if form.valid:
        try:
            _answer(referral_id, step, form.data)
            flash(_("Jawaban Anda sudah dicatat dan diteruskan ke SLRT."), "success")
            return redirect(url_for("cases.referral", referral_id=referral_id), 303)
        except Refused as refusal:
            stale.take_back(refusal)
            return _refused(referral_id, step, form, refusal)
    keep_on_refusal()
    return _page(queries.referral_view(referral_id), step, form), form.status


def _answer(referral_id: int, step: str, data: dict[str, Any]) -> None:
    match step:
        case "terima":
            actions.accept_referral(referral_id, data["version"], data["note"] or "")
        case "mulai":
            actions.start_referral(referral_id, data["version"], data["note"] or "")
        case "tolak":
            actions.decline_referral(referral_id, data["version"], data["reason"], data["competent"] or "")
        case _:
            actions.answer_referral(referral_id, data["version"], data["result"], data["note"])


def _refused(referral_id: int, step: str, form: Form, refusal: Refused) -> ResponseReturnValue:
    """Somebody was faster, or a field is wrong: say so, with what was typed."""
    view = queries.referral_view(referral_id)
    if refusal.status == 409 and view.steps and view.steps[-1].move == MOVES[step] and _is_mine(view):
        return redirect(url_for("cases.referral", referral_id=referral_id), 303)
    form.refuse(refusal)
    stale.show_again(form, view.referral.version)
    return _page(view, step, form), form.status


def _is_mine(view: ReferralView) -> bool:
    """The same form sent twice: the newest step is mine."""
    return view.steps[-1].actor_name == subject().name


def _page(view: ReferralView, step: str, form: Form) -> str:
    return render_template("cases/reply.html", view=view, step=step, form=form, possible=MOVES[step] in view.moves)


def _url(view: InboxView, **more: Any) -> str:
    wanted: dict[str, Any] = {**view.args(), **more}
    return url_for("cases.referrals", **wanted)


def _filters(view: InboxView) -> list[dict[str, Any]]:
    counts = queries.inbox_counts(counted())
    wanted = [
        (_("Belum dijawab"), counts.open, InboxView(), False),
        (_("Lewat tenggat"), counts.late, InboxView(due="late"), True),
        (_("Sudah dijawab"), None, InboxView(state="over"), False),
    ]
    return [
        {
            "label": label,
            "count": count,
            "url": _url(to),
            "current": to == view,
            "late": bool(late and count),
        }
        for label, count, to, late in wanted
    ]
