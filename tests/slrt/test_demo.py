"""`slrt demo` as a person starts it: with servers of its own, again, and on servers that are there already."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import psycopg
import pytest

from foundation.services import Postgres, Valkey
from slrt import glance
from slrt.demo.accounts import SIGN_INS
from tests.slrt.house import free_port

pytestmark = pytest.mark.drill
FIRST, AGAIN = 600.0, 10.0
"""Seconds until the address is printed: with everything to make, and with nothing."""


class OnNetwork(Postgres):
    """A server as another machine would offer it: by TCP, with a password."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(data_dir, durable=False)
        self.port = free_port()

    def _command(self) -> list[str]:
        return [*super()._command(), "-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}"]

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.sockets}&port={self.port}"


class ValkeyOnNetwork(Valkey):
    """The same for the queue."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(data_dir)
        self.port = free_port()

    def _command(self) -> list[str]:
        command = super()._command()
        at = command.index("--port") if "--port" in command else len(command)
        return [*command[:at], "--port", str(self.port), "--bind", "127.0.0.1", *command[at + 2 :]]


class Started:
    """A running demonstration, from its command to its end."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.port, begun = free_port(), time.monotonic()
        settings = {"PORT": str(self.port), "SMTP_PORT": str(free_port()), "PYTHONUNBUFFERED": "1", **env}
        without = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "slrt.cli", "demo"], env={**without, **settings, "PYTHONPATH": "platform"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.said: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if f"http://127.0.0.1:{self.port}" in line:
                break
        else:
            raise AssertionError("".join(self.said))
        self.took = time.monotonic() - begun

    def page(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read().decode()

    def end(self, number: signal.Signals) -> None:
        """Every child and grandchild goes too."""
        below = psutil.Process(self.process.pid).children(recursive=True)
        assert len(below) >= 6
        self.process.send_signal(number)
        assert self.process.wait(60) == 0
        assert psutil.wait_procs(below, timeout=5)[1] == []


@pytest.fixture
def folder(tmp_path: Path) -> dict[str, str]:
    return {"SLRT_DEMO_FOLDER": str(tmp_path / "demo")}


@pytest.fixture
def on_network(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings that point at a PostgreSQL and a Valkey on TCP."""
    with OnNetwork(tmp_path / "pg") as postgres, ValkeyOnNetwork(tmp_path / "valkey") as valkey:
        glance.create_if_missing(postgres.url, "slrt")
        with psycopg.connect(postgres.url, autocommit=True) as admin:
            admin.execute("ALTER ROLE postgres PASSWORD 'rahasia'")
            (postgres.data / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
            admin.execute("SELECT pg_reload_conf()")
        yield {
            "DATABASE_URL": f"postgresql://postgres:rahasia@127.0.0.1:{postgres.port}/slrt",
            "REDIS_URL": f"redis://127.0.0.1:{valkey.port}/0",
        }


def test_it_starts_offers_every_role_keeps_its_data_and_starts_again_soon(folder: dict[str, str]) -> None:
    first = Started(folder)
    assert first.took < FIRST
    assert all(one.login in "".join(first.said) for one in SIGN_INS)
    page = first.page("/masuk")
    assert "Ini situs percontohan" in page
    assert page.count('name="membership"') == len(SIGN_INS)
    first.end(signal.SIGTERM)
    again = Started(folder)
    print(f"\nfirst start {first.took:.1f} s, second {again.took:.1f} s")
    assert again.took <= AGAIN
    assert "Kasus" not in "".join(again.said), "nothing is seeded twice"
    again.end(signal.SIGINT)


def test_an_interrupted_first_start_leaves_nothing_half_made(folder: dict[str, str]) -> None:
    begun = subprocess.Popen(
        [sys.executable, "-m", "slrt.cli", "demo"], env={**os.environ, **folder, "PYTHONPATH": "platform"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    time.sleep(12)
    below = psutil.Process(begun.pid).children(recursive=True)
    begun.send_signal(signal.SIGINT)
    assert begun.wait(60) != 0
    assert psutil.wait_procs(below, timeout=5)[1] == []
    with Postgres(Path(folder["SLRT_DEMO_FOLDER"]) / "postgres") as server:
        assert not glance.holds_database(server.url, "slrt")


def test_the_same_command_runs_on_servers_that_are_there(folder: dict[str, str], on_network: dict[str, str]) -> None:
    started = Started({**folder, **on_network})
    assert "Ini situs percontohan" in started.page("/masuk")
    assert not (Path(folder["SLRT_DEMO_FOLDER"]) / "postgres").exists(), "no server of its own"
    started.end(signal.SIGTERM)
    with psycopg.connect(on_network["DATABASE_URL"]) as admin:
        assert admin.execute("SELECT count(*) > 100 FROM outbox").fetchone() == (True,)
    again = Started({**folder, **on_network})
    assert again.took <= AGAIN
    again.end(signal.SIGTERM)
