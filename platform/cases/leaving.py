"""Open cases are work that somebody who leaves hands over: told to the room that keeps the roster."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from cases.actions import hand_over
from cases.models import Case
from cases.queries.colleagues import colleague_choices, handlers
from foundation.db import db
from workforce import handover
from workforce.handover import OpenWork


def init_app() -> None:
    """Once, at start."""
    handover.register(OpenWork(_l("kasus terbuka"), open_cases, _receivers, hand_over, "case:assign"))


def open_cases(membership_id: int) -> int:
    """How many open cases that member looks after: those of one person, by index."""
    theirs = select(func.count()).select_from(Case).where(Case.owner_id == membership_id, Case.closed_at.is_(None))
    return db.session.scalar(theirs) or 0


def _receivers() -> Sequence[tuple[int, str]]:
    return colleague_choices(handlers())
