"""The citizen's consent to share data, when it is given or taken back after registration (UU 27/2022)."""

from sqlalchemy import select

from cases.actions import steps
from cases.models import CaseIntake
from foundation.db import db
from tenants import access, audit
from tenants.access import subject

_WHO = ("case:register", "case:check", "case:refer")


def give(case_id: int) -> None:
    """Write down that the citizen agrees. Refused: 404, 403."""
    _say(case_id, True)


def withdraw(case_id: int) -> None:
    """Write down that the citizen no longer agrees. What was sent stays sent. Refused: 404, 403."""
    _say(case_id, False)


def _say(case_id: int, agreed: bool) -> None:
    if not any(map(subject().may, _WHO)):
        access.require(_WHO[0])
    case = steps.locked(case_id)
    intake = db.session.scalars(select(CaseIntake).where(CaseIntake.case_id == case.id)).one()
    if intake.consent_share is not agreed:
        intake.consent_share = agreed
        audit.record("consent.given" if agreed else "consent.withdrawn", "case", case.id)
        db.session.flush()
