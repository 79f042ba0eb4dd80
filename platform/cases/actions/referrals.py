"""The sender's side of a referral: sending, reminding, taking back, reading the answer."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from cases.actions import attachments, consent, packets, referral_steps, steps
from cases.actions.letters import issue_referral, revoke_of_referral
from cases.actions.messages import tell_citizen
from cases.actions.moves import help_first
from cases.actions.notices import notify
from cases.actions.steps import Actor
from cases.machine import MOVES, Move, State, hindrance
from cases.models import Case, CaseEvent, Referral, ReferralEvent
from cases.queries.cards import RECIPIENT, with_recipient
from cases.queries.consent import consent_holds
from cases.referral_machine import ANSWERS, REFERRAL_MOVES, ReferralState
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from registry.models import Person
from settings.queries import rules
from tenants import access, audit, signing
from tenants.access import optional_subject
from tenants.models import Agency
from web.formats import plain_date

RESULT_WORDS = {"granted": "dikabulkan", "refused": "tidak dikabulkan", "returned": "dikembalikan", None: "ditolak"}


def refer(case_id: int, data: dict[str, Any]) -> Referral:
    """Send the case to an agency with a signed letter and the consented packet.

    `data` is what ReferralSchema gave. Refused: 404, 403, 409 stale or illegal, 422 without the citizen's consent or
    without a good one-time code.
    """
    access.require("case:refer")
    case, chosen = referable(case_id, data["version"])
    agency = _agency(data["agency_id"])
    consent.require_for(case, agency.id, [*data["fields"], *(["files"] if data.get("attachments") else [])])
    signing.require(data.get("code"))
    referral = _addressed_to(case, agency)
    packet = packets.seal(case, referral, data)
    attachments.share(case, referral, agency, data.get("attachments") or [])
    issue_referral(case, referral, agency, packet)
    referred(case, chosen, f"{agency.name}: {data['service']}")
    notify("referral_sent", agency_id=agency.id, case_id=case.id, referral_id=referral.id)
    audit.record("referral.sent", "referral", referral.id, case=case.id, agency=agency.id, fields=sorted(packet.fields))
    return referral


def remind(referral_id: int) -> Referral:
    """Ask again for an answer, at most once a working day. Refused: 404, 403, 409 when it is over or was just asked."""
    access.require("referral:follow")
    referral = _mine(referral_id)
    _still_open(referral, "remind")
    calendar = rules().calendar
    today = calendar.today()
    if referral.reminded_on and today < (again := calendar.add_working_days(referral.reminded_on, 1)):
        message = _("Hari ini sudah diingatkan. Boleh lagi mulai %(day)s.", day=plain_date(again))
        raise Refused(message, status=409, code="reminded")
    referral.reminders, referral.reminded_on = referral.reminders + 1, today
    referral_steps.take(referral, "remind")
    if referral.agency_id:
        notify("referral_reminded", agency_id=referral.agency_id, case_id=referral.case_id, referral_id=referral.id)
    return referral


def revoke(referral_id: int, version: int, reason: str) -> Referral:
    """Take the request back, with a reason; a case that waits for nobody else returns to the house.

    Refused: 404, 403, 409 stale or over, 422 without a reason.
    """
    access.require("case:refer")
    case = steps.locked(_mine(referral_id).case_id)
    referral = referral_steps.checked(referral_steps.locked(referral_id), version, "revoke")
    referral_steps.take(referral, "revoke", note=referral_steps.require(reason, "reason"))
    revoke_of_referral(referral.id, reason)
    if referral.agency_id:
        notify("referral_revoked", agency_id=referral.agency_id, case_id=case.id, referral_id=referral.id)
    bring_answers(case.id)
    return referral


def acknowledge(referral_id: int) -> Referral:
    """The sender has read what came back. Refused: 404, 403, 409 when nothing has."""
    access.require("referral:follow")
    referral = _mine(referral_id)
    _still_open(referral, "acknowledge")
    return referral_steps.take(referral, "acknowledge")


def bring_answers(case_id: int) -> None:
    """When all referrals of a case are over, the case has its answer: their words join the story. Repeatable.

    When all were taken back unanswered, the case returns to the house.
    """
    case = db.session.scalars(select(Case).where(Case.id == case_id).with_for_update()).one()
    if State(case.state) is not State.REFERRED or _still_out(case):
        return
    answers = _answers_since_referred(case)
    if not answers:
        steps.step(case, MOVES["take_back"], steps.acting() if optional_subject() else steps.SYSTEM)
        return
    names = ", ".join(dict.fromkeys(name for _event, name, _result in answers))
    note = "\n\n".join(_in_words(*answer) for answer in answers)
    steps.step(case, MOVES["receive_answer"], Actor(None, names, "agency_officer"), note)


def refer_move(case: Case) -> Move:
    """How this case would be referred: an emergency goes before its papers."""
    at_once = MOVES["refer_at_once"]
    return MOVES["refer"] if hindrance(case, at_once) else at_once


def referable(case_id: int, version: int) -> tuple[Case, Move]:
    """The case, locked, and the step by which it is referred. Refused: 404, 409, 422 `no_consent` or `restricted`."""
    case = steps.locked(case_id)
    steps.unchanged(case.version, version)
    chosen = refer_move(case)
    steps.legal(case, chosen)
    if not consent_holds(case):
        raise Refused(str(consent.NOBODY_ASKED), field="fields", code="no_consent")
    if db.session.scalars(select(Person.restricted_at).where(Person.id == case.person_id)).one() is not None:
        message = _("Warga meminta pemrosesan datanya dibatasi. Rujukan baru menunggu sampai pembatasan dicabut.")
        raise Refused(message, code="restricted")
    return case, chosen


def referred(case: Case, chosen: Move, words: str) -> None:
    """The case itself is now out, and its citizen is told."""
    event = steps.step(case, chosen, steps.acting(), words)
    if chosen.name == "refer_at_once":
        help_first(case, event, {})
    db.session.flush()
    tell_citizen(case, "referred")


def sent(referral: Referral, accept_days: int, answer_days: int, actor: Actor | None = None) -> Referral:
    """Put the dates on a new referral and its first step into its story."""
    at, calendar = clock.now(), rules().calendar
    referral.state, referral.sent_at = ReferralState.SENT, at
    referral.accept_due_on = calendar.add_working_days(at, min(accept_days, answer_days))
    referral.answer_due_on = calendar.add_working_days(at, answer_days)
    db.session.add(referral)
    db.session.flush()
    return referral_steps.take(referral, "send", actor)


def _addressed_to(case: Case, agency: Agency) -> Referral:
    referral = Referral(case_id=case.id, kind="agency", agency_id=agency.id)
    return sent(referral, agency.accept_days, agency.answer_days)


def _mine(referral_id: int) -> Referral:
    """A referral of a case that this reader sees. Refused 404."""
    referral = referral_steps.locked(referral_id)
    steps.visible_case(referral.case_id)
    return referral


def _still_open(referral: Referral, move: str) -> None:
    if ReferralState(referral.state) not in REFERRAL_MOVES[move].sources:
        raise Refused(_("Rujukan ini tidak lagi menunggu langkah itu."), status=409, code="illegal_move")


def _agency(agency_id: int) -> Agency:
    agency = db.session.scalars(select(Agency).where(Agency.id == agency_id, Agency.active)).one_or_none()
    if agency is None:
        raise Refused(_("Pilih OPD atau lembaga dari daftar."), field="agency_id", code="unknown_agency")
    return agency


def _still_out(case: Case) -> bool:
    out = select(func.count()).select_from(Referral).where(Referral.case_id == case.id, Referral.closed_at.is_(None))
    return db.session.scalars(out.where(Referral.kind != "escalation")).one() > 0


def _answers_since_referred(case: Case) -> list[tuple[ReferralEvent, str, str | None]]:
    """What the recipients said since the case last had an answer."""
    last_answer = select(func.max(CaseEvent.at)).where(CaseEvent.case_id == case.id, CaseEvent.move == "receive_answer")
    since = db.session.scalars(last_answer).one() or case.opened_at
    rows: Sequence[Any] = db.session.execute(
        with_recipient(select(ReferralEvent, RECIPIENT, Referral.result), ReferralEvent)
        .where(Referral.case_id == case.id, Referral.kind != "escalation")
        .where(ReferralEvent.move.in_(ANSWERS), ReferralEvent.at > since)
        .order_by(ReferralEvent.id)
    ).all()
    return [(event, name, result) for event, name, result in rows]


def _in_words(event: ReferralEvent, name: str, result: str | None) -> str:
    competent = f" Kewenangan: {event.competent}." if event.competent else ""
    return f"{name}: {RESULT_WORDS[result]}. {event.note}{competent}"
