"""The citizen's consent to share data, when it is given after registration."""

from sqlalchemy import select

from cases.actions import steps
from cases.models import CaseIntake
from foundation.db import db
from tenants import audit
from tenants.access import subject


def give(case_id: int) -> None:
    """Write down that the citizen now agrees (UU 27/2022). Refused: 404, 403."""
    if not any(map(subject().may, ("case:register", "case:check", "case:refer"))):
        steps.permitted("case:register")
    case = steps.locked(case_id)
    intake = db.session.scalars(select(CaseIntake).where(CaseIntake.case_id == case.id)).one()
    if not intake.consent_share:
        intake.consent_share = True
        audit.record("consent.given", "case", case.id)
        db.session.flush()
