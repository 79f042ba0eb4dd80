"""Moving a case along: the one way for page, API and job. The table says what is legal; here is what a step does."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from cases import authority, deadlines
from cases.actions import steps
from cases.actions.messages import tell_citizen
from cases.actions.notices import notify, tell_keepers
from cases.actions.referral_steps import acknowledge_all
from cases.actions.steps import Actor
from cases.code import tidied
from cases.machine import FINAL, MOVES, PAPERS, Move, State
from cases.models import Case, CaseEvent, EventDetail
from cases.queries.sites import own_level
from cases.queries.visible import visible
from cases.queries.visitors import visitor_choices
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from reference.codes import CaseType
from settings.queries import rules, words_of_case
from tenants import audit
from tenants.access import subject

Asked = Mapping[str, Any]


def move(case_id: int, move_name: str, version: int, note: str | None = "", asked: Asked | None = None) -> Case:
    """Take one step, in the name of whoever is signed in.

    `asked` is what the step's own schema gave beside the note (schemas.MOVE_SCHEMAS). Refused: 404, 403, 409 `stale`
    or `illegal_move`, 422 at the field that does not fit.
    """
    chosen = MOVES.get(move_name)
    if chosen is None or chosen.automatic:
        raise Refused(_("Langkah ini tidak dikenal."), field="move", code="unknown_move")
    case = steps.locked(case_id)
    authority.require(chosen, case)
    steps.unchanged(case.version, version)
    return _go(case, chosen, steps.acting(), note, asked)


def move_without_staff(case_id: int, move_name: str, actor: Actor, note: str = "", asked: Asked | None = None) -> Case:
    """The same for the citizen, the clock or an agency: only steps that the table opens to them.

    Refused: 404, 403 for any other step, 409 `illegal_move`, 422.
    """
    chosen = MOVES[move_name]
    if actor.role not in chosen.also:
        raise Refused(_("Langkah ini hanya untuk petugas."), status=403, code="forbidden")
    return _go(steps.locked(case_id), chosen, actor, note, asked)


def _go(case: Case, chosen: Move, actor: Actor, note: str | None, asked: Asked | None) -> Case:
    steps.legal(case, chosen)
    words = (note or "").strip()
    if chosen.note_required and not words:
        raise Refused(_("Tulis catatannya dulu: langkah ini harus dapat dipahami orang berikutnya."), field="note")
    if chosen.asks and asked is None:
        raise Refused(_("Langkah ini perlu diisi lengkap."), code="incomplete")
    before = State(case.state)
    event = steps.step(case, chosen, actor, words, (asked or {}).get("reason"))
    does = DOES.get(chosen.name)
    kept = dict(does(case, event, asked or {}) or asked or {}) if does else dict(asked or {})
    _end(case)
    _keep(event, kept)
    db.session.flush()
    tell_citizen(case, _occasion(chosen, before, case))
    audit.record("case.moved", "case", case.id, move=chosen.name)
    return case


def _occasion(chosen: Move, before: State, case: Case) -> str:
    """What there is to tell: the step itself where it has words of its own, else the new state, else nothing."""
    if chosen.name in ("reopen", "start_emergency_help"):
        return chosen.name
    return case.state if case.state != before else ""


def _keep(event: CaseEvent, kept: dict[str, Any]) -> None:
    body = {name: value.isoformat() if isinstance(value, date) else value for name, value in kept.items()}
    if any(value is not None for value in body.values()):
        db.session.add(EventDetail(case_id=event.case_id, event_id=event.id, body=body))


# --- what a step does besides leading to its state ------------------------------------------------------------------


def _accept(case: Case, _event: CaseEvent, _asked: Asked) -> None:
    if case.owner_id is None:
        case.owner_id = subject().membership_id


def _return(case: Case, _event: CaseEvent, _asked: Asked) -> None:
    tell_keepers("returned", case)


def _order_visit(case: Case, _event: CaseEvent, asked: Asked) -> Asked:
    visitors, chosen = dict(visitor_choices(case)), asked["visitor_id"]
    if chosen not in visitors:
        raise Refused(
            _("Pilih petugas yang melayani desa ini; untuk kasus rahasia, yang sudah ditunjuk."), field="visitor_id"
        )
    case.visitor_id = chosen
    notify("visit_ordered", membership_id=chosen, case_id=case.id)
    return {**asked, "visitor_name": visitors[chosen]}


def _record_visit(case: Case, _event: CaseEvent, asked: Asked) -> None:
    if asked["visited_on"] < case.opened_on:
        raise Refused(_("Kunjungan tidak mungkin sebelum kasus didaftarkan."), field="visited_on")
    case.visitor_id = None


def _mark_emergency(case: Case, _event: CaseEvent, _asked: Asked) -> None:
    case.emergency = True
    deadlines.hurry(case, _began_as(case), rules().calendar, clock.now())
    notify("emergency", role="manager", case_id=case.id)


def help_first(case: Case, event: CaseEvent, _asked: Asked) -> None:
    """Help has begun before the papers: what they still lack is owed from now on."""
    done = {State.ASSESSING: 1, State.AWAITING_DECISION: 2}.get(State(event.from_state or ""), 0)
    case.paperwork = PAPERS[done]
    case.visitor_id = None
    case.owner_id = case.owner_id or subject().membership_id
    deadlines.help_began(case, _began_as(case), rules().calendar, event.at)


def _file_paper(case: Case, _event: CaseEvent, _asked: Asked) -> None:
    place = PAPERS.index(str(case.paperwork)) + 1
    case.paperwork = PAPERS[place] if place < len(PAPERS) else None


def _inform(case: Case, event: CaseEvent, _asked: Asked) -> None:
    acknowledge_all(case.id)
    case.satisfied = None
    case.closes_on = deadlines.closing_day(rules().calendar, event.at)


def _record_feedback(case: Case, _event: CaseEvent, asked: Asked) -> None:
    case.satisfied = asked["satisfied"] == "yes"
    if not case.satisfied:
        case.closes_on = None
        tell_keepers("displeased", case)


def _reopen(case: Case, event: CaseEvent, _asked: Asked) -> None:
    case.satisfied = case.closes_on = case.resolution = case.reopen_until = case.duplicate_of = case.raised_on = None
    case.level = own_level()
    deadlines.begin_anew(case, _began_as(case), rules().calendar, event.at)
    tell_keepers("reopened", case)


def _mark_duplicate(case: Case, _event: CaseEvent, asked: Asked) -> None:
    other = db.session.scalars(select(Case).where(visible(), Case.code == tidied(asked["code"]))).one_or_none()
    if other is None or other.id == case.id:
        raise Refused(_("Tidak ada kasus lain dengan kode ini."), field="code")
    if other.duplicate_of is not None:
        raise Refused(_("Kasus itu sendiri duplikat. Tulis kode kasus yang dilanjutkan."), field="code")
    case.duplicate_of = other.id


Effect = Callable[[Case, CaseEvent, Asked], Asked | None]
DOES: dict[str, Effect] = {
    "accept": _accept,
    "return": _return,
    "order_visit": _order_visit,
    "record_visit": _record_visit,
    "mark_emergency": _mark_emergency,
    "start_emergency_help": help_first,
    "refer_at_once": help_first,
    "file_check": _file_paper,
    "file_recommendation": _file_paper,
    "file_decision": _file_paper,
    "inform": _inform,
    "record_feedback": _record_feedback,
    "reopen": _reopen,
    "mark_duplicate": _mark_duplicate,
}


def _began_as(case: Case) -> CaseType:
    return words_of_case(case.tenant_id, case.case_type, case.type_version)


def _end(case: Case) -> None:
    """How it ended, and until when the citizen may object. Resolved: its answer was told and nobody was displeased."""
    if State(case.state) not in FINAL:
        return
    case.closes_on = case.visitor_id = None
    case.resolution = case.state if case.state != State.CLOSED else _closed_how(case)
    if case.reopen_until is None:
        case.reopen_until = deadlines.objections_until(rules().calendar, clock.now())


def _closed_how(case: Case) -> str:
    return "objected" if case.satisfied is False else "resolved"
