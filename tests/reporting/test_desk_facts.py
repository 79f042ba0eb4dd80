"""Facts about desks are exact: while many write and fold, and after every kind of step."""

import random
import threading

import psycopg
from flask import Flask

from foundation.config import Settings
from foundation.tenancy import Context, Reader
from reporting import jobs
from tests.world import World

WRITERS, STEPS = 3, 30


def _steps(connection: psycopg.Connection, tenant_id: int, case_id: int, move: str, before: str, after: str) -> None:
    connection.execute(
        """INSERT INTO case_event (tenant_id, case_id, at, move, from_state, to_state, actor_name, actor_role)
           VALUES (%s, %s, now(), %s, %s, %s, 'x', 'back_office')""",
        [tenant_id, case_id, move, before, after],
    )


def test_desk_facts_agree_with_a_recount_while_many_write_and_fold(app: Flask, settings: Settings, world, fill) -> None:
    ids = {site.tenant_id: fill(site.tenant_id, WRITERS) for site in (world.a, world.b)}
    owners = {site.tenant_id: [None, *(m.membership_id for m in site.members.values())] for site in (world.a, world.b)}
    running, faults = threading.Event(), []
    running.set()

    def write(number: int) -> None:
        chooser = random.Random(number)
        with psycopg.connect(settings.database_url, autocommit=True) as connection:
            for _ in range(STEPS):
                tenant_id = chooser.choice(list(ids))
                case_id = ids[tenant_id][number]
                closed = chooser.random() < 0.2
                connection.execute(Context(Reader.STAFF, tenant_id=tenant_id).begin_sql())
                connection.execute(
                    """UPDATE "case" SET state = %s, state_on = current_date - %s::int, moved_on = current_date,
                              due_on = CASE WHEN %s THEN NULL ELSE current_date + %s::int END, owner_id = %s,
                              closed_at = CASE WHEN %s THEN now() END, version = version + 1
                       WHERE tenant_id = %s AND id = %s""",
                    [
                        "closed" if closed else chooser.choice(("checking", "referred", "answered")),
                        chooser.randint(0, 9), closed, chooser.randint(-9, 9), chooser.choice(owners[tenant_id]),
                        closed, tenant_id, case_id,
                    ],
                )  # fmt: skip
                _steps(connection, tenant_id, case_id, chooser.choice(("check", "return")), "checking", "assessing")
                connection.execute(chooser.choice(("COMMIT", "COMMIT", "ROLLBACK")))

    def fold() -> None:
        while running.is_set():
            with app.app_context():
                jobs.compact_facts(batch=5)
                faults.extend(jobs.reconcile_facts())

    watchers = [threading.Thread(target=fold) for _ in range(2)]
    writers = [threading.Thread(target=write, args=[number]) for number in range(WRITERS)]
    for thread in (*watchers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    running.clear()
    for thread in watchers:
        thread.join()
    with app.app_context():
        faults.extend(jobs.reconcile_facts())
        jobs.compact_facts()
        assert faults == jobs.reconcile_facts() == []


def test_a_wrong_desk_fact_is_found_and_named(app: Flask, world: World, fill, admin) -> None:
    fill(world.b.tenant_id, 2)
    with app.app_context():
        jobs.compact_facts()
        admin.execute("UPDATE case_fact_wait SET n = n - 1")
        (drift,) = jobs.reconcile_facts()
    assert (drift.fact, drift.key, drift.n) == ("wait", f"checking {_day(admin)}", -1)


def _day(admin: psycopg.Connection) -> object:
    return admin.execute("SELECT current_date").fetchone()[0]


def test_nobody_above_the_site_reads_whose_desk_is_full(app: Flask, world: World, admin) -> None:
    for table in ("case_desk_delta", "case_fact_owner", "case_fact_wait", "case_fact_step", "case_step_delta"):
        for role in ("slrt_supervisor", "slrt_ministry", "slrt_agency", "slrt_public"):
            held = admin.execute("SELECT has_table_privilege(%s, %s, 'SELECT')", [role, table]).fetchone()
            assert held == (False,), (role, table)
