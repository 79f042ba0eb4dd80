"""Lists as long as a district is large: the round out and back, and a worker that is killed in the middle of it."""

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from foundation import jobs
from tests.exchange import lists
from tests.exchange.test_exports import REASON, table

pytestmark = pytest.mark.drill
MANY = 100_000
SOME = 20_000
PATIENCE = 300
"""Seconds: work that was cut off is sent again after half a minute."""
WORK = [sys.executable, "-c", "from slrt.worker import work; work()"]


@pytest.fixture
def take(visit, client) -> Callable[[], bytes]:
    """`take()`: everybody, with whole numbers."""

    def download() -> bytes:
        token = client.get("/data/keluar").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
        told = {"format": "xlsx", "columns": "list", "whole": "1", "reason": REASON, "csrf_token": token}
        return client.post("/data/keluar", data=told).data

    return download


def test_a_hundred_thousand_people_come_in_go_out_and_come_back_the_same(world, bring_in, take, admin):
    told = lists.rows(MANY)
    assert "100.000" in bring_in(lists.workbook(told))
    gone = take()
    first = table(gone)
    shown = ("NIK", "Nomor KK", "Nama sesuai KTP", "Jenis kelamin", "Tanggal lahir", "Nama desa atau kelurahan")
    assert [tuple(each[name] for name in shown) for each in first] == [
        (nik, card, name, "Laki-laki", birth, "Lalang") for _no, nik, card, name, _sex, birth, *_where in told
    ]
    admin.execute("TRUNCATE person, household, observation, import_row CASCADE")
    assert "100.000" in bring_in(gone)
    assert table(take()) == first


@pytest.fixture
def environment(settings) -> dict[str, str]:
    """Of a worker beside this process."""
    keys = [f"{name}:{base64.b64encode(key).decode()}" for name, key in settings.data_keys.items()]
    return {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SLRT_SECRET_KEY": settings.secret_key,
        "SLRT_DATA_KEYS": ",".join(keys),
        "SLRT_LOOKUP_KEY": base64.b64encode(settings.lookup_key).decode(),
    }


@pytest.fixture
def worker(environment) -> Iterator[Callable[[], None]]:
    """`worker()`: kill -9 whoever works, and start another."""
    running: list[subprocess.Popen[bytes]] = []

    def again() -> None:
        if running:
            running[-1].send_signal(signal.SIGKILL)
            running[-1].wait()
        running.append(subprocess.Popen(WORK, env=environment))

    yield again
    running[-1].kill()
    running[-1].wait()


def test_a_worker_killed_in_the_middle_loses_nobody_and_doubles_nobody(app, world, bring, visit, worker, admin):
    number = bring(lists.workbook(lists.rows(SOME)))
    page = visit(f"/data/masuk/{number}/kolom")
    guessed = {f"c{place}": slug for place, slug in enumerate(_chosen(page))}
    visit(f"/data/masuk/{number}/kolom", **guessed)
    worker()
    wait = _Waiting(app, admin, number)
    wait.until("checked >= 4000 AND checked < total")
    worker()
    wait.until("state = 'checked'")
    assert wait.told("total, checked, bad, known") == (SOME, SOME, 0, 0)
    visit(f"/data/masuk/{number}/simpan", choice="all", version=str(wait.told("version")[0]))
    for recorded in (1, 8_001):
        wait.for_a_statement("MERGE INTO person", f"written >= {recorded - 1}")
        worker()
        wait.until(f"written >= {recorded}")
    wait.until("state = 'done'")
    assert wait.told("written, added") == (SOME, SOME)
    people = admin.execute("SELECT count(*), count(DISTINCT nik_hash), count(DISTINCT name) FROM person").fetchone()
    assert people == (SOME, SOME, SOME)
    said = admin.execute("SELECT count(*), count(DISTINCT person_id) FROM observation WHERE person_id IS NOT NULL")
    assert said.fetchone() == (SOME, SOME)
    houses = admin.execute("SELECT count(*), count(DISTINCT family_card_hash) FROM household").fetchone()
    assert houses == (9_999, 9_999)
    assert admin.execute("SELECT count(*) FROM outbox WHERE done_at IS NULL").fetchone() == (0,)
    assert admin.execute("SELECT count(*) FROM import_chunk").fetchone() == (0,)


class _Waiting:
    """Looks at a list from behind, and sends again what was cut off, as the clock does."""

    def __init__(self, app, admin: psycopg.Connection, number: int) -> None:
        self._app, self._admin, self._number = app, admin, number

    def told(self, columns: str) -> tuple[int, ...]:
        found = self._admin.execute(f"SELECT {columns} FROM import_batch WHERE id = %s", [self._number]).fetchone()
        assert found is not None
        return found

    def until(self, condition: str) -> None:
        self._until(condition, lambda: bool(self.told(condition)[0]), 0.2)

    def for_a_statement(self, words: str, condition: str) -> None:
        """In the middle of a piece: a server is at that statement."""
        busy = (
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE %s AND pid <> pg_backend_pid()"
        )
        self._until(
            words,
            lambda: bool(self.told(condition)[0]) and self._admin.execute(busy, [f"%{words}%"]).fetchone() != (0,),
            0.01,
        )

    def _until(self, what: str, is_so: Callable[[], bool], pause: float) -> None:
        ends, sent = time.monotonic() + PATIENCE, time.monotonic()
        while not is_so():
            assert time.monotonic() < ends, f"waited in vain for {what}: {self.told('state, checked, written')}"
            if time.monotonic() > sent + 3:
                sent = time.monotonic()
                with self._app.app_context():
                    jobs.send_waiting()
            time.sleep(pause)


def _chosen(page: str) -> list[str]:
    """What the page of the columns has guessed, by place."""
    asked = page.split('<select class="form-select" id="f-c')[1:]
    return [each.split('" selected')[0].rsplit('value="', 1)[1] if '" selected' in each else "" for each in asked]
