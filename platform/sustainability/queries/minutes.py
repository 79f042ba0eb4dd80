"""A meeting with everything its minutes say."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation.db import db
from sustainability.kinds import KINDS
from sustainability.models import CoordinationMeeting, MeetingAttendance, MeetingDecision, PlanAction
from sustainability.queries.records import get_record

MOST = 300
"""Lines of a paper."""


@dataclass(frozen=True)
class Decided:
    """A decision with the action that follows it up, if one does."""

    row: MeetingDecision
    action: PlanAction | None


@dataclass(frozen=True)
class Minutes:
    """What a meeting leaves behind."""

    meeting: CoordinationMeeting
    attendance: Sequence[MeetingAttendance]
    decisions: Sequence[Decided]


def minutes_of(meeting_id: int) -> Minutes:
    """Refused (404): unknown, another tenant's, or taken out. Three statements."""
    meeting: CoordinationMeeting = get_record(KINDS["rapat"], meeting_id)
    there = select(MeetingAttendance).where(
        MeetingAttendance.meeting_id == meeting.id, MeetingAttendance.removed_at.is_(None)
    )
    decided = (
        select(MeetingDecision, PlanAction)
        .outerjoin(
            PlanAction,
            (PlanAction.tenant_id == MeetingDecision.tenant_id) & (PlanAction.id == MeetingDecision.action_id),
        )
        .where(MeetingDecision.meeting_id == meeting.id, MeetingDecision.removed_at.is_(None))
    )
    return Minutes(
        meeting,
        db.session.scalars(there.order_by(MeetingAttendance.id).limit(MOST)).all(),
        [Decided(*row) for row in db.session.execute(decided.order_by(MeetingDecision.id).limit(MOST))],
    )
