"""What the citizen of a case agreed to share, and whether that is enough for what somebody wants to send."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from cases.models import Case, Consent
from foundation.db import db
from settings.queries import rules
from tenants.models import Agency


@dataclass(frozen=True)
class ConsentView:
    """One consent as its page shows it."""

    consent: Consent
    agency_name: str
    """Empty: whichever agency handles the case."""
    in_force: bool


def consents(case: Case) -> list[ConsentView]:
    """Every consent of a case, the newest first; those taken back or run out as well."""
    rows = db.session.execute(
        select(Consent, Agency.name)
        .outerjoin(Agency, (Agency.tenant_id == Consent.tenant_id) & (Agency.id == Consent.agency_id))
        .where(Consent.case_id == case.id)
        .order_by(Consent.id.desc())
    )
    today = rules().calendar.today()
    return [ConsentView(consent, agency or "", _holds(consent, case, today)) for consent, agency in rows]


def consent_holds(case: Case) -> bool:
    """Whether the citizen now agrees to share anything with anybody."""
    return bool(_in_force(case))


def not_covered(case: Case, agency_id: int | None, fields: Collection[str]) -> set[str]:
    """Of these fields, those that the citizen has not agreed to share with that agency."""
    given = [each.fields for each in _in_force(case) if each.agency_id in (None, agency_id)]
    return set(fields) - {name for names in given for name in names}


def _in_force(case: Case) -> Sequence[Consent]:
    today = rules().calendar.today()
    standing = select(Consent).where(Consent.case_id == case.id, Consent.withdrawn_at.is_(None))
    return [each for each in db.session.scalars(standing) if _holds(each, case, today)]


def _holds(consent: Consent, case: Case, today: date) -> bool:
    """Without a last day it holds until the case is closed."""
    lasts = today <= consent.valid_until if consent.valid_until else case.closed_at is None
    return consent.withdrawn_at is None and lasts
