"""What a desk has told, and what an office has been told."""

from collections.abc import Sequence

from sqlalchemy import func, literal_column, select

from foundation.db import db
from tenants.access import subject
from tenants.sites.models import DeskMessage, SiteMessage
from tenants.tallies import Tally

NEWEST = 20
_COUNTED = 100
_unread = select(SiteMessage.id).where(SiteMessage.read_at.is_(None)).limit(_COUNTED).subquery()
_UNREAD = select(literal_column("'site_messages'").label("what"), func.count().label("n")).select_from(_unread)
UNREAD_TALLY = Tally(lambda _who: (_UNREAD,), lambda _who: {})


def told_by_us() -> Sequence[DeskMessage]:
    """The desk's newest messages."""
    mine = select(DeskMessage).where(DeskMessage.tenant_id == subject().tenant.id)
    newest = mine.order_by(DeskMessage.id.desc()).limit(NEWEST)
    return db.session.scalars(newest.execution_options(every_tenant=True)).all()


def told_to_us() -> Sequence[SiteMessage]:
    """The office's newest messages, read or not."""
    return db.session.scalars(select(SiteMessage).order_by(SiteMessage.id.desc()).limit(NEWEST)).all()
