"""Every ledger, with people at work: nobody waits for a fold, a killed one changes nothing, clocks differ."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import psycopg
import pytest
from flask import Flask

from foundation import clock
from foundation.config import Settings
from foundation.tenancy import Context, Reader
from reporting import jobs
from reporting.counting import asked, count
from reporting.ledgers import LEDGERS
from tests.world import World

ROUNDS = 25
Work = Callable[[psycopg.Connection, random.Random], None]

CHANGES = (
    """UPDATE "case" SET state = %(state)s, due_on = %(day)s, moved_on = %(day)s, version = version + 1,
       closed_at = CASE WHEN %(state)s = 'closed' THEN now() END WHERE tenant_id = %(t)s AND id = %(case)s""",
    """INSERT INTO case_event (tenant_id, case_id, at, move, from_state, to_state, actor_name, actor_role)
       VALUES (%(t)s, %(case)s, %(at)s, 'check', 'registered', 'checking', 'x', 'back_office')""",
    """UPDATE referral SET decided_on = %(day)s, closed_at = %(at)s WHERE tenant_id = %(t)s""",
    """UPDATE household SET observed_on = %(day)s WHERE tenant_id = %(t)s""",
    """INSERT INTO need (tenant_id, person_id, kind, noted_on, source)
       VALUES (%(t)s, %(person)s, %(kind)s, %(day)s, 'visit')""",
    """UPDATE need SET state = 'met', closed_on = %(day)s WHERE tenant_id = %(t)s AND kind = %(kind)s""",
    """INSERT INTO participation (tenant_id, person_id, programme, standing, valid_from, source)
       VALUES (%(t)s, %(person)s, 'pkh', 'active', %(day)s, 'visit')""",
    """UPDATE participation SET standing = 'ended', end_reason = 'graduated' WHERE tenant_id = %(t)s""",
    """UPDATE appointment SET valid_until = %(day)s WHERE tenant_id = %(t)s""",
    """UPDATE "case" SET state = CASE WHEN closed_at IS NULL THEN 'closed' ELSE 'checking' END,
       closed_at = CASE WHEN closed_at IS NULL THEN %(at)s END WHERE tenant_id = %(t)s AND id = %(back_and_forth)s""",
)
"""At least one for every ledger."""


@pytest.fixture
def at_work(admin, world: World, fill) -> Work:
    """`at_work(connection, chooser)`: an office changes something that each ledger counts."""
    tenant_id = world.a.tenant_id
    referred, back_and_forth, *ids = fill(tenant_id, 7)
    (person_id,) = admin.execute("SELECT id FROM person LIMIT 1").fetchone()
    (worker_id,) = admin.execute(
        "INSERT INTO worker (tenant_id, name, version) VALUES (%s, 'Kenari', 1) RETURNING id", [tenant_id]
    ).fetchone()
    admin.execute(
        """INSERT INTO appointment (tenant_id, worker_id, post, sk_number, sk_date, valid_from, funding, entered_by)
           VALUES (%s, %s, 'facilitator', '1', '2026-01-01', '2026-01-01', 'state', 'x')""",
        [tenant_id, worker_id],
    )
    admin.execute(
        """INSERT INTO referral (tenant_id, case_id, agency_id, state, sent_at, accept_due_on, answer_due_on, version)
           VALUES (%s, %s, %s, 'sent', '2026-04-30 20:00+00', '2026-05-05', '2026-05-10', 1)""",
        [tenant_id, referred, world.a.agencies["health_office"]],
    )

    def change(connection: psycopg.Connection, chooser: random.Random) -> None:
        told = {
            "t": tenant_id, "person": person_id, "case": chooser.choice(ids), "back_and_forth": back_and_forth,
            "state": chooser.choice(("checking", "referred", "answered", "closed")),
            "kind": chooser.choice(("food", "house")),
            "day": date(2026, chooser.randint(1, 12), chooser.randint(1, 28)),
            "at": datetime(2026, chooser.randint(1, 12), 3, chooser.randint(0, 23), tzinfo=UTC),
        }  # fmt: skip
        for statement in CHANGES:
            connection.execute(statement, told)

    return change


@contextmanager
def office(settings: Settings, world: World, waits: str = "2s") -> Iterator[psycopg.Connection]:
    """A member of staff in the middle of a transaction, who gives up when anything is waited for."""
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute(Context(Reader.STAFF, tenant_id=world.a.tenant_id).begin_sql())
        connection.execute(f"SET LOCAL lock_timeout = '{waits}'")
        yield connection


def counted_right(app: Flask) -> bool:
    with app.app_context():
        return jobs.reconcile_facts() == []


def waiting(admin: psycopg.Connection) -> int:
    (n,) = admin.execute(f"SELECT {' + '.join(f'(SELECT count(*) FROM {each.table})' for each in LEDGERS)}").fetchone()
    return n


def test_what_happens_in_these_tests_reaches_every_ledger(app, admin, settings, world, at_work) -> None:
    with app.app_context():
        jobs.compact_facts()
    with office(settings, world) as writer:
        at_work(writer, random.Random(1))
        writer.execute("COMMIT")
    assert [each.table for each in LEDGERS if admin.execute(f"SELECT 1 FROM {each.table}").fetchone() is None] == []


def test_writers_go_on_while_a_fold_is_held_open(app, admin, settings, world, at_work) -> None:
    with psycopg.connect(settings.database_url) as folder:
        folder.execute("SET ROLE slrt_relay")
        for ledger in LEDGERS:
            folder.execute(ledger.fold_sql().replace(":batch", "1000"))
        for number in range(3):
            with office(settings, world) as writer:
                at_work(writer, random.Random(number))
                writer.execute("COMMIT")
        assert counted_right(app), "an open fold is not yet seen, and takes nothing from anybody"
        folder.commit()
    assert counted_right(app)
    assert waiting(admin) > 0


def test_a_fold_goes_on_while_writers_are_in_the_middle(app, admin, settings, world, at_work) -> None:
    with office(settings, world) as writer:
        at_work(writer, random.Random(3))
        admin.execute("ALTER ROLE slrt_app SET lock_timeout = '2s'")
        try:
            with app.app_context():
                jobs.compact_facts()
        finally:
            admin.execute("ALTER ROLE slrt_app RESET lock_timeout")
        assert waiting(admin) == 0
        assert counted_right(app)
        writer.execute("COMMIT")
    assert waiting(admin) > 0
    assert counted_right(app)


FOLDER = """
import sys, psycopg
from reporting.ledgers import LEDGERS
with psycopg.connect(sys.argv[1]) as connection:
    connection.execute("SET ROLE slrt_relay")
    connection.commit()
    print("folding", flush=True)
    while True:
        for ledger in LEDGERS:
            connection.execute(ledger.fold_sql().replace(":batch", "2"))
            connection.commit()
