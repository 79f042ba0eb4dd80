"""The exit plan: what is done by whom until support ends, and its way to approval."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sustainability.actions import plan as actions
from sustainability.kinds import KINDS
from sustainability.models import MeetingDecision
from sustainability.pages.blueprint import as_typed, sent_paper, sustainability, today_here
from sustainability.paper.plan import plan_docx, plan_pdf
from sustainability.plan_machine import MOVES, State, open_moves
from sustainability.queries import plan as queries
from sustainability.queries.money import end_of_support, support_periods
from sustainability.queries.records import choices_of, get_record, paper_of
from sustainability.queries.scores import score_now
from sustainability.schemas.plan import ActionSchema, GoalSchema, PlanStepSchema, ProgressSchema
from tenants import access, audit, signing
from tenants.access import subject
from tenants.letterhead import my_letterhead
from web.body import takes_files
from web.documents import DOCX
from web.downloads import file_answer
from web.forms import Form, sent_version
from web.idempotency import read_key

_MOVE = f"<any({', '.join(MOVES)}):name>"


@sustainability.get("/keberlanjutan/rencana")
@access.permits("sustain:read")
def plan() -> ResponseReturnValue:
    """The plan with its actions, its money and what the index finds missing."""
    found, today = queries.plan(), today_here()
    if found is None:
        return render_template("sustainability/no_plan.html")
    view = queries.plan_view(found, today)
    taken = {each.row.gap for each in view.standing if each.row.gap}
    return render_template(
        "sustainability/plan.html",
        view=view,
        moves=open_moves(found.state, subject().may) if view.actions else [],
        may_change=found.state == State.DRAFT and subject().may("sustain:write"),
        gaps=[(gap, gap.slug in taken) for gap in queries.open_gaps(score_now(today))],
        move_words=MOVES,
    )


@sustainability.route("/keberlanjutan/rencana/tujuan", methods=["GET", "POST"])
@access.permits("sustain:write")
def plan_goal() -> ResponseReturnValue:
    """Begin, or say anew what it is for."""
    kept = queries.plan()
    known = {"goal": kept.goal, "ends_on": kept.ends_on} if kept else {"ends_on": end_of_support(support_periods())}
    form = Form.blank(GoalSchema(), known)
    if request.method == "POST":
        form = Form.read(GoalSchema())
        if form.valid and form.tries(lambda: actions.put_goal(form.data, sent_version())):
            flash(_("Tersimpan. Tambahkan tindakan, dari celah yang ditemukan indeks atau sendiri."), "success")
            return redirect(url_for("sustainability.plan"), 303)
        kept = queries.plan()
    version = kept.version if kept else 0
    return render_template("sustainability/plan_goal.html", form=form, version=version), form.status


@sustainability.route("/keberlanjutan/rencana/tindakan/baru", methods=["GET", "POST"])
@access.permits("sustain:write")
def new_action() -> ResponseReturnValue:
    """One more thing to do; with `keputusan`, what a meeting has decided."""
    queries.the_plan()
    decision = _named_decision()
    form = Form.blank(ActionSchema(), _as_decided(decision) if decision else {}, choices=choices_of(ActionSchema()))
    if request.method == "POST":
        form = Form.read(ActionSchema(), choices=choices_of(ActionSchema()))
        follows = decision.id if decision else None
        if form.valid and form.tries(lambda: actions.add_action(form.data, read_key(), follows)):
            flash(_("Tindakan tercatat."), "success")
            return redirect(url_for("sustainability.plan"), 303)
    return render_template("sustainability/plan_ask.html", form=form, action=None, decision=decision), form.status


@sustainability.get("/keberlanjutan/rencana/tindakan/<int:action_id>")
@access.permits("sustain:read")
def action(action_id: int) -> ResponseReturnValue:
    """One action with its proof and the decisions it follows up."""
    return render_template(
        "sustainability/plan_action.html",
        view=queries.action_view(action_id, today_here()),
        decisions=queries.decisions_of(action_id),
        may_change=queries.the_plan().state == State.DRAFT and subject().may("sustain:write"),
    )


@sustainability.route("/keberlanjutan/rencana/tindakan/<int:action_id>/ubah", methods=["GET", "POST"])
@access.permits("sustain:write")
def change_action(action_id: int) -> ResponseReturnValue:
    """Another deadline, another office, another cost."""
    found = queries.get_action(action_id)
    form = Form.blank(ActionSchema(), as_typed(found, ActionSchema()), choices=choices_of(ActionSchema()))
    if request.method == "POST":
        form = Form.read(ActionSchema(), choices=choices_of(ActionSchema()))
        if form.valid and form.tries(lambda: actions.change_action(action_id, form.data, sent_version())):
            flash(_("Tersimpan."), "success")
            return redirect(url_for("sustainability.action", action_id=action_id), 303)
        found = queries.get_action(action_id)
    return render_template("sustainability/plan_ask.html", form=form, action=found), form.status


@sustainability.route("/keberlanjutan/rencana/tindakan/<int:action_id>/kemajuan", methods=["GET", "POST"])
@access.permits("sustain:write")
@takes_files
def progress(action_id: int) -> ResponseReturnValue:
    """How far it is, and what proves it."""
    found = queries.get_action(action_id)
    form = Form.blank(ProgressSchema(), as_typed(found, ProgressSchema()))
    if request.method == "POST":
        form = Form.read(ProgressSchema())
        given = (action_id, form.data, sent_version(), sent_paper())
        if form.valid and form.tries(lambda: actions.note_progress(*given)):
            flash(_("Kemajuan tercatat."), "success")
            return redirect(url_for("sustainability.action", action_id=action_id), 303)
        found = queries.get_action(action_id)
    return render_template("sustainability/plan_progress.html", form=form, action=found), form.status


@sustainability.post("/keberlanjutan/rencana/tindakan/<int:action_id>/keluarkan")
@access.permits("sustain:write")
def remove_action(action_id: int) -> ResponseReturnValue:
    """It was a mistake."""
    actions.remove_action(action_id, sent_version())
    flash(_("Tindakan dikeluarkan dari rencana."), "success")
    return redirect(url_for("sustainability.plan"), 303)


@sustainability.get("/keberlanjutan/rencana/tindakan/<int:action_id>/berkas")
@access.permits("sustain:read")
def action_paper(action_id: int) -> ResponseReturnValue:
    """The paper that proves it. Opening it is written down."""
    return file_answer(*paper_of(queries.get_action(action_id)))


@sustainability.route(f"/keberlanjutan/rencana/{_MOVE}", methods=["GET", "POST"])
@access.permits("sustain:read")
def plan_step(name: str) -> ResponseReturnValue:
    """A step towards approval; for whoever may not take it, it does not exist."""
    step = MOVES[name]
    if not subject().may(step.permission):
        abort(404)
    found = queries.the_plan()
    form = Form.blank(PlanStepSchema(), {"version": found.version})
    if request.method == "POST":
        form = Form.read(PlanStepSchema())
        if form.valid and form.tries(lambda: actions.move(name, form.data)):
            flash(str(step.told), "success")
            return redirect(url_for("sustainability.plan"), 303)
        found = queries.the_plan()
    return render_template(
        "sustainability/plan_step.html",
        form=form,
        step=step,
        view=queries.plan_view(found, today_here()),
        asks_code=step.signs and not signing.is_fresh(),
    ), form.status


@sustainability.get("/keberlanjutan/rencana.<any(pdf, docx):ending>")
@access.permits("sustain:read")
def plan_paper(ending: str) -> Response:
    """The plan as it stands, for the desk of the regent or mayor."""
    found, today = queries.the_plan(), today_here()
    view = queries.plan_view(found, today)
    audit.record("plan.printed", "exit_plan", found.id, edition=found.edition)
    make, kind = (plan_docx, DOCX) if ending == "docx" else (plan_pdf, "application/pdf")
    content = make(my_letterhead(), subject().tenant, view, today)
    return file_answer(content, kind, f"rencana-pengakhiran-{subject().tenant.code_prefix}-{found.edition}.{ending}")


@sustainability.get("/keberlanjutan/rencana/edisi/<int:edition>.pdf")
@access.permits("sustain:read")
def approved_plan(edition: int) -> Response:
    """An edition as it was approved."""
    if edition > 32_000:
        abort(404)
    return file_answer(queries.approved_paper(edition), "application/pdf", f"rencana-pengakhiran-{edition}.pdf")


def _named_decision() -> MeetingDecision | None:
    """The decision that the address or the form names. Refused (404) when it is not there."""
    named = request.values.get("keputusan", "")
    if not named:
        return None
    if not (named.isascii() and named.isdecimal() and len(named) < 19):
        abort(404)
    return get_record(KINDS["keputusan"], int(named))


def _as_decided(decision: MeetingDecision) -> dict[str, Any]:
    """What the meeting has said already."""
    known = {"title": decision.decision[:200], "owner": decision.responsible, "office": decision.responsible}
    return known | ({"due_on": decision.due_on} if decision.due_on else {})
