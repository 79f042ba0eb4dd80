"""The embedded servers: there when asked for, gone when their parent is gone, and the data stays."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from foundation.services import AlreadyRunning, Postgres, Valkey

HOLDER = """
import sys, time
from pathlib import Path
from foundation.services import Postgres, Valkey, unwind_on_signals
if "unwind" in sys.argv:
    unwind_on_signals()
folder = Path(sys.argv[1])
with Postgres(folder / "postgres", durable=False) as postgres, Valkey(folder / "valkey") as valkey:
    print(postgres.url, valkey.url, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has both services running on `tmp_path`."""
    process = _hold(tmp_path)
    yield process
    process.kill()
    process.wait()


def _hold(folder: Path, *more: str) -> subprocess.Popen[str]:
    argv = [sys.executable, "-c", HOLDER, str(folder), *more]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "platform"})
    assert process.stdout is not None
    assert "postgresql://" in process.stdout.readline()
    return process


def _servers(folder: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if _serves(process, folder)]


def _serves(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.Error):
        if process.name() not in ("postgres", "valkey-server"):
            return False
        try:
            return process.cwd().startswith(str(folder))
        except psutil.AccessDenied:  # root in a container, another user's program
            return any(part.startswith(str(folder)) for part in process.cmdline())
    return False


def _all_end(processes: list[psutil.Process], seconds: float = 15) -> bool:
    return not psutil.wait_procs(processes, timeout=seconds)[1]


def test_both_services_start_and_keep_their_data_over_a_second_start(tmp_path: Path) -> None:
    for expected in (1, 2):
        begun = time.monotonic()
        with Postgres(tmp_path / "postgres", durable=False) as postgres, Valkey(tmp_path / "valkey") as valkey:
            took = time.monotonic() - begun
            with psycopg.connect(postgres.url) as connection:
                connection.execute("create table if not exists visit (n int)")
                connection.execute("insert into visit values (1)")
                row = connection.execute("select count(*), current_setting('server_version_num')::int from visit")
                count, version = row.fetchone() or (0, 0)
            assert (count, version // 10000) == (expected, 18)
            assert redis.Redis.from_url(valkey.url).incr("visit") == expected
    assert took < 5, "a second start on existing data is quick"
    assert _servers(tmp_path) == []


def test_starting_twice_gives_the_same_server(tmp_path: Path) -> None:
    with Valkey(tmp_path) as valkey:
        assert valkey.start() == valkey.url
        assert len(_servers(tmp_path)) == 1
    valkey.stop()


def test_a_server_that_died_can_be_started_again(tmp_path: Path) -> None:
    with Postgres(tmp_path, durable=False) as postgres:
        for process in _servers(tmp_path):
            process.kill()
        _all_end(_servers(tmp_path))
        postgres.start()
        assert psycopg.connect(postgres.url).execute("select 1").fetchone() == (1,)


def test_a_folder_held_by_another_live_process_is_refused_by_name(
    holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    for service in (Postgres(tmp_path / "postgres"), Valkey(tmp_path / "valkey")):
        with pytest.raises(AlreadyRunning, match=str(holder.pid)):
            service.start()
    assert len({p.name() for p in _servers(tmp_path)}) == 2, "the other process's servers are left alone"


@pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux's; elsewhere the next start clears up")
def test_killing_the_parent_leaves_no_orphan_and_loses_nothing(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    with psycopg.connect(Postgres(tmp_path / "postgres").url) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (7)")
    redis.Redis.from_url(Valkey(tmp_path / "valkey").url).set("kept", 7)
    servers = _servers(tmp_path)

    holder.kill()

    assert servers
    assert _all_end(servers)
    with Postgres(tmp_path / "postgres") as postgres, Valkey(tmp_path / "valkey") as valkey:
        with psycopg.connect(postgres.url) as connection:
            assert connection.execute("select n from kept").fetchone() == (7,)
        assert redis.Redis.from_url(valkey.url).get("kept") == b"7"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_parent_stops_both(tmp_path: Path, number: signal.Signals) -> None:
    process = _hold(tmp_path, "unwind")
    servers = _servers(tmp_path)
    process.send_signal(number)
    process.wait(20)
    assert _all_end(servers)


def test_servers_killed_together_with_their_parent_start_again(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    servers = _servers(tmp_path)
    os.kill(holder.pid, signal.SIGSTOP)
    for process in servers:
        process.kill()
    holder.kill()
    holder.wait()
    pid_file = tmp_path / "postgres" / "data" / "postmaster.pid"
    stale = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *stale[1:]]))  # the number now belongs to a living stranger

    with Postgres(tmp_path / "postgres", durable=False) as postgres, Valkey(tmp_path / "valkey") as valkey:
        assert psycopg.connect(postgres.url).execute("select 1").fetchone() == (1,)
        assert redis.Redis.from_url(valkey.url).ping()


def test_an_orphan_left_behind_is_ended_before_a_new_start(tmp_path: Path) -> None:
    service = Valkey(tmp_path)
    service.data.mkdir()
    orphan = subprocess.Popen([*service._command(), "--unixsocket", "", "--port", "0"], cwd=service.data)
    deadline = time.monotonic() + 10
    while orphan.pid not in [p.pid for p in _servers(tmp_path)] and time.monotonic() < deadline:
        time.sleep(0.05)
    with service:
        assert orphan.pid not in [p.pid for p in _servers(tmp_path)]
        assert redis.Redis.from_url(service.url).ping()
    orphan.wait(5)


def test_a_path_too_long_for_a_socket_still_works_and_stays_private(tmp_path: Path) -> None:
    with Postgres(tmp_path / ("panjang" * 15), durable=False) as postgres:
        assert psycopg.connect(postgres.url).execute("select 1").fetchone() == (1,)
        assert len(str(postgres.sockets)) < 100
        assert postgres.sockets.stat().st_mode & 0o777 == 0o700


def test_a_path_with_odd_characters_works(tmp_path: Path) -> None:
    with Postgres(tmp_path / "a b,c'd&é", durable=False) as postgres, Valkey(tmp_path / "v w,x&é") as valkey:
        assert psycopg.connect(postgres.url_for("postgres", "template1")).execute("select 1").fetchone() == (1,)
        assert redis.Redis.from_url(valkey.url).ping()


def test_an_interrupted_first_start_is_begun_anew(tmp_path: Path) -> None:
    half = tmp_path / "data.new" / "base"
    half.mkdir(parents=True)
    (half / "1").write_text("half a cluster")
    with Postgres(tmp_path, durable=False) as postgres:
        assert psycopg.connect(postgres.url).execute("select 1").fetchone() == (1,)
