"""Work for later: in the writer's transaction, once, and not lost with the queue."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from redis import Redis
from sqlalchemy import select
from structlog.testing import capture_logs

from foundation import clock, jobs
from foundation.db import db
from foundation.jobs import Failure, Outbox, Postponed, attempt, job, later, run
from foundation.tenancy import Context, Reader, current, enter

DONE: list[tuple[int | None, int]] = []


@job("tests.note")
def note(number: int) -> None:
    """Remember who did what, for whom."""
    if number < 0:
        raise RuntimeError("asked to fail")
    DONE.append((current().tenant_id, number))


@pytest.fixture(autouse=True)
def forget():
    DONE.clear()


def ask(app, tenant_id: int, number: int, keep: bool = True, name: str = "tests.note") -> int:
    """Write the outbox row as that tenant's staff."""
    with app.app_context(), enter(Context(Reader.STAFF, tenant_id=tenant_id)):
        later(name, **{"tries" if name == "tests.wait" else "number": number})
        outbox_id = db.session.scalars(select(Outbox.id).order_by(Outbox.id.desc())).first()
        db.session.commit() if keep else db.session.rollback()
    return outbox_id


def test_a_job_runs_in_its_tenant_and_once(app, world) -> None:
    outbox_id = ask(app, world.a.tenant_id, 1)
    with app.app_context():
        assert run(world.a.tenant_id, outbox_id) is True
        assert run(world.a.tenant_id, outbox_id) is False
    assert [(world.a.tenant_id, 1)] == DONE


def test_two_workers_at_once_do_it_once(app, world) -> None:
    outbox_id = ask(app, world.a.tenant_id, 2)

    def work(_number: int) -> bool:
        with app.app_context():
            return run(world.a.tenant_id, outbox_id)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 1
    assert [(world.a.tenant_id, 2)] == DONE


def test_a_rolled_back_request_leaves_no_job(app, world) -> None:
    ask(app, world.a.tenant_id, 3, keep=False)
    with app.app_context():
        assert jobs.run_waiting() == 0
    assert DONE == []


def test_losing_the_queue_loses_no_job(app, world, settings) -> None:
    ask(app, world.a.tenant_id, 4)
    Redis.from_url(settings.redis_url).flushdb()
    with app.app_context():
        assert jobs.send_waiting() == 1
        assert jobs.redis().llen("rq:queue:slrt") == 1


def test_a_long_queue_is_not_made_longer(app, world) -> None:
    ask(app, world.a.tenant_id, 4)
    with app.app_context():
        jobs.redis().delete("rq:queue:slrt")
        jobs.redis().rpush("rq:queue:slrt", *(f"other-{n}" for n in range(jobs.PLENTY)))
        assert jobs.send_waiting() == 0
        jobs.redis().ltrim("rq:queue:slrt", 0, 5)
        assert jobs.send_waiting() == 1


def test_a_failing_job_comes_again_later_and_holds_up_nobody(app, world, admin) -> None:
    ask(app, world.a.tenant_id, -1)
    ask(app, world.b.tenant_id, 5)
    with app.app_context():
        assert jobs.run_waiting() == 1
    assert [(world.b.tenant_id, 5)] == DONE
    row = admin.execute("SELECT attempts, done_at, not_before > now() FROM outbox WHERE done_at IS NULL").fetchone()
    assert row == (1, None, True)


TOLD: list[tuple[int, int, str]] = []


def _tell(failure: Failure, number: int) -> None:
    TOLD.append((number, failure.attempt, failure.reference))
    if number == 2:
        raise RuntimeError("nobody can be told")


@job("tests.fail", failed=_tell)
def fail(number: int) -> None:
    """Never ends well."""
    raise RuntimeError(f"cannot do {number}")


@pytest.mark.parametrize("number", [1, 2], ids=["told", "untold"])
def test_a_room_hears_of_each_try_that_failed_under_the_number_in_the_log(app, world, number: int) -> None:
    TOLD.clear()
    outbox_id = ask(app, world.a.tenant_id, number, name="tests.fail")
    with app.app_context(), capture_logs() as log:
        for hours in (0, 1):
            with clock.set_to(clock.now() + timedelta(hours=hours)):
                jobs.run_waiting()
        with enter(Context(Reader.STAFF, tenant_id=world.a.tenant_id)):
            assert db.session.get_one(Outbox, (world.a.tenant_id, outbox_id)).attempts == 2, "tried again all the same"
            db.session.rollback()
    references = [each["reference"] for each in log if each["event"] == "job_failed"]
    assert [(number, tries, reference) for tries, reference in enumerate(references, 1)] == TOLD
    assert all(isinstance(each["exc_info"], RuntimeError) for each in log if each["event"] == "job_failed")


@job("tests.wait")
def wait(tries: int) -> None:
    """Not before tomorrow; or fails until the given try."""
    if tries == 0:
        raise Postponed(clock.now() + timedelta(days=1))
    if attempt() < tries:
        raise Busy
    DONE.append((current().tenant_id, attempt()))


class Busy(RuntimeError):
    """Says how long to wait, as messaging.Undeliverable does."""

    retry_after = 3600


def test_a_postponed_job_is_no_fault_and_comes_again_then(app, world, admin) -> None:
    ask(app, world.a.tenant_id, 0, name="tests.wait")
    with app.app_context():
        assert jobs.run_waiting() == 0
    row = admin.execute("SELECT attempts, done_at, not_before > now() + interval '23 hours' FROM outbox").fetchone()
    assert row == (0, None, True)


def test_a_job_knows_its_try_and_waits_as_long_as_it_is_told(app, world, admin) -> None:
    ask(app, world.a.tenant_id, 2, name="tests.wait")
    with app.app_context():
        assert jobs.run_waiting() == 0
        row = admin.execute("SELECT attempts, not_before > now() + interval '59 minutes' FROM outbox").fetchone()
        assert row == (1, True)
        with clock.set_to(clock.now() + timedelta(hours=2)):
            assert jobs.run_waiting() == 1
    assert [(world.a.tenant_id, 2)] == DONE
