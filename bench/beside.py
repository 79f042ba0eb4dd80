"""What a desk waits for while others are busy: while the ledgers are folded, and while one office works ten times as
much as it does.

The desk moves a case every twentieth of a second, with others and without in blocks by turns; what is judged is the
time that 95 of 100 moves stay below. Beside the fold no move may wait for any lock: one that does for a millisecond
fails, and the measurement with it.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import psycopg

from bench.database import connect, superuser
from bench.measure import Ratio, p95
from bench.page import settings_for
from foundation.services import Postgres, Valkey
from foundation.tenancy import Context, Reader
from reporting.jobs import compact_facts
from slrt.app import create_app

LIMIT = 1.2
PACE = 0.05
BLOCK, BLOCKS, CASES = 40, 12, 200
TIMES_AS_MUCH = 10
MOVE = """
UPDATE "case" SET state = %s, due_on = current_date + %s, version = version + 1 WHERE tenant_id = %s AND id = %s"""
Noise = Callable[[threading.Event], None]


def measure(server: Postgres, valkey: Valkey, quiet_id: int, noisy_id: int) -> list[Ratio]:
    """Moves of the quiet office beside the fold, and beside a noisy neighbour."""
    app = create_app(settings_for(server, valkey))

    def fold(running: threading.Event) -> None:
        with app.app_context():
            while running.is_set():
                compact_facts()

    def work_much(running: threading.Event) -> None:
        with superuser(server) as owner, connect(server, "slrt_app") as staff:
            ids = _open_cases(owner, noisy_id)
            for turn in range(1_000_000):
                if not running.is_set():
                    return
                _move(staff, noisy_id, ids[turn % len(ids)], turn)
                time.sleep(PACE / TIMES_AS_MUCH)

    return [
        _beside(
            server, quiet_id, fold, "moving a case, 95 of 100: while ledgers are folded against not", strictly=True
        ),
        _beside(server, quiet_id, work_much, "moving a case, 95 of 100: beside an office at 10x against not"),
    ]


def _beside(server: Postgres, tenant_id: int, noise: Noise, name: str, strictly: bool = False) -> Ratio:
    taken: dict[bool, list[float]] = {True: [], False: []}
    with superuser(server) as owner, connect(server, "slrt_app") as staff:
        ids = _open_cases(owner, tenant_id)
        if strictly:
            staff.execute("SET lock_timeout = '1ms'")
        for block in range(2 * BLOCKS):
            noisy = block % 2 == 1
            with _beside_it(noise if noisy else _silence):
                taken[noisy] += [_timed(staff, tenant_id, ids, block * BLOCK + turn) for turn in range(BLOCK)]
    return Ratio(name, p95(taken[True]), p95(taken[False]), LIMIT)


def _silence(_running: threading.Event) -> None:
    """Nobody else works."""


@contextmanager
def _beside_it(noise: Noise) -> Iterator[None]:
    running = threading.Event()
    running.set()
    other = threading.Thread(target=noise, args=[running])
    other.start()
    try:
        yield
    finally:
        running.clear()
        other.join()


def _timed(staff: psycopg.Connection, tenant_id: int, ids: Sequence[int], turn: int) -> float:
    time.sleep(PACE)
    began = time.perf_counter()
    _move(staff, tenant_id, ids[turn % len(ids)], turn)
    return (time.perf_counter() - began) * 1000


def _move(staff: psycopg.Connection, tenant_id: int, id_: int, turn: int) -> None:
    staff.execute(Context(Reader.STAFF, tenant_id=tenant_id).begin_sql())
    staff.execute(MOVE, [("checking", "referred")[turn // CASES % 2], turn % 14, tenant_id, id_])
    staff.execute("COMMIT")


def _open_cases(owner: psycopg.Connection, tenant_id: int) -> list[int]:
    asked = 'SELECT id FROM "case" WHERE tenant_id = %s AND closed_at IS NULL ORDER BY id LIMIT %s'
    return [id_ for (id_,) in owner.execute(asked, [tenant_id, CASES])]
