"""Open cases are work that somebody who leaves hands over: told to the room that keeps the roster."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from cases.actions import hand_over
from cases.models import Case
from cases.queries.colleagues import colleague_choices, handlers
from foundation.db import db
from foundation.tenancy import Context, Reader, current_tenant_id, enter
from workforce import handover
from workforce.handover import OpenWork


def init_app() -> None:
    """Once, at start."""
    handover.register(OpenWork(_l("kasus terbuka"), open_cases, _receivers, hand_over, "case:assign"))


def open_cases(membership_id: int) -> int:
    """How many open cases that member looks after, by index. Confidential ones too, whoever asks: only their number
    is told, and nobody leaves with one because the asker may not see it. In a short transaction of its own."""
    theirs = select(func.count()).where(
        Case.tenant_id == current_tenant_id(), Case.owner_id == membership_id, Case.closed_at.is_(None)
    )
    trustee = Context(Reader.STAFF, tenant_id=current_tenant_id(), sees_confidential=True)
    with enter(trustee), db.engine.connect() as connection:
        return connection.execute(theirs).scalar_one()


def _receivers() -> Sequence[tuple[int, str]]:
    return colleague_choices(handlers())
