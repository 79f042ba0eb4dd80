"""What citizens were told, over the whole site."""

from sqlalchemy import select

from cases.models import Case, Message
from cases.queries.visible import visible
from foundation.db import db
from web.pagination import Page, decode_cursor, page_of

SIZE = 30


def sent_messages(cursor: str | None = None, *, failed: bool = False, size: int = SIZE) -> Page[Message]:
    """Newest first, sent or still waiting; or those alone that did not arrive. One statement."""
    newest = select(Message).join(Case, Case.id == Message.case_id).where(visible()).order_by(Message.id.desc())
    if failed:
        newest = newest.where(Message.state == "failed")
    if after := decode_cursor(cursor, (int,)):
        newest = newest.where(Message.id < after[0])
    return page_of(db.session.scalars(newest.limit(size + 1)).all(), size, lambda message: (message.id,))
