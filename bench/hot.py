"""What the ledgers cost while many write at once: four writers on the largest office, and four on the whole country.

A writer registers a case and moves another, each in a transaction of its own, as the application's statements do: the
number from the office's counter, the case, its step. Writers are processes, so that none waits for another's Python;
blocks with the ledgers' triggers and without take turns, on other cases. What no ledger knows of is taken back.
"""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection

import psycopg

from bench.database import NAME, superuser
from bench.measure import Ratio, in_turns
from bench.page import settings_for
from foundation.services import Postgres, Valkey
from foundation.tenancy import Context, Reader
from reporting.jobs import compact_facts
from slrt.app import create_app

WRITERS = 4
EACH = 40
"""Cases that a writer registers, and as many that it moves, in one block."""
BLOCKS, WARM = 24, 4
HOT, MIXED = round(1 / 0.8, 2), round(1 / 0.85, 2)
"""How many times as long a block may take with the ledgers: throughput at least 0.8, and 0.85, of that without."""
MARK = "HOT-"
_NUMBER = """
INSERT INTO year_counter AS c (tenant_id, series, year, last) VALUES (%(tenant)s, 'case', 2026, 1)
ON CONFLICT (tenant_id, series, year) DO UPDATE SET last = c.last + 1 RETURNING last"""
_REGISTER = f"""
INSERT INTO "case" (tenant_id, code, person_id, case_type, kind, sector, channel, village_code, state, opened_at,
                    opened_on, state_on, moved_on, promised_on, due_on, version)
SELECT tenant_id, '{MARK}' || %(name)s, person_id, case_type, kind, sector, channel, village_code,
       'registered', now(), current_date, current_date, current_date, current_date + 14, current_date + 14, 1
FROM "case" WHERE tenant_id = %(tenant)s AND id = %(id)s RETURNING id"""
_MOVE = """
UPDATE "case" SET state = %(state)s, due_on = current_date + 10, state_on = current_date, moved_on = current_date,
                  version = version + 1 WHERE tenant_id = %(tenant)s AND id = %(id)s"""
_STEP = """
INSERT INTO case_event (tenant_id, case_id, at, move, from_state, to_state, actor_name, actor_role)
VALUES (%(tenant)s, %(id)s, now(), %(move)s, %(before)s, %(state)s, 'x', 'front_office')"""
_TRIGGERS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE tgrelid IN ('"case"'::regclass, 'case_event'::regclass) AND NOT tgisinternal AND tgname ~ '(ledger|outcome)'"""
_SAME = "c.tenant_id = e.tenant_id AND c.id = e.case_id"
Case = tuple[int, int]
"""Tenant and number."""


def measure(server: Postgres, valkey: Valkey, tenant_id: int) -> list[Ratio]:
    """The largest office alone, then offices as they come."""
    with create_app(settings_for(server, valkey)).app_context():
        compact_facts()
    return [
        _writing(server, f"WHERE tenant_id = {int(tenant_id)}", "one office", HOT),
        _writing(server, "WHERE true", "all offices", MIXED),
    ]


def _writing(server: Postgres, where: str, whose: str, limit: float) -> Ratio:
    with superuser(server) as owner, _writers(server) as writers:
        triggers = owner.execute(_TRIGGERS).fetchall()
        chosen = owner.execute(
            f"""SELECT tenant_id, id, state, due_on, state_on, moved_on FROM "case"
                {where} AND closed_at IS NULL ORDER BY (id * 7919) % 1000003, id LIMIT {2 * WRITERS * EACH}"""
        ).fetchall()

        def ledgers(verb: str) -> None:
            for table, trigger in triggers:
                owner.execute(f"ALTER TABLE {table} {verb} TRIGGER {trigger}")

        def block(turn: int, verb: str, cases: Sequence[tuple]) -> None:
            ledgers(verb)
            state = ("checking", "assessing")[turn % 2]
            for place, writer in enumerate(writers):
                writer.send((f"{verb[0]}{time.time_ns()}-{place}", state, [row[:2] for row in cases[place::WRITERS]]))
            for writer in writers:
                writer.recv()

        known, unknown = chosen[::2], chosen[1::2]
        try:
            ours, other = in_turns(
                lambda turn: block(turn, "ENABLE", known), lambda turn: block(turn, "DISABLE", unknown), BLOCKS, WARM
            )
        finally:
            ledgers("DISABLE")
            _take_back(owner, unknown)
            ledgers("ENABLE")
    name = f"{WRITERS} writers, {2 * WRITERS * EACH} cases registered or moved, {whose}: with ledgers against without"
    return Ratio(name, ours, other, limit)


def _take_back(owner: psycopg.Connection, unknown: Sequence[tuple]) -> None:
    """The cases that no ledger has heard of, and the steps of those that were moved without."""
    owner.execute(f"DELETE FROM case_event e USING \"case\" c WHERE {_SAME} AND c.code ^@ '{MARK}D'")
    owner.execute(f"DELETE FROM \"case\" WHERE code ^@ '{MARK}D'")
    with owner.cursor() as cursor:
        cursor.executemany(
            """UPDATE "case" SET state = %s, due_on = %s, state_on = %s, moved_on = %s
               WHERE tenant_id = %s AND id = %s""",
            [(*row[2:], *row[:2]) for row in unknown],
        )
        cursor.executemany("DELETE FROM case_event WHERE tenant_id = %s AND case_id = %s", [row[:2] for row in unknown])


@contextmanager
def _writers(server: Postgres) -> Iterator[list[Connection]]:
    """Processes that wait for work, each with a connection of its own, and the ends of their pipes."""
    started = multiprocessing.get_context("spawn")
    pipes = [started.Pipe() for _writer in range(WRITERS)]
    url = server.url_for("slrt_app", NAME)
    processes = [started.Process(target=work, args=[theirs, url], daemon=True) for _ours, theirs in pipes]
    for process in processes:
        process.start()
    for _ours, theirs in pipes:
        theirs.close()  # a writer that dies ends the measurement instead of being waited for
    ends = [ours for ours, _theirs in pipes]
    try:
        for end in ends:
            end.recv()
        yield ends
    finally:
        for process in processes:
            process.terminate()


def work(pipe: Connection, url: str) -> None:
    """A writer: does what it is sent, and says when it has."""
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
        pipe.send("ready")
        while True:
            name, state, cases = pipe.recv()
            for number, case in enumerate(cases):
                _register(connection, f"{name}-{number}", case)
                _move(connection, state, case)
            pipe.send("done")


def _register(connection: psycopg.Connection, name: str, case: Case) -> None:
    tenant_id, like = case
    connection.execute(Context(Reader.STAFF, tenant_id=tenant_id).begin_sql())
    connection.execute(_NUMBER, {"tenant": tenant_id})
    (id_,) = connection.execute(_REGISTER, {"tenant": tenant_id, "id": like, "name": name}).fetchone()
    connection.execute(_STEP, {"tenant": tenant_id, "id": id_, "move": "register", "before": None, "state": "x"})
    connection.execute("COMMIT")


def _move(connection: psycopg.Connection, state: str, case: Case) -> None:
    tenant_id, id_ = case
    connection.execute(Context(Reader.STAFF, tenant_id=tenant_id).begin_sql())
    connection.execute(_MOVE, {"tenant": tenant_id, "id": id_, "state": state})
    connection.execute(_STEP, {"tenant": tenant_id, "id": id_, "move": "check", "before": "registered", "state": state})
    connection.execute("COMMIT")
