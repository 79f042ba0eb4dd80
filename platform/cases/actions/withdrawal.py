"""Consent taken back, with effect: nothing more is sent, and whoever was told sees the data no longer (UU 27/2022)."""

from flask_babel import gettext as _
from sqlalchemy import select

from cases.actions import referral_steps, steps
from cases.actions.consent import EVERYTHING, require_who
from cases.actions.notices import notify
from cases.actions.referrals import bring_answers
from cases.models import Case, Consent, Referral
from cases.queries.consent import not_covered
from cases.referral_machine import REFERRAL_OPEN, ReferralState
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from tenants import audit
from tenants.access import subject


def withdraw(case_id: int, consent_id: int, why: str | None) -> Consent:
    """Write down that the citizen no longer agrees. Open referrals that rested on it are taken back, and the agencies
    of those that are over are told; all of them see the data no longer. Twice is once. Refused: 404, 403.
    """
    if not subject().may("privacy:guard"):
        require_who()
    case = steps.locked(case_id)
    wanted = select(Consent).where(Consent.id == consent_id, Consent.case_id == case.id).with_for_update()
    consent = db.session.scalars(wanted).one_or_none()
    if consent is None:
        raise Refused(_("Persetujuan ini tidak ada."), status=404, code="not_found")
    if consent.withdrawn_at is None:
        consent.withdrawn_at, consent.withdrawn_why = clock.now(), why or ""
        consent.withdrawn_by, consent.withdrawer_name = subject().membership_id, subject().name
        db.session.flush()
        audit.record("consent.withdrawn", "case", case.id, consent=consent.id)
        _take_effect(case)
    return consent


def _take_effect(case: Case) -> None:
    sent = select(Referral).where(Referral.case_id == case.id, Referral.withdrawn_at.is_(None)).order_by(Referral.id)
    for referral in db.session.scalars(sent.with_for_update()):
        if not_covered(case, referral.agency_id, EVERYTHING) == set(EVERYTHING):
            _take_from(referral)
    bring_answers(case.id)


def _take_from(referral: Referral) -> None:
    if referral.state == ReferralState.REVOKED:
        return
    referral.withdrawn_at = clock.now()
    referral_steps.take(referral, "withdraw_consent")
    if ReferralState(referral.state) in REFERRAL_OPEN:
        referral_steps.take(referral, "revoke", note=_("Warga menarik persetujuannya."))
    if referral.agency_id:
        notify("consent_withdrawn", agency_id=referral.agency_id, case_id=referral.case_id, referral_id=referral.id)
