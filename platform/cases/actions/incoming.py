"""The recipient's side of what another site asks: taking it in, answering, making a case of it. Own rows only."""

from typing import Any
from uuid import UUID, uuid4

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from cases.actions.cases import register
from cases.actions.notices import notify
from cases.actions.referral_steps import require
from cases.models import Case, IncomingEvent, IncomingReferral
from cases.packets import opened
from cases.parcels import CarriedStep, Parcel, Reply
from cases.queries.incoming import own
from cases.referral_machine import REFERRAL_MOVES, REFERRAL_OVER, ReferralState
from foundation import clock
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later
from foundation.tenancy import current_tenant_id
from registry.queries import holder_of
from tenants import access, audit
from tenants.access import subject

TOLD = ("provincial_supervisor", "manager", "front_office")
"""Who is told of what has come from another site."""
_NOTICES = {"send": "incoming_sent", "remind": "incoming_reminded", "revoke": "incoming_revoked"}


def take_in(parcel: Parcel) -> None:
    """Write down what the courier brings; the same parcel again changes nothing. As staff of the recipient."""
    nik = opened(parcel.body_cipher).fields.get("nik")
    known_here = holder_of(nik) if nik else None
    values = {
        "tenant_id": current_tenant_id(),
        "nik_hash": vault().lookup(nik, "nik") if nik else None,
        "person_id": known_here.id if known_here else None,
        "key": parcel.key,
        "kind": parcel.kind,
        "from_tenant_id": parcel.from_tenant_id,
        "code": parcel.code,
        "emergency": parcel.emergency,
        "state": ReferralState.SENT,
        "body_cipher": parcel.body_cipher,
        "sent_at": parcel.sent_at,
        "accept_due_on": parcel.accept_due_on,
        "answer_due_on": parcel.answer_due_on,
        "version": 1,
    }
    once = insert(IncomingReferral).values(**values).on_conflict_do_nothing(index_elements=["tenant_id", "key"])
    db.session.execute(once)
    asked = select(IncomingReferral).where(IncomingReferral.key == parcel.key).with_for_update()
    incoming = db.session.scalars(asked).one()
    known = {event.key for event in _events(incoming)}
    for step in parcel.steps:
        if step.key not in known:
            _write_down(incoming, step)


def reply_of(incoming_id: int) -> Reply:
    """What the courier takes back. As staff of the recipient."""
    incoming = db.session.scalars(select(IncomingReferral).where(IncomingReferral.id == incoming_id)).one()
    ours = (event for event in _events(incoming) if event.actor_id is not None)
    return Reply(
        to_tenant_id=incoming.from_tenant_id,
        key=incoming.key,
        result=incoming.result,
        steps=tuple(CarriedStep(e.key, e.at, e.move, e.actor_name, e.note, e.competent) for e in ours),
    )


def receive(incoming_id: int) -> IncomingReferral:
    """It has been opened here. Repeatable: only the first time is a step. Refused: 404, 403."""
    incoming = _locked(incoming_id)
    if incoming.state == ReferralState.SENT:
        _take(incoming, "receive")
    return incoming


def accept(incoming_id: int, version: int, note: str | None = "") -> IncomingReferral:
    """This site takes it on. Refused: 404, 403, 409."""
    return _take(_checked(incoming_id, version, "accept"), "accept", note or "")


def start(incoming_id: int, version: int, note: str | None = "") -> IncomingReferral:
    """Work on it has begun. Refused: 404, 403, 409."""
    return _take(_checked(incoming_id, version, "start"), "start", note or "")


def decline(incoming_id: int, version: int, reason: str, competent: str | None = "") -> IncomingReferral:
    """This site does not take it on, and says why and whose it is. Refused: 404, 403, 409, 422."""
    incoming = _checked(incoming_id, version, "decline")
    return _take(incoming, "decline", require(reason, "reason"), competent or "")


def answer(incoming_id: int, version: int, result: str, note: str) -> IncomingReferral:
    """What came of it, in words too. Refused: 404, 403, 409, 422."""
    incoming = _checked(incoming_id, version, "answer")
    words = require(note, "note")
    incoming.result = result
    return _take(incoming, "answer", words)


