"""What people have reached in the tasks: for the room that trains them. Read in the room, shown in the office."""

from collections.abc import Sequence

from sqlalchemy import func, select

from foundation.db import db
from practice.models import PracticeRun
from practice.rooms import within
from practice.scenarios import SCENARIOS
from tenants.access import subject
from tenants.models import Membership
from tenants.permissions import ROLE_LABELS
from workforce.role_play import Played

MOST = 500
"""Lines of one office."""


def scores(everybody: bool) -> Sequence[Played]:
    """The best score of each task that was finished, by name; of the subject's account alone unless `everybody`."""
    wanted = (
        select(Membership.name, Membership.role, PracticeRun.scenario, func.max(PracticeRun.score), func.count())
        .join(Membership, Membership.id == PracticeRun.membership_id)
        .where(PracticeRun.finished_at.is_not(None))
        .group_by(Membership.id, Membership.tenant_id, Membership.name, Membership.role, PracticeRun.scenario)
        .order_by(Membership.name, Membership.id, PracticeRun.scenario)
        .limit(MOST)
    )
    if not everybody:
        wanted = wanted.where(Membership.account_id == subject().account_id)
    with within(subject().tenant.id):
        rows = db.session.execute(wanted).all()
    return [
        Played(name, str(ROLE_LABELS[role]), SCENARIOS[slug].title, best or 0, tries)
        for name, role, slug, best, tries in rows
        if slug in SCENARIOS
    ]
