"""What comes in from outside without a sign-in: news of messages, "stop" and "start".

Written as the role slrt_public, which holds no table: functions of the database put the work into the outbox of the
tenant concerned, and a job in that tenant's own context does it. Each in a transaction of its own: whoever is signed in
besides, here the public writes.
"""

from sqlalchemy import TextClause, text

from foundation.db import db
from foundation.tenancy import Context, Reader, enter

_NEWS = text("SELECT leave_news(:tenant_id, :message_id, :news, :why)")
_STOP_BY_LINK = text("SELECT leave_stop(:tenant_id, :message_id)")
_REPLY = text("SELECT leave_reply(:recipient, :channel, :wanted)")


def leave_news(tenant_id: int, message_id: int, news: str, why: str) -> bool:
    """A channel says that a message was `delivered` or has `failed`. False when there is no such message."""
    return _leave(_NEWS, tenant_id=tenant_id, message_id=message_id, news=news, why=why)


def leave_stop(tenant_id: int, message_id: int) -> bool:
    """Whoever got that message wants no more by its channel. False when there is no such message."""
    return _leave(_STOP_BY_LINK, tenant_id=tenant_id, message_id=message_id)


def leave_reply(recipient_hash: bytes, channel: str, wanted: str) -> bool:
    """`stop` or `start`, for every tenant that has written to that number. False when none has."""
    return _leave(_REPLY, recipient=recipient_hash, channel=channel, wanted=wanted)


def _leave(function: TextClause, **values: object) -> bool:
    with enter(Context(Reader.PUBLIC)), db.engine.begin() as connection:
        return bool(connection.execute(function, values).scalar_one())
