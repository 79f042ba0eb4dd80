"""Making, approving and following the exit plan."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from cases.actions.notices import notify
from foundation import clock, storage
from foundation.db import db
from foundation.errors import Refused
from foundation.logging import without_personal_numbers
from settings.queries import all_agencies
from sustainability.actions.records import Paper, keep_paper, refuse_stale, sign
from sustainability.kinds import KINDS
from sustainability.models import ExitPlan, PlanAction, PlanEvent
from sustainability.paper.plan import plan_pdf
from sustainability.plan_machine import APPROVALS, MOVES, Move, State
from sustainability.queries.plan import MOST, get_action, plan, plan_view, steps_taken, the_plan, who_approved
from sustainability.queries.records import get_record
from sustainability.steps import GAPS, budget_year
from tenants import access, audit, receipts, signing
from tenants.access import subject
from tenants.letterhead import my_letterhead

_CONTENT = ("title", "owner", "agency_id", "office", "due_on", "year", "cost", "source", "proof")
_TEXTS = ("office", "proof", "evidence", "note")
"""Empty where nothing was said."""


def put_goal(data: Mapping[str, Any], seen: int) -> ExitPlan:
    """Begin the plan, or say anew what it is for. Refused: 403, 409 `stale` or `not_draft`."""
    access.require("sustain:write")
    kept = plan(lock=True)
    if kept is None:
        kept = ExitPlan(state=State.DRAFT, edition=1)
    else:
        refuse_stale(kept, seen)
        _refuse_frozen(kept)
    kept.goal, kept.ends_on = data["goal"], data["ends_on"]
    sign(kept)
    db.session.add(kept)
    try:
        db.session.flush()
    except IntegrityError as fault:  # two have begun it at once
        raise Refused(
            _("Rencana baru saja dimulai orang lain. Muat ulang halaman."), status=409, code="stale"
        ) from fault
    audit.record("plan.goal", "exit_plan", kept.id)
    return kept


def add_action(data: Mapping[str, Any], request_key: UUID, decision_id: int | None = None) -> PlanAction:
    """Something to do, perhaps to follow up a decision of a meeting. The same form sent twice makes one.

    Refused: 403, 404, 409 `not_draft` or `too_many`.
    """
    access.require("sustain:write")
    receipt = receipts.once(request_key, data, "plan_action")
    if receipt.subject_id is not None:
        return get_action(receipt.subject_id)
    found = _draft()
    _refuse_too_many(found, 1)
    action = PlanAction(plan_id=found.id, state="planned")
    _fill(action, data)
    db.session.add(action)
    db.session.flush()
    if decision_id is not None:
        get_record(KINDS["keputusan"], decision_id, lock=True).action_id = action.id
        db.session.flush()
    receipt.subject_id = action.id
    audit.record("plan.action_added", "plan_action", action.id)
    return action


def add_steps(gap_slug: str, fiscal_year: int, steps: Sequence[str], request_key: UUID) -> int:
    """Take over steps of a gap; how many are new. One that the plan has already is left alone.

    Refused: 403, 404, 409 `not_draft` or `too_many`.
    """
    access.require("sustain:write")
    receipt = receipts.once(request_key, {"gap": gap_slug, "year": fiscal_year, "steps": list(steps)}, "plan_steps")
    if receipt.subject_id is not None:
        return 0
    found, gap, today = _draft(), GAPS[gap_slug], clock.today(subject().tenant.timezone)
    here = set(steps_taken(found.id, gap_slug))
    new = [gap.steps[slug] for slug in gap.steps if slug in steps and slug not in here]
    _refuse_too_many(found, len(new))
    calendar = budget_year(today)
    for step in new:
        due = step.due_on(calendar, fiscal_year, today)
        action = PlanAction(plan_id=found.id, state="planned", gap=gap_slug, step=step.slug)
        values = {"title": step.label_id, "owner": f"Pimpinan {step.office}", "agency_id": None}
        values |= {"office": step.office, "due_on": due, "year": due.year, "cost": 0, "source": None}
        _fill(action, values | {"proof": step.evidence_id})
        db.session.add(action)
    db.session.flush()
    receipt.subject_id = found.id
    audit.record("plan.steps_added", "exit_plan", found.id, gap=gap_slug, steps=[step.slug for step in new])
    return len(new)


def change_action(action_id: int, data: Mapping[str, Any], seen: int) -> PlanAction:
    """What is done, by whom, until when, for how much. Refused: 403, 404, 409 `stale` or `not_draft`."""
    access.require("sustain:write")
    _draft()
    action = get_action(action_id, lock=True)
    refuse_stale(action, seen)
    _fill(action, data)
    db.session.flush()
    audit.record("plan.action_changed", "plan_action", action.id)
    return action


def remove_action(action_id: int, seen: int) -> PlanAction:
    """It was a mistake; what was begun is given up by `note_progress` instead. Refused: 403, 404, 409."""
    access.require("sustain:write")
    _draft()
    action = get_action(action_id, lock=True)
    refuse_stale(action, seen)
    action.removed_at = clock.now()
    db.session.flush()
    audit.record("sustainability.removed", "plan_action", action.id)
    return action


def note_progress(action_id: int, data: Mapping[str, Any], seen: int, paper: Paper | None = None) -> PlanAction:
    """How far it is and what proves it, whatever the plan's state. Refused: 403, 404, 409 `stale`, 422 (file)."""
    access.require("sustain:write")
    action = get_action(action_id, lock=True)
    refuse_stale(action, seen)
    action.state = data["state"]
    action.done_on = data["done_on"] if data["state"] == "done" else None
    action.evidence, action.note = data["evidence"] or "", without_personal_numbers(data["note"] or "")
    action.evidence_until = data["evidence_until"]
    if paper is not None:
        keep_paper(action, paper)
    sign(action)
    db.session.flush()
    audit.record("plan.progress", "plan_action", action.id, state=action.state)
    return action


