"""How a case goes from one state to the next: the only code that writes `case.state` after registration."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from cases import deadlines
from cases.machine import Move, State, hindrance
from cases.models import Case, CaseEvent, Narrative
from cases.queries.visible import visible
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.writing import append, as_if_read, line_of
from settings.queries import rules
from tenants.access import subject


@dataclass(frozen=True)
class Actor:
    """Who takes a step: a member of staff, an agency whose answer a job brings in, the citizen, or the clock."""

    id: int | None
    name: str
    role: str


SYSTEM = Actor(None, "SLRT", "system")
CITIZEN = Actor(None, "Warga", "citizen")


def acting() -> Actor:
    """The person signed in."""
    who = subject()
    return Actor(who.membership_id, who.name, who.role)


def locked(case_id: int) -> Case:
    """The case as it stands now, kept from others until the transaction ends. Refused 404 when it is not ours."""
    fresh = select(Case).where(Case.id == case_id, visible()).with_for_update()
    case = db.session.scalars(fresh.execution_options(populate_existing=True)).one_or_none()
    if case is None:
        raise Refused(_("Kasus ini tidak ada di daerah Anda."), status=404, code="not_found")
    return case


def visible_case(case_id: int) -> None:
    """Refused 404 unless whoever is signed in sees that case; nothing is locked."""
    if db.session.scalars(select(Case.id).where(Case.id == case_id, visible())).one_or_none() is None:
        raise Refused(_("Kasus ini tidak ada di daerah Anda."), status=404, code="not_found")


def unchanged(case_version: int, seen_version: int) -> None:
    """Refused 409 when somebody else was faster than the form that is being sent."""
    if case_version != seen_version:
        message = _("Kasus ini baru saja diubah orang lain. Muat ulang, lalu lihat apakah langkah Anda masih perlu.")
        raise Refused(message, status=409, code="stale")


def legal(case: Case, move: Move) -> None:
    """Refused 409 unless the case can take the move as it stands."""
    why = hindrance(case, move)
    if why is not None:
        message = _("“%(step)s” tidak dapat dilakukan: %(why)s.", step=move.label, why=why)
        raise Refused(message, status=409, code="illegal_move")


def step(case: Case, move: Move, actor: Actor, note: str = "", reason: str | None = None) -> CaseEvent:
    """Take the move and write it into the story. Checks that it is legal; the caller has checked who may."""
    legal(case, move)
    before = State(case.state)
    after = move.leads_to(before)
    case.state = after
    _note_the_day(case, before, rules().calendar.today())
    flag_modified(case, "state")  # a second referral changes no column, yet an older form must still be stale
    if after is not before:
        deadlines.turn(case, after, rules().calendar, clock.now())
    return record(case, move.name, before, actor, note, reason)


def _note_the_day(case: Case, before: State, today: date) -> None:
    """Since when the case has been where it is, and when it last moved: what the facts about desks are made of."""
    case.moved_on = today
    if case.state != before:
        case.state_on = today


_STEP = line_of(
    CaseEvent,
    "case_id", "at", "move", "from_state", "to_state", "actor_id", "actor_name", "actor_role", "level", "reason",
).returning(CaseEvent.id)  # fmt: skip


def record(
    case: Case, name: str, before: State | None, actor: Actor, note: str, reason: str | None = None
) -> CaseEvent:
    """One line of the story, with its words where the personal data lies."""
    step = {
        "case_id": case.id,
        "at": clock.now(),
        "move": name,
        "from_state": before,
        "to_state": case.state,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "actor_role": actor.role,
        "level": case.level,
        "reason": reason,
    }
    ((number,),) = append(_STEP, **step)
    event = as_if_read(CaseEvent(tenant_id=case.tenant_id, id=number, **step))
    if note:
        db.session.add(Narrative(case_id=case.id, event_id=event.id, body=note))
        db.session.flush()
    return event
