"""The platform as its operator sees it: sites by stage, what waits in the outbox, how large the tables are. No case, no
person: the outbox holds ids, the sizes come from the catalogue's own statistics.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redis import RedisError
from sqlalchemy import func, select, text

from foundation.clock import now
from foundation.db import db
from foundation.jobs import Outbox, redis
from foundation.tenancy import Context, Reader, enter
from tenants.sites.machine import Stage
from tenants.sites.models import Site, SiteEvent

LOOKED_AT = 10_000
"""Jobs that the overview looks at: a longer backlog is "more than"."""
FAILING = 3
"""Tries after which a job is called failing."""
_SIZES = text(
    """
    SELECT c.relname AS name, greatest(c.reltuples, 0)::bigint AS rows, pg_total_relation_size(c.oid) AS bytes
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    ORDER BY c.relpages DESC, c.relname LIMIT 12
    """
)
_WHOLE = text("SELECT pg_database_size(current_database())")


@dataclass(frozen=True)
class JobLine:
    """Jobs of one kind that are not done."""

    job: str
    waiting: int
    oldest: datetime
    failing: int


@dataclass(frozen=True)
class Platform:
    """Everything the platform's page shows besides the list of sites."""

    stages: list[tuple[Stage, int]]
    jobs: list[JobLine]
    queue_answers: bool
    tables: list[Any]
    bytes: int
    events: list[tuple[SiteEvent, str]]
    """The newest steps anywhere, with the site's name: what the ministry is told."""

    @property
    def late(self) -> bool:
        """Something has waited for more than ten minutes."""
        return any((now() - line.oldest).total_seconds() > 600 for line in self.jobs)


def platform() -> Platform:
    """As the ministry; the outbox as the relay, which reads nothing else."""
    stages = select(Site.state, func.count()).where(Site.state != Stage.DRAFT).group_by(Site.state)
    counted = {Stage(state): n for state, n in db.session.execute(stages)}
    newest = select(SiteEvent, Site.name).join(Site, Site.id == SiteEvent.site_id)
    return Platform(
        stages=[(stage, counted[stage]) for stage in Stage if stage in counted],
        jobs=_jobs(),
        queue_answers=_queue_answers(),
        tables=list(db.session.execute(_SIZES)),
        bytes=db.session.execute(_WHOLE).scalar_one(),
        events=[(event, name) for event, name in db.session.execute(newest.order_by(SiteEvent.id.desc()).limit(10))],
    )


@enter(Context(Reader.RELAY))
def _jobs() -> list[JobLine]:
    undone = select(Outbox.job, Outbox.created_at, Outbox.attempts).where(Outbox.done_at.is_(None)).limit(LOOKED_AT)
    some = undone.order_by(Outbox.created_at).subquery()
    failing = func.count().filter(some.c.attempts >= FAILING)
    lines = select(some.c.job, func.count(), func.min(some.c.created_at), failing).group_by(some.c.job)
    with db.engine.begin() as connection:
        return [JobLine(*row) for row in connection.execute(lines.order_by(func.count().desc(), some.c.job))]


def _queue_answers() -> bool:
    try:
        return bool(redis().ping())
    except RedisError:
        return False
