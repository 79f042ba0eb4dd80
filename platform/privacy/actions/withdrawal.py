"""Taking back consent at the desk of the person's own data: every case at once."""

from flask_babel import gettext as _
from sqlalchemy import select

from cases.actions import withdrawal
from cases.models import Consent
from foundation.db import db
from privacy.actions.requests import answer, undecided
from privacy.models import DataRequest
from privacy.queries.holdings import scope_of


def withdraw(request_id: int, note: str, version: int) -> DataRequest:
    """No agency is told any more in any case of theirs that this reader sees, and those told see it no longer.

    Refused: 403, 404, 409.
    """
    request = undecided(request_id, version, "withdrawal")
    standing = select(Consent.case_id, Consent.id).where(
        Consent.case_id.in_(scope_of(request.person_id).cases), Consent.withdrawn_at.is_(None)
    )
    given = list(db.session.execute(standing.order_by(Consent.id)))
    for case_id, consent_id in given:
        withdrawal.withdraw(case_id, consent_id, request.wish)
    return answer(request, "granted", note or _("Persetujuan berbagi data ditarik."), {"consent": len(given)})
