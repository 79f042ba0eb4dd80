"""Work for later: an outbox row in the same transaction, handed to RQ after commit, taking effect once.

PostgreSQL is the truth about jobs; the queue only carries (tenant, outbox id). Losing it loses nothing: the
sweeper sends again whatever is not done. A job runs as a trustee of its own tenant, in one transaction together
with the mark that it is done, so that a second delivery finds nothing to do.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import Flask, current_app
from redis import Redis, RedisError
from rq import Queue
from sqlalchemy import DateTime, Index, Text, event, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.clock import now
from foundation.db import Base, db
from foundation.tenancy import Context, Reader, TenantMixin, current, current_tenant_id, enter, practises, practising

log = structlog.get_logger()
_handlers: dict[str, Callable[..., None]] = {}
_when_failed: dict[str, Callable[..., None]] = {}
_COMMITTED = "slrt_outbox_rows"
ENTRY = "foundation.jobs.run_in_worker"
RETRY_AFTER = timedelta(seconds=30)
PLENTY = 100
"""A queue this long is work in hand, not work lost."""
LONGEST_WAIT = timedelta(hours=6)
_attempt: ContextVar[int] = ContextVar("slrt_job_attempt", default=1)


class Outbox(TenantMixin, Base):
    """A job that must happen. The payload holds ids only, never personal data."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_open", "created_at", postgresql_where=text("done_at IS NULL")),)

    job: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())
    not_before: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(server_default="0")


class Postponed(Exception):
    """A job that must not happen before `until` (aware). No fault: it is not counted, and comes again then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


@dataclass(frozen=True)
class Failure:
    """A try that failed, for whoever tells people of it: why, the how-manieth, and when it is tried again."""

    fault: Exception
    attempt: int
    again_at: datetime
    reference: str
    """Stands in the log beside the fault itself."""


@dataclass(frozen=True)
class UnknownJob(Exception):
    """An outbox row names a job that no room has registered."""

    name: str


class LeavesPractice(Exception):
    """Practice left work to an office, or an office to practice: a mistake in the code."""


def job(name: str, failed: Callable[..., None] | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as the job of that name: `@job("cases.send_message")`. It gets the payload as keywords.

    `failed` gets the Failure and the same payload after each try that failed, in the job's tenant and a transaction of
    its own; it can change nothing about the next try.
    """

    def register(handler: Callable[..., None]) -> Callable[..., None]:
        _handlers[name] = handler
        if failed is not None:
            _when_failed[name] = failed
        return handler

    return register


def later(name: str, **payload: int | str) -> None:
    """Have the job done after this transaction commits, in this transaction's tenant."""
    later_in(current_tenant_id(), name, **payload)


def later_in(tenant_id: int, name: str, **payload: int | str) -> None:
    """The same in another tenant, where this reader may leave work. Raises LeavesPractice where practice ends."""
    if current().tenant_id is not None and practises(tenant_id) != practising():
        raise LeavesPractice(name)
    row = Outbox(tenant_id=tenant_id, job=name, payload=payload)
    db.session.add(row)
    db.session.flush()
    db.session.info.setdefault(_COMMITTED, []).append((row.tenant_id, row.id))


def init_app(app: Flask, redis_url: str) -> None:
    """Connect the queue, and send what a transaction announced once it has committed."""
    app.extensions["slrt_redis"] = Redis.from_url(redis_url, socket_connect_timeout=2, health_check_interval=30)
    if not event.contains(db.session, "after_commit", _send_committed):
        event.listen(db.session, "after_commit", _send_committed)
        event.listen(db.session, "after_rollback", _forget)


def redis() -> Redis:
    """The running application's Valkey connection."""
    return current_app.extensions["slrt_redis"]


@contextmanager
def at_office(tenant_id: int) -> Iterator[None]:
    """`as_staff_of`, for who comes from another office; LeavesPractice: nobody goes in or out of a practice room."""
    if practises(tenant_id) != practising():
        raise LeavesPractice
    with as_staff_of(tenant_id):
        yield


@contextmanager
def as_staff_of(tenant_id: int) -> Iterator[None]:
    """Inside, that tenant's own staff's reader, with a session and a transaction of its own, committed at the end."""
    context = Context(Reader.STAFF, tenant_id=tenant_id, sees_confidential=True)
    with current_app.app_context(), enter(context):  # a new application context has a new session
        try:
            yield
            db.session.commit()
        except Exception:
            db.session.rollback()
            raise


def run(tenant_id: int, outbox_id: int) -> bool:
    """Do one job now. False when it is done already or not yet due; its own errors pass through."""
    with enter(Context(Reader.STAFF, tenant_id=tenant_id, sees_confidential=True)):
        try:
            row = db.session.scalars(
                select(Outbox)
                .where(Outbox.id == outbox_id, Outbox.done_at.is_(None), Outbox.not_before <= now())
                .with_for_update(skip_locked=True)
            ).one_or_none()
            if row is None:
                return False
            if row.job not in _handlers:
                raise UnknownJob(row.job)
            _attempt.set(row.attempts + 1)
            _handlers[row.job](**row.payload)
            row.done_at = now()
            db.session.commit()
        except Postponed as wait:
            db.session.rollback()
            _come_again(outbox_id, wait.until)
            return False
        except Exception as fault:
            db.session.rollback()
            _count_failure(outbox_id, fault)
            raise
        return True


