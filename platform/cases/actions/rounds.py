"""Reminders of update rounds: whoever must act next hears of the cut-off while there is time. One tenant, as a job."""

from datetime import date, timedelta

from sqlalchemy import exists, select

from cases.actions.notices import notify
from cases.models import Notice
from foundation.db import db
from registry.rounds.models import UpdateRound
from registry.rounds.queries import SOON, awaited
from settings.queries import rules
from tenants.models import Membership

LAST = 1
"""Working days before the cut-off at which it is said a second time, as the last."""


def remind() -> int:
    """Tell whoever must act next, five working days before the cut-off and one before it; returns how many lines.

    Once for each round, person and warning, however often it runs. A day on which it did not run is made up for, and
    who has to act only since a later step hears of it the next night.
    """
    calendar = rules().calendar
    today = calendar.today()
    last_day = calendar.add_working_days(today, LAST)
    waiting = [
        (member_id, round_id, kind)
        for kind, first, last in (
            ("round_last", today, last_day),
            ("round_soon", last_day + timedelta(1), calendar.add_working_days(today, SOON)),
        )
        for round_id, member_id in _untold(kind, first, last)
    ]
    return sum(len(notify(kind, membership_id=who, round_id=about)) for who, about, kind in waiting)


def _untold(kind: str, first: date, last: date) -> list[tuple[int, int]]:
    """Round and member, of those whose cut-off lies within; 1 statement."""
    about_it = (Notice.round_id == UpdateRound.id, Notice.membership_id == Membership.id, Notice.kind == kind)
    told = exists().where(Notice.tenant_id == UpdateRound.tenant_id, *about_it)
    within = (UpdateRound.cut_off_on >= first, UpdateRound.cut_off_on <= last)
    wanted = select(UpdateRound.id, Membership.id).join(Membership, awaited()).where(*within, ~told)
    return [(about, who) for about, who in db.session.execute(wanted.order_by(UpdateRound.id, Membership.id))]
