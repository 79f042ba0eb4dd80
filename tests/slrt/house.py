"""A whole house of separate processes, as in production, each started again when it ends. For drills."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from foundation.leash import leashed
from foundation.services import Postgres, Valkey
from tests import prepared

PYTHON = sys.executable


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class House:
    """PostgreSQL, Valkey, gunicorn with deploy's settings, worker and clock; `with House(...) as house`.

    One thread starts and restarts them all: a child's leash is tied to the thread that started it.
    """

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        (folder / "postgres").mkdir(parents=True)
        prepared.copy_into(folder / "postgres")
        self.postgres = Postgres(folder / "postgres")
        self.valkey = Valkey(folder / "valkey")
        self.port = free_port()
        self.log = folder / "house.log"
        self.env = {**os.environ, **env, "SLRT_BIND": f"127.0.0.1:{self.port}", "WEB_CONCURRENCY": "2"}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self._ending, self._ready = threading.Event(), threading.Event()
        self._keeper = threading.Thread(target=self._keep)

    def __enter__(self) -> "House":
        self._keeper.start()
        assert self._ready.wait(120), self.log.read_text()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._keeper.join(60)

    def kill(self, victim: str) -> None:
        """kill -9, as the kernel does when memory runs out."""
        os.kill(self._pid_of(victim), signal.SIGKILL)

    def _pid_of(self, victim: str) -> int:
        match victim:
            case "postgres":
                process = self.postgres._process
            case "valkey":
                process = self.valkey._process
            case "web":
                return psutil.Process(self.children["web"].pid).children()[0].pid
            case _:
                process = self.children[victim]
        assert process is not None
        return process.pid

    def _keep(self) -> None:
        try:
            self.postgres.start()
            self.valkey.start()
            self.env["DATABASE_URL"] = self.postgres.url_for("slrt_app", prepared.NAME)
            self.env["REDIS_URL"] = self.valkey.url
            self._ready.set()
            while not self._ending.wait(0.2):
                self._start_what_ended()
        finally:
            for child in self.children.values():
                child.terminate()
            for child in self.children.values():
                with suppress(subprocess.TimeoutExpired):
                    child.wait(20)
                child.kill()
            self.valkey.stop()
            self.postgres.stop()

    def _start_what_ended(self) -> None:
        """A second call of `start` on a server that runs does nothing."""
        self.postgres.start()
        self.valkey.start()
        for name, argv in {
            "web": [PYTHON, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "slrt.wsgi:app"],
            "worker": [PYTHON, "-c", "from slrt.worker import work; work()"],
            "clock": [PYTHON, "-c", "from slrt.schedule import run; run()"],
        }.items():
            child = self.children.get(name)
            if child is None or child.poll() is not None:
                with self.log.open("ab") as log:
                    log.write(f"--- {name} starts at {time.time():.1f}\n".encode())
                    self.children[name] = subprocess.Popen(
                        leashed(argv, signal.SIGTERM), env=self.env, stdout=log, stderr=log
                    )
