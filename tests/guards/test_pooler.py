"""Through a transaction pooler, where every transaction may run on a connection another tenant has just used."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select

from cases.models import Case
from foundation.config import Settings
from foundation.db import db
from foundation.leash import leashed
from foundation.services import Postgres
from foundation.tenancy import Context, Reader, enter
from slrt.app import create_app
from tests import prepared

PGBOUNCER = shutil.which("pgbouncer")
THREADS, TURNS, SERVERS = 100, 10, 4

pytestmark = pytest.mark.skipif(PGBOUNCER is None, reason="needs pgbouncer, which .ci/run installs")


@pytest.fixture(scope="module")
def pooled(postgres: Postgres, settings: Settings, root: Path, tmp_path_factory) -> Iterator[Flask]:
    """A house whose every transaction passes deploy's PgBouncer, with four connections and no reset between them."""
    folder, port = tmp_path_factory.mktemp("pooler"), _free_port()
    user = _server_user(postgres)
    lines = (root / "deploy" / "pgbouncer.ini").read_text().splitlines()
    own = {
        "slrt =": f"{prepared.NAME} = host={postgres.sockets} port=5432 user=slrt_app",
        "listen_addr": "listen_addr = 127.0.0.1",
        "listen_port": f"listen_port = {port}",
        "auth_type": "auth_type = any",
        "auth_file": "",
        "default_pool_size": f"default_pool_size = {SERVERS}",
        "reserve_pool_size": "reserve_pool_size = 0",
        "server_reset_query_always": "server_reset_query_always = 0",
    }
    ini = [next((new for begin, new in own.items() if line.startswith(begin)), line) for line in lines]
    config = postgres.folder / "pgbouncer.ini"  # where the user that PostgreSQL runs as may read
    config.write_text("\n".join(ini))
    config.chmod(0o644)
    log = (folder / "log").open("wb")
    command = leashed([str(PGBOUNCER), str(config)], signal.SIGTERM, user, past_doors=user is not None)
    pooler = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_until_open(port, pooler, folder / "log")
        url = f"postgresql://slrt_app@127.0.0.1:{port}/{prepared.NAME}"
        house = create_app(replace(settings, database_url=url))
        house.config["URL"] = url
        yield house
        with house.app_context():
            db.engine.dispose()
    finally:
        pooler.terminate()
        pooler.wait(10)
        log.close()


def test_a_hundred_threads_on_four_connections_never_cross(filled, pooled: Flask) -> None:
    """Each changes the tenant every turn, half by the ORM with its filter off, half by SQL without a WHERE."""

    def work(number: int) -> list[tuple[int, set[int]]]:
        chance, wrong = Random(number), []
        with psycopg.connect(pooled.config["URL"], autocommit=True, prepare_threshold=None) as connection:
            for _ in range(TURNS):
                tenant_id = chance.choice((filled.a, filled.b)).tenant_id
                connection.execute(Context(Reader.STAFF, tenant_id=tenant_id).begin_sql())
                time.sleep(chance.uniform(0, 0.003))
                found = {row[0] for row in connection.execute('SELECT tenant_id FROM "case"')}
                connection.execute(chance.choice(("COMMIT", "ROLLBACK")))
                if found != {tenant_id}:
                    wrong.append((tenant_id, found))
        return wrong

    def look(number: int) -> list[tuple[int, set[int]]]:
        tenant_id = (filled.a, filled.b)[number % 2].tenant_id
        with pooled.app_context(), enter(Context(Reader.STAFF, tenant_id=tenant_id)):
            found = set(db.session.scalars(select(Case.tenant_id).execution_options(every_tenant=True)))
            db.session.rollback()
        return [] if found == {tenant_id} else [(tenant_id, found)]

    with ThreadPoolExecutor(THREADS) as pool:
        wrong = [*pool.map(work, range(THREADS)), *pool.map(look, range(THREADS))]
    assert [each for each in wrong if each] == []


def test_nothing_of_a_context_stays_on_the_connection(filled, pooled: Flask) -> None:
    with psycopg.connect(pooled.config["URL"], autocommit=True, prepare_threshold=None) as connection:
        for end in ("COMMIT", "ROLLBACK"):
            connection.execute(Context(Reader.STAFF, tenant_id=filled.a.tenant_id).begin_sql())
            connection.execute(end)
            kept = connection.execute("SELECT current_user, current_setting('slrt.tenant_id', true)").fetchone()
            assert kept in {("slrt_app", None), ("slrt_app", "")}
            with pytest.raises(psycopg.ProgrammingError):
                connection.execute('SELECT tenant_id FROM "case"')


def test_whole_requests_pass_the_pooler(filled, pooled: Flask, sign_in) -> None:
    for site, other in ((filled.a, filled.b), (filled.b, filled.a)):
        page = sign_in(pooled.test_client(), site.front_office).get("/antrean").text
        assert f"{site.prefix}-" in page
        assert f"{other.prefix}-" not in page


def _server_user(postgres: Postgres) -> tuple[int, int] | None:
    if os.geteuid() != 0:
        return None
    owner = postgres.data.stat()
    assert pwd.getpwuid(owner.st_uid)
    return owner.st_uid, owner.st_gid


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _wait_until_open(port: int, pooler: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and pooler.poll() is None:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text())
