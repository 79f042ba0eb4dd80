"""Who hears of a lesson's next step: the manager of the district, its province, or another district."""

from sqlalchemy import select

from cases.actions.notices import notify
from cases.models import Notice
from foundation.db import db
from foundation.jobs import later
from tenants.models import Membership

MANAGER, PROVINCE = "manager", "provincial_supervisor"


def tell(office_id: int, kind: str, role: str) -> None:
    """Have everybody in that role at that office told, after this transaction."""
    later("lessons.tell", office_id=office_id, kind=kind, role=role)


def tell_now(kind: str, role: str) -> None:
    """Everybody in that role here who has not yet to read a line of the same kind. As the office's own staff."""
    unread = select(Notice.membership_id).where(Notice.kind == kind, Notice.read_at.is_(None))
    told = select(Membership.id).where(Membership.active, Membership.role == role, Membership.id.not_in(unread))
    for membership_id in db.session.scalars(told.order_by(Membership.id)).all():
        notify(kind, membership_id=membership_id)