def move(name: str, data: Mapping[str, Any]) -> ExitPlan:
    """One step towards approval, from clean PlanStepSchema data.

    Refused: 403, 404; 409 `stale`, `not_now`, `empty`, `same_person`; 422 without a note that is needed, or without
    the code with which one signs.
    """
    step = MOVES[name]
    access.require(step.permission)
    found = the_plan(lock=True)
    refuse_stale(found, data["version"])
    if found.state not in step.targets:
        raise Refused(_("Langkah ini tidak mungkin sekarang."), status=409, code="not_now")
    note = data["note"] or ""
    if step.note_required and len(note) < 5:
        raise Refused(_("Tulis alasannya"), field="note")
    if name == "submit" and not _has_actions(found.id):
        raise Refused(_("Rencana ini belum punya tindakan."), status=409, code="empty")
    if name in APPROVALS and subject().account_id in who_approved(found):
        message = _("Anda sudah menyetujuinya sebagai lembaga lain. Persetujuan kedua harus dari orang lain.")
        raise Refused(message, status=409, code="same_person")
    if step.signs:
        signing.require(data["code"])
    _take(found, step, note)
    return found


def _take(found: ExitPlan, step: Move, note: str) -> None:
    who, today = subject(), clock.today(subject().tenant.timezone)
    found.state = step.targets[State(found.state)]
    if step.name == "revise":
        found.edition += 1
    if found.state == State.APPROVED:
        found.approved_on = today
    event = PlanEvent(
        plan_id=found.id,
        edition=found.edition,
        move=step.name,
        to_state=found.state,
        at=clock.now(),
        membership_id=who.membership_id,
        actor_name=who.name,
        actor_title=who.title,
        signed=step.signs,
        note=without_personal_numbers(note),
    )
    if found.state == State.APPROVED:
        event.file_id = _keep_as_approved(found, event, today)
    db.session.add(event)
    db.session.flush()
    audit.record(f"plan.{step.name}", "exit_plan", found.id, edition=found.edition)
    _tell(step, found)


def _keep_as_approved(found: ExitPlan, event: PlanEvent, today: date) -> int:
    """What was approved stays as it was, whatever becomes of the plan."""
    view = plan_view(found, today)
    view = replace(view, events=[*view.events, event])
    content = plan_pdf(my_letterhead(), subject().tenant, view, today)
    return storage.keep(content, "application/pdf")


def _tell(step: Move, found: ExitPlan) -> None:
    if step.name == "submit":
        told, roles = "plan_submitted", ("head", "planner")
    elif found.state == State.APPROVED:
        told, roles = "plan_approved", ("manager", "head", "planner")
    elif step.name.startswith("return"):
        told, roles = "plan_returned", ("manager",)
    else:
        return
    for role in roles:
        notify(told, role=role)


def _draft() -> ExitPlan:
    found = the_plan(lock=True)
    _refuse_frozen(found)
    return found


def _refuse_frozen(found: ExitPlan) -> None:
    if found.state == State.APPROVED:
        message = _("Rencana ini sudah disetujui. Susun perubahannya dulu; kemajuan tindakan tetap dapat dicatat.")
        raise Refused(message, status=409, code="not_draft")
    if found.state != State.DRAFT:
        message = _("Rencana ini sedang menunggu persetujuan. Isinya dapat diubah bila dikembalikan.")
        raise Refused(message, status=409, code="not_draft")


def _refuse_too_many(found: ExitPlan, more: int) -> None:
    listed = select(func.count()).where(PlanAction.plan_id == found.id, PlanAction.removed_at.is_(None))
    if (db.session.scalar(listed) or 0) + more > MOST:
        message = _("Paling banyak %(most)s tindakan. Gabungkan yang sejenis.", most=MOST)
        raise Refused(message, status=409, code="too_many")


def _has_actions(plan_id: int) -> bool:
    wanted = select(PlanAction.id).where(PlanAction.plan_id == plan_id, PlanAction.removed_at.is_(None)).limit(1)
    return db.session.scalar(wanted) is not None


def _fill(action: PlanAction, data: Mapping[str, Any]) -> None:
    if data["agency_id"] and data["agency_id"] not in {agency.id for agency in all_agencies()}:
        raise Refused(_("Pilih salah satu dari daftar"), field="agency_id")
    for name in _CONTENT:
        value = data[name]
        setattr(action, name, "" if value is None and name in _TEXTS else value)
    action.year = data["year"] or data["due_on"].year
    sign(action)