def make_case(incoming_id: int, version: int, person_id: int, intake: dict[str, Any]) -> Case:
    """Register it as a case of this site, for a person who is known here; the sender sees that work has begun.

    `intake` is what CaseIntakeSchema gave. The same request makes one case. Refused: 404, 403, 409, 422.
    """
    access.require("incoming:register")
    incoming = _locked(incoming_id)
    if incoming.case_id is not None:
        raise Refused(_("Kiriman ini sudah menjadi kasus di sini."), status=409, code="registered")
    _possible(incoming, version, "answer")
    case = register(person_id, {**intake, "emergency": incoming.emergency}, UUID(incoming.key))
    incoming.case_id, incoming.person_id = case.id, person_id
    for move in ("accept", "start"):
        if ReferralState(incoming.state) in REFERRAL_MOVES[move].sources:
            _take(incoming, move)
    return case


def _write_down(incoming: IncomingReferral, step: CarriedStep) -> None:
    """A step of the sender's. What is over here stays over: its answer is on the way."""
    move = REFERRAL_MOVES[step.move]
    if move.target and (step.move == "send" or ReferralState(incoming.state) in move.sources):
        _go(incoming, move.target)
    if step.move == "withdraw_consent":
        incoming.withdrawn_at = step.at
    _add_event(incoming, step)
    if step.move in _NOTICES:
        for role in TOLD:
            notify(_NOTICES[step.move], role=role, incoming_id=incoming.id)


def _take(incoming: IncomingReferral, name: str, note: str = "", competent: str = "") -> IncomingReferral:
    _go(incoming, REFERRAL_MOVES[name].target or ReferralState(incoming.state))
    step = CarriedStep(str(uuid4()), clock.now(), name, subject().name, note, competent)
    _add_event(incoming, step, subject().membership_id)
    later("cases.carry_reply", incoming_id=incoming.id)
    audit.record(f"incoming.{name}", "incoming", incoming.id)
    return incoming


def _go(incoming: IncomingReferral, state: ReferralState) -> None:
    incoming.state = state
    if state in REFERRAL_OVER and incoming.closed_at is None:
        incoming.closed_at = clock.now()


def _add_event(incoming: IncomingReferral, step: CarriedStep, actor_id: int | None = None) -> None:
    db.session.add(
        IncomingEvent(
            incoming_id=incoming.id,
            key=step.key,
            at=step.at,
            move=step.move,
            to_state=incoming.state,
            actor_id=actor_id,
            actor_name=step.actor_name,
            note=step.note,
            competent=step.competent,
        )
    )
    db.session.flush()


def _locked(incoming_id: int) -> IncomingReferral:
    access.require("incoming:answer")
    fresh = own(select(IncomingReferral)).where(IncomingReferral.id == incoming_id).with_for_update()
    incoming = db.session.scalars(fresh.execution_options(populate_existing=True)).one_or_none()
    if incoming is None:
        raise Refused(_("Kiriman ini tidak ada di daftar Anda."), status=404, code="not_found")
    return incoming


def _checked(incoming_id: int, version: int, move: str) -> IncomingReferral:
    return _possible(_locked(incoming_id), version, move)


def _possible(incoming: IncomingReferral, version: int, move: str) -> IncomingReferral:
    if incoming.state == ReferralState.REVOKED:
        message = _("Kiriman ini sudah ditarik pengirimnya. Tulisan Anda tidak terkirim.")
        raise Refused(message, status=409, code="revoked")
    if incoming.version != version or ReferralState(incoming.state) not in REFERRAL_MOVES[move].sources:
        message = _("Kiriman ini baru saja diubah orang lain. Muat ulang halaman untuk melihat keadaannya sekarang.")
        raise Refused(message, status=409, code="stale")
    return incoming


def _events(incoming: IncomingReferral) -> list[IncomingEvent]:
    wanted = select(IncomingEvent).where(IncomingEvent.incoming_id == incoming.id).order_by(IncomingEvent.id)
    return list(db.session.scalars(wanted))
