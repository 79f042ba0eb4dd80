"""The agency's side of a referral: it has arrived, who works on it, whether it is theirs, what came of it."""

from flask_babel import gettext as _
from sqlalchemy import select

from cases.actions import referral_steps
from cases.models import Referral
from cases.queries.officers import officers
from cases.referral_machine import ANSWERS, ReferralState
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later
from tenants import access, audit
from tenants.access import subject


def receive_referral(referral_id: int) -> Referral:
    """The agency has opened it. Repeatable: only the first time is a step. Refused: 404, 403."""
    access.require("referral:answer")
    referral = referral_steps.locked(referral_id)
    if referral.state == ReferralState.SENT:
        referral_steps.take(referral, "receive")
    return referral


def accept_referral(referral_id: int, version: int, note: str | None = "") -> Referral:
    """The agency takes it on, and whoever says so works on it. Refused: 404, 403, 409."""
    referral = _answerable(referral_id, version, "accept")
    if subject().agency_id is not None:
        referral.officer_id = referral.officer_id or subject().membership_id
    return _taken(referral, "accept", note or "")


def start_referral(referral_id: int, version: int, note: str | None = "") -> Referral:
    """Work on it has begun. Refused: 404, 403, 409."""
    return _taken(_answerable(referral_id, version, "start"), "start", note or "")


def decline_referral(referral_id: int, version: int, reason: str, competent: str | None = "") -> Referral:
    """The agency does not take it on, and says why and whose it is. Refused: 404, 403, 409, 422 without a reason."""
    referral = _answerable(referral_id, version, "decline")
    return _taken(referral, "decline", referral_steps.require(reason, "reason"), competent or "")


def answer_referral(referral_id: int, version: int, result: str, note: str) -> Referral:
    """What came of it: `granted`, `refused` or `returned`, in words too. Refused: 404, 403, 409, 422."""
    referral = _answerable(referral_id, version, "answer")
    words = referral_steps.require(note, "note")
    referral.result = result
    return _taken(referral, "answer", words)


def assign_referral(referral_id: int, version: int, officer_id: int) -> Referral:
    """Have a colleague at the agency work on it. Refused: 404, 403, 409, 422 on `officer_id`."""
    access.require("referral:answer")
    referral = referral_steps.checked(referral_steps.locked(referral_id), version, "assign")
    name = _colleague(officer_id, "officer_id")
    referral.officer_id = officer_id
    _taken(referral, "assign", name)
    later("cases.referral_assigned", referral_id=referral.id)
    return referral


def hand_over_referrals(from_id: int, to_id: int) -> int:
    """An officer leaves: what they worked on and is still open goes to a colleague; returns how many.

    Refused: 403, 422 on `to_id` or `from_id`.
    """
    access.require("referral:answer")
    _colleague(to_id, "to_id")
    if from_id == to_id:
        raise Refused(_("Pilih petugas lain."), field="to_id")
    theirs = select(Referral).where(
        Referral.agency_id == subject().agency_id, Referral.officer_id == from_id, Referral.closed_at.is_(None)
    )
    open_ones = db.session.scalars(theirs.order_by(Referral.id).with_for_update()).all()
    for referral in open_ones:
        assign_referral(referral.id, referral.version, to_id)
    audit.record("referral.handed_over", "membership", from_id, to=to_id, referrals=len(open_ones))
    return len(open_ones)


def _answerable(referral_id: int, version: int, move: str) -> Referral:
    """The agency answers for itself; back office and manager write down what came back on paper."""
    if not subject().may("referral:answer"):
        access.require("case:handle")
    return referral_steps.checked(referral_steps.locked(referral_id), version, move)


def _taken(referral: Referral, move: str, note: str, competent: str = "") -> Referral:
    referral_steps.take(referral, move, note=note, competent=competent)
    if move in ANSWERS:
        later("cases.referral_answered", referral_id=referral.id)
    return referral


def _colleague(membership_id: int, field: str) -> str:
    name = dict(officers()).get(membership_id)
    if name is None:
        raise Refused(_("Pilih petugas dari instansi Anda."), field=field)
    return name
