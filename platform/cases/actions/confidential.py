"""Confidential cases: who may know that they exist. The database keeps owner and registrar named, people the rest."""

from flask_babel import gettext as _
from sqlalchemy import select

from cases.actions import steps
from cases.machine import State
from cases.models import Case
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Reader, current, lift_veil
from reference import codes
from reference.codes import CaseType
from tenants import access, audit
from tenants.access import subject
from tenants.models import Confidant, Membership
from tenants.permissions import ROLE_READERS

MAY_MARK = ("case:register", "case:check", "case:handle", "case:confidential")


def by_its_kind(case_type: CaseType, sector: str) -> bool:
    """Whether such a case is confidential from the first moment: violence, children."""
    return case_type.confidential or codes.SECTORS[sector].confidential


def hide(case: Case) -> None:
    """From now on only who is named sees it. Whoever does this still sees it until their transaction ends."""
    db.session.flush()
    if not current().sees_confidential:
        lift_veil(db.session(), case.id)
    case.confidential = True
    db.session.flush()
    db.session.refresh(case)


def mark(case_id: int, version: int, reason: str) -> Case:
    """Make a case confidential by hand, for a reason that stands in its story. Refused: 404, 403, 409, 422."""
    if not any(map(subject().may, MAY_MARK)):
        access.require(MAY_MARK[0])
    case = _unchanged(case_id, version)
    _require(reason)
    if not case.confidential:
        steps.record(case, "mark_confidential", State(case.state), steps.acting(), reason)
        audit.record("case.hidden", "case", case.id)
        hide(case)
    return case


def lift(case_id: int, version: int, reason: str) -> Case:
    """Let everybody of the office see it again, for a reason. Manager and head alone. Refused: 404, 403, 409, 422."""
    access.require("case:confidential")
    case = _unchanged(case_id, version)
    _require(reason)
    if case.confidential:
        case.confidential = False
        steps.record(case, "lift_confidential", State(case.state), steps.acting(), reason)
        audit.record("case.unhidden", "case", case.id)
        db.session.refresh(case)
    return case


def name(case_id: int, membership_id: int, reason: str) -> None:
    """Let one more member of the office see it, on a ground that is kept. Manager and head alone. Refused: 404, 422."""
    access.require("case:confidential")
    case = steps.locked(case_id)
    _require(reason)
    _check_member(membership_id)
    if _named(case.id, membership_id) is None:
        db.session.add(
            Confidant(
                case_id=case.id,
                membership_id=membership_id,
                why="named",
                reason=reason,
                added_by=subject().membership_id,
            )
        )
    db.session.flush()
    audit.record("case.confidant_named", "case", case.id, membership=membership_id)


def unname(case_id: int, membership_id: int) -> None:
    """Whoever was named, or registered it, no longer sees it; the owner stays one. Refused: 404."""
    access.require("case:confidential")
    case = steps.locked(case_id)
    kept = select(Confidant).where(Confidant.case_id == case.id, Confidant.membership_id == membership_id)
    for confidant in db.session.scalars(kept.where(Confidant.why != "owner", Confidant.removed_at.is_(None))):
        confidant.removed_at = clock.now()
    db.session.flush()
    audit.record("case.confidant_removed", "case", case.id, membership=membership_id)


def _named(case_id: int, membership_id: int) -> Confidant | None:
    """The line of who was named before; it comes to life again when it had been struck out."""
    wanted = select(Confidant).where(Confidant.case_id == case_id, Confidant.membership_id == membership_id)
    confidant = db.session.scalars(wanted.where(Confidant.why == "named")).one_or_none()
    if confidant is not None:
        confidant.removed_at = None
    return confidant


def _check_member(membership_id: int) -> None:
    wanted = select(Membership.role).where(Membership.id == membership_id, Membership.active)
    role = db.session.scalars(wanted).one_or_none()
    if role is None or ROLE_READERS[role] is not Reader.STAFF:
        raise Refused(_("Pilih petugas dari daftar."), field="membership_id", code="unknown_member")


def _unchanged(case_id: int, version: int) -> Case:
    case = steps.locked(case_id)
    steps.unchanged(case.version, version)
    return case


def _require(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Belum diisi"), field="reason")
