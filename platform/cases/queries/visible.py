"""Which cases of the tenant this reader may see, and where a page of them begins."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import ARRAY, ColumnElement, Text, and_, any_, bindparam, true

from cases.models import Case, Referral
from cases.referral_machine import ReferralState
from foundation.errors import Refused
from tenants.access import optional_subject


def visible() -> ColumnElement[bool]:
    """A facilitator sees the cases of the own villages, other staff and jobs the whole tenant's."""
    who = optional_subject()
    return Case.village_code.in_(who.village_codes) if who and who.role == "facilitator" else true()


def in_own_villages() -> ColumnElement[bool]:
    """The same for a statement that is built once: `villages` is given when it is sent."""
    return Case.village_code == any_(bindparam("villages", type_=ARRAY(Text)))


def still_shared() -> ColumnElement[bool]:
    """Referrals whose recipient may still read what was sent: neither taken back nor withdrawn by the citizen."""
    return and_(Referral.state != ReferralState.REVOKED, Referral.withdrawn_at.is_(None))


def day_of(text: str) -> date:
    """The date in a cursor; Refused (400) for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("Alamat halaman ini tidak lengkap. Mulai lagi dari halaman pertama.")
        raise Refused(message, status=400, code="bad_cursor") from error


def moment_of(text: str) -> datetime:
    """The moment in a cursor; Refused (400) for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = _("Alamat halaman ini tidak lengkap. Mulai lagi dari halaman pertama.")
        raise Refused(message, status=400, code="bad_cursor")
    return moment
