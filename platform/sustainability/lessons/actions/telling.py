"""Who hears of a lesson's next step: the manager of the district, who wrote it or asked, its province, or another
district."""

from sqlalchemy import or_, select

from cases.actions.notices import notify
from cases.models import Notice
from foundation.db import db
from foundation.jobs import later
from sustainability.lessons.models import PracticeAsker, PracticeNote
from tenants.models import Membership

MANAGER, PROVINCE = "manager", "provincial_supervisor"


def tell(office_id: int, kind: str, role: str, note_id: int = 0, question_id: int = 0) -> None:
    """Have everybody in that role at that office told, after this transaction; who wrote that note of its own or asked
    that question, too."""
    later("lessons.tell", office_id=office_id, kind=kind, role=role, note_id=note_id, question_id=question_id)


def tell_now(kind: str, role: str, note_id: int = 0, question_id: int = 0) -> None:
    """The same here and now: who has not yet to read a line of the same kind. As the office's own staff."""
    unread = select(Notice.membership_id).where(Notice.kind == kind, Notice.read_at.is_(None))
    concerned = or_(
        Membership.role == role,
        Membership.id == select(PracticeNote.drafted_by).where(PracticeNote.id == note_id).scalar_subquery(),
        Membership.id
        == select(PracticeAsker.membership_id).where(PracticeAsker.question_id == question_id).scalar_subquery(),
    )
    told = select(Membership.id).where(Membership.active, concerned, Membership.id.not_in(unread))
    for membership_id in db.session.scalars(told.order_by(Membership.id)).all():
        notify(kind, membership_id=membership_id)
