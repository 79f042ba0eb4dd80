"""Referring a case to agencies, and what the agencies answer."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from cases.actions import attachments, packets, steps
from cases.actions.letters import issue
from cases.actions.messages import tell_citizen
from cases.actions.moves import help_first
from cases.actions.notices import notify
from cases.machine import MOVES, REFERRAL_MOVES, REFERRAL_OVER, Move, ReferralState, State, hindrance
from cases.models import Case, CaseEvent, CaseIntake, Referral, ReferralEvent
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later
from settings.queries import rules
from tenants import access, audit, signing
from tenants.access import subject
from tenants.models import Agency

OVER = tuple(REFERRAL_OVER)
RESULT_WORDS = {"granted": "dikabulkan", "refused": "tidak dikabulkan", "returned": "dikembalikan", None: "ditolak"}


def refer(case_id: int, data: dict[str, Any]) -> Referral:
    """Send the case to an agency with a signed letter and the consented packet.

    `data` is what ReferralSchema gave. Refused: 404, 403, 409 stale or illegal, 422 without the citizen's consent or
    without a good one-time code.
    """
    access.require("case:refer")
    case = steps.locked(case_id)
    steps.unchanged(case.version, data["version"])
    chosen = refer_move(case)
    steps.legal(case, chosen)
    _check_consent(case)
    agency = _agency(data["agency_id"])
    signing.require(data.get("code"))
    referral = _send(case, agency)
    packet = packets.seal(case, referral, data)
    attachments.share(case, referral, data.get("attachments") or [])
    issue(case, referral, agency, packet)
    note = f"{agency.name}: {data['service']}"
    event = steps.step(case, chosen, steps.acting(), note)
    if chosen.name == "refer_at_once":
        help_first(case, event, {})
    db.session.flush()
    tell_citizen(case, "referred")
    notify("referral_sent", agency_id=agency.id, case_id=case.id, referral_id=referral.id)
    audit.record("referral.sent", "referral", referral.id, case=case.id, agency=agency.id, fields=sorted(packet.fields))
    return referral


def accept_referral(referral_id: int, version: int, note: str | None = "") -> Referral:
    """The agency takes it on. Refused: 404, 403, 409."""
    referral = _answerable(referral_id, version, "accept")
    return _record(referral, "accept", note or "")


def decline_referral(referral_id: int, version: int, reason: str, competent: str | None = "") -> Referral:
    """The agency does not take it on, and says why and whose it is. Refused: 404, 403, 409, 422 without a reason."""
    referral = _answerable(referral_id, version, "decline")
    _require(reason, "reason")
    return _close(referral, "decline", reason, competent or "")


def answer_referral(referral_id: int, version: int, result: str, note: str) -> Referral:
    """What came of it: `granted`, `refused` or `returned`, in words too. Refused: 404, 403, 409, 422."""
    referral = _answerable(referral_id, version, "answer")
    _require(note, "note")
    referral.result = result
    return _close(referral, "answer", note, "")


def bring_answers(case_id: int) -> None:
    """When all referrals of a case are over, the case has its answer: their words join the story. Repeatable."""
    case = db.session.scalars(select(Case).where(Case.id == case_id).with_for_update()).one()
    if State(case.state) is not State.REFERRED or _still_out(case):
        return
    answers = _answers_since_referred(case)
    agency_names = ", ".join(dict.fromkeys(name for _event, name, _result in answers))
    note = "\n\n".join(_in_words(*answer) for answer in answers)
    actor = steps.Actor(None, agency_names, "agency_officer")
    steps.step(case, MOVES["receive_answer"], actor, note)


def refer_move(case: Case) -> Move:
    """How this case would be referred: an emergency goes before its papers."""
    at_once = MOVES["refer_at_once"]
    return MOVES["refer"] if hindrance(case, at_once) else at_once


def _send(case: Case, agency: Agency) -> Referral:
    at = clock.now()
    referral = Referral(
        case_id=case.id,
        agency_id=agency.id,
        state=ReferralState.SENT,
        sent_at=at,
        answer_due_on=rules().calendar.add_working_days(at, agency.answer_days),
    )
    db.session.add(referral)
    db.session.flush()
    _tell(referral, "send", "")
    return referral


def _close(referral: Referral, move: str, note: str, competent: str) -> Referral:
    referral.closed_at = clock.now()
    _record(referral, move, note, competent)
    later("cases.referral_answered", referral_id=referral.id)
    return referral


def _record(referral: Referral, move: str, note: str, competent: str = "") -> Referral:
    _sources, target = REFERRAL_MOVES[move]
    referral.state = target
    _tell(referral, move, note, competent)
    audit.record(f"referral.{move}", "referral", referral.id)
    return referral


def _tell(referral: Referral, move: str, note: str, competent: str = "") -> None:
    actor = steps.acting()
    db.session.add(
        ReferralEvent(
            referral_id=referral.id,
            agency_id=referral.agency_id,
            at=clock.now(),
            move=move,
            to_state=referral.state,
            actor_id=actor.id,
            actor_name=actor.name,
            note=note,
            competent=competent,
        )
    )
    db.session.flush()


def _answerable(referral_id: int, version: int, move: str) -> Referral:
    """The agency answers for itself; back office and manager write down what came back on paper."""
    if not subject().may("referral:answer"):
        access.require("case:handle")
    fresh = select(Referral).where(Referral.id == referral_id).with_for_update()
    referral = db.session.scalars(fresh.execution_options(populate_existing=True)).one_or_none()
    if referral is None:
        raise Refused(_("Rujukan ini tidak ada di daftar Anda."), status=404, code="not_found")
    if referral.version != version or ReferralState(referral.state) not in REFERRAL_MOVES[move][0]:
        message = _("Rujukan ini baru saja diubah orang lain. Muat ulang halaman untuk melihat keadaannya sekarang.")
        raise Refused(message, status=409, code="stale")
    return referral


def _require(words: str | None, field: str) -> None:
    if not (words or "").strip():
        raise Refused(_("Belum diisi"), field=field)


def _check_consent(case: Case) -> None:
    consented = select(CaseIntake.consent_share).where(CaseIntake.case_id == case.id)
    if not db.session.scalars(consented).one():
        message = _("Warga belum menyetujui datanya dibagikan. Mintakan persetujuannya dulu, lalu catat di kasus ini.")
        raise Refused(message, field="fields", code="no_consent")


def _agency(agency_id: int) -> Agency:
    agency = db.session.scalars(select(Agency).where(Agency.id == agency_id, Agency.active)).one_or_none()
    if agency is None:
        raise Refused(_("Pilih OPD atau lembaga dari daftar."), field="agency_id", code="unknown_agency")
    return agency


def _still_out(case: Case) -> bool:
    out = select(func.count()).select_from(Referral).where(Referral.case_id == case.id, Referral.closed_at.is_(None))
    return db.session.scalars(out).one() > 0


def _answers_since_referred(case: Case) -> list[tuple[ReferralEvent, str, str | None]]:
    """What the agencies said since the case last had an answer."""
    last_answer = select(func.max(CaseEvent.at)).where(CaseEvent.case_id == case.id, CaseEvent.move == "receive_answer")
    since = db.session.scalars(last_answer).one() or case.opened_at
    rows = db.session.execute(
        select(ReferralEvent, Agency.name, Referral.result)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .join(Agency, Agency.id == Referral.agency_id)
        .where(Referral.case_id == case.id, ReferralEvent.to_state.in_(OVER), ReferralEvent.at > since)
        .order_by(ReferralEvent.id)
    )
    return [(event, agency, result) for event, agency, result in rows]


def _in_words(event: ReferralEvent, agency: str, result: str | None) -> str:
    competent = f" Kewenangan: {event.competent}." if event.competent else ""
    return f"{agency}: {RESULT_WORDS[result]}. {event.note}{competent}"
