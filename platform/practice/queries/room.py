"""What is known of the practice room of the subject's office, from inside and from outside."""

from sqlalchemy import func, select

from cases.models import CaseEvent
from foundation.db import db
from practice.cast import INVENTED
from practice.models import PracticeRoom
from practice.resetting import PLAN
from practice.rooms import within
from tenants.access import subject

ENOUGH = 10
"""Cases that an office closes for practice before it goes live: letter K of the checklist."""
OF = len(PLAN)
"""Invented cases in a room that is ready."""


def my_room() -> PracticeRoom | None:
    """As it stands; None while nobody of the office has ever come."""
    with within(subject().tenant.id):
        room = db.session.scalars(select(PracticeRoom)).one_or_none()
        if room is not None:
            db.session.expunge(room)
    return room


def closed_of(tenant_id: int) -> int:
    """Practice cases that people of that office have ever closed; those of invented colleagues do not count."""
    with within(tenant_id):
        room = db.session.scalars(select(PracticeRoom)).one_or_none()
        return room.closed_before + closed_here() if room is not None else 0


def closed_here() -> int:
    """The same since the room was last emptied. As staff of the room."""
    closed = select(func.count(func.distinct(CaseEvent.case_id))).where(
        CaseEvent.move == "close", CaseEvent.actor_id.not_in(INVENTED)
    )
    return db.session.scalar(closed) or 0