"""


@pytest.mark.drill
def test_a_folder_killed_again_and_again_while_people_work_loses_and_doubles_nothing(
    app, admin, settings, world, at_work
) -> None:
    """kill -9 of the process that folds, somewhere in a statement, before or after its commit, twenty-five times; in
    every fifth round the server's own process for it is ended too."""
    chooser, stop, faults = random.Random(11), threading.Event(), []

    def work(number: int) -> None:
        mine = random.Random(number)
        while not stop.is_set():
            try:
                with office(settings, world, "20s") as writer:
                    at_work(writer, mine)
                    writer.execute(mine.choice(("COMMIT", "COMMIT", "ROLLBACK")))
            except psycopg.errors.DeadlockDetected:  # two writers met on the same rows: neither has to do with folding
                continue
            except psycopg.Error as fault:
                faults.append(fault)

    writers = [threading.Thread(target=work, args=[number]) for number in range(2)]
    for each in writers:
        each.start()
    try:
        for number in range(ROUNDS):
            folder = subprocess.Popen([sys.executable, "-c", FOLDER, settings.database_url], stdout=subprocess.PIPE)
            assert folder.stdout is not None
            assert folder.stdout.readline() == b"folding\n"
            time.sleep(chooser.uniform(0.0, 0.2))
            if number % 5 == 0:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE usename = 'slrt_app' AND query LIKE '%folded AS%'"
                )
            folder.kill()
            folder.wait()
            folder.stdout.close()
            assert counted_right(app), number
    finally:
        stop.set()
        for each in writers:
            each.join()
    with app.app_context():
        jobs.compact_facts()
    assert counted_right(app)
    assert waiting(admin) == 0
    assert faults == []


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Asia/Jakarta", date(2026, 3, 31)), ("Asia/Makassar", date(2026, 3, 31)), ("Asia/Jayapura", date(2026, 4, 1))],
)
def test_at_midnight_each_office_counts_by_its_own_wall(as_, app, admin, world: World, fill, zone, day) -> None:
    """Half past three in the afternoon in universal time: 22.30, 23.30 and half past midnight of the next month."""
    admin.execute("UPDATE tenant SET timezone = %s WHERE id = %s", [zone, world.a.tenant_id])
    (case_id, other) = fill(world.a.tenant_id, 2, due=None)
    at = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)
    admin.execute(
        """INSERT INTO case_event (tenant_id, case_id, at, move, from_state, to_state, actor_name, actor_role)
           VALUES (%s, %s, %s, 'check', 'registered', 'checking', 'x', 'back_office')""",
        [world.a.tenant_id, case_id, at],
    )
    admin.execute(
        """INSERT INTO referral (tenant_id, case_id, agency_id, state, sent_at, accept_due_on, answer_due_on, version)
           VALUES (%s, %s, %s, 'sent', %s, '2026-05-05', '2026-05-10', 1)""",
        [world.a.tenant_id, other, world.a.agencies["health_office"], at],
    )
    admin.execute(
        """UPDATE "case" SET opened_on = '2026-03-01', state = 'closed', resolution = 'resolved', closed_at = %s
           WHERE id = %s""",
        [at, case_id],
    )
    month = day.replace(day=1)
    for _folded in range(2):
        with as_(world.a.manager):
            assert dict(count(asked("cases_closed", ["day"]))) == {(day,): 1}
            assert dict(count(asked("cases_ended", ["month"]))) == {(month,): 1}
            assert dict(count(asked("referrals_sent", ["month"]))) == {(month,): 1}
            assert dict(count(asked("steps_taken", ["day"]))) == {(day,): 1}
            with clock.set_to(datetime(2026, 4, 2, tzinfo=UTC)):
                still_open = [date(2026, 3, 30), date(2026, 3, 31)]
                on = [dict(count(asked("cases_open", until=each))).get((), 0) for each in still_open]
            assert on == [1, 1 if day.month == 4 else 0]
        with app.app_context():
            assert jobs.reconcile_facts() == []
            jobs.compact_facts()