def attempt() -> int:
    """Inside a job: the how-manieth try this is, from 1, so that it can give up in its own words."""
    return _attempt.get()


def _count_failure(outbox_id: int, fault: Exception) -> None:
    """Try again later, each time after twice as long; not before the fault's `retry_after` seconds."""
    row = _unfinished(outbox_id)
    if row is None:
        return
    attempts, at_least = row.attempts + 1, timedelta(seconds=getattr(fault, "retry_after", 0))
    wait = max(min(RETRY_AFTER * 2**attempts, LONGEST_WAIT), at_least)
    row.attempts, row.not_before = attempts, now() + wait
    name, payload = row.job, dict(row.payload)
    failure = Failure(fault, attempts, row.not_before, f"{outbox_id}-{attempts}")
    db.session.commit()
    log.warning("job_failed", job=name, outbox_id=outbox_id, attempts=attempts, reference=failure.reference,
                exc_info=fault)  # fmt: skip
    if name in _when_failed:
        _tell(_when_failed[name], failure, payload)


def _tell(teller: Callable[..., None], failure: Failure, payload: Mapping[str, Any]) -> None:
    """That nobody could be told is a fault of its own: the job itself is tried again all the same."""
    try:
        teller(failure, **payload)
        db.session.commit()
    except Exception:
        db.session.rollback()
        log.exception("failure_untold", reference=failure.reference)


def _come_again(outbox_id: int, at: datetime) -> None:
    row = _unfinished(outbox_id)
    if row is not None:
        row.not_before, row.sent_at = at, None
        db.session.commit()


def _unfinished(outbox_id: int) -> Outbox | None:
    row = db.session.get(Outbox, (current_tenant_id(), outbox_id))
    if row is None or row.done_at is not None:
        db.session.rollback()
        return None
    return row


def send_waiting(limit: int = 1000) -> int:
    """The sweeper: hand to the queue every due job that is not done and was not sent lately. Returns how many.

    Only when the queue is short: in a long one they may be waiting already, and each sweep would make it longer.
    """
    if _waiting_in_queue() >= PLENTY:
        return 0
    with enter(Context(Reader.RELAY)):
        stale = now() - RETRY_AFTER
        waiting = (
            select(Outbox.tenant_id, Outbox.id)
            .where(Outbox.done_at.is_(None), Outbox.not_before <= now())
            .where((Outbox.sent_at.is_(None)) | (Outbox.sent_at < stale))
            .order_by(Outbox.created_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = [(r.tenant_id, r.id) for r in db.session.execute(waiting)]
        for tenant_id, outbox_id in rows:
            db.session.execute(
                update(Outbox).where(Outbox.tenant_id == tenant_id, Outbox.id == outbox_id).values(sent_at=now())
            )
        db.session.commit()
    return sum(_enqueue(tenant_id, outbox_id) for tenant_id, outbox_id in rows)


def run_waiting(limit: int = 1000) -> int:
    """Do every due job in this process, without the queue: for tests and for `slrt jobs run`."""
    with enter(Context(Reader.RELAY)):
        due = select(Outbox.tenant_id, Outbox.id).where(Outbox.done_at.is_(None), Outbox.not_before <= now())
        oldest = due.order_by(Outbox.created_at, Outbox.id).limit(limit)
        rows = [(r.tenant_id, r.id) for r in db.session.execute(oldest)]
        db.session.rollback()
    return sum(_run_or_postpone(tenant_id, outbox_id) for tenant_id, outbox_id in rows)


def _run_or_postpone(tenant_id: int, outbox_id: int) -> bool:
    """One job that fails is counted and comes again later; it does not hold up the others."""
    try:
        return run(tenant_id, outbox_id)
    except Exception:
        log.exception("job_postponed", outbox_id=outbox_id)
        return False


def _waiting_in_queue() -> int:
    try:
        return Queue("slrt", connection=redis(), serializer="json").count
    except RedisError:
        return 0  # sending will find out, and the rows stay as they are until it works


def _enqueue(tenant_id: int, outbox_id: int) -> bool:
    try:
        queue = Queue("slrt", connection=redis(), serializer="json")
        queue.enqueue(ENTRY, tenant_id, outbox_id, result_ttl=0, failure_ttl=86400)
    except RedisError:
        log.warning("queue_unreachable", outbox_id=outbox_id)  # the sweeper sends it again
        return False
    return True


def run_in_worker(tenant_id: int, outbox_id: int) -> None:
    """What RQ calls. The worker process has pushed the application's context (slrt.worker)."""
    run(tenant_id, outbox_id)
    db.session.remove()


def _send_committed(session: Session) -> None:
    for tenant_id, outbox_id in session.info.pop(_COMMITTED, []):
        _enqueue(tenant_id, outbox_id)


def _forget(session: Session) -> None:
    session.info.pop(_COMMITTED, None)
