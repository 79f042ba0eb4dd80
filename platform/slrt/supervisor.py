"""Runs a handful of commands side by side: their lines prefixed, all ended together, no orphan left."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO

import psutil

from foundation.leash import leashed

PATIENCE = 20.0
"""Seconds a child has, after being asked, to finish the request or job in hand."""


@dataclass(frozen=True)
class Child:
    """A command to keep running. `env` is added to this process's environment."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict[str, str])


def run(
    children: Sequence[Child],
    on_ready: Callable[[], object] = lambda: None,
    ready: Callable[[], bool] | None = None,
    after: Sequence[Child] = (),
    out: IO[str] | None = None,
) -> int:
    """Run all until one ends or a signal comes, then end the rest, the last started first. Call from the main thread.

    `ready` is asked until it says yes, then those who come `after` are started, which leaves the first the machine to
    themselves until then, and `on_ready` is called once. Returns the exit status: 0 after SIGINT,
    SIGTERM or SIGHUP, 1 when a child ended by itself.
    """
    running = _Running(max((len(child.name) for child in (*children, *after)), default=0), out or sys.stdout)
    with _signals() as asked:
        try:
            for child in children:
                running.start(child)
            announced = False
            while not asked:
                ended = running.ended()
                if ended:
                    running.say("slrt", f"{ended} ended by itself; ending the others")
                    return 1
                if not announced and (ready is None or ready()):
                    for child in after:
                        running.start(child)
                    on_ready()
                    announced = True
                time.sleep(0.1)
            return 0
        finally:
            running.end()


@contextmanager
def _signals() -> Iterator[list[int]]:
    """While inside, a request to end is only noted, so that ending the children is never itself interrupted.

    A list, and not an Event: a second signal may arrive inside the handler of the first, and an Event's lock would
    then wait for itself. Ctrl-C under make sends two.
    """
    asked: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda number, _frame: asked.append(number)) for number in numbers}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Running:
    """The children alive, in the order they were started."""

    def __init__(self, width: int, out: IO[str]) -> None:
        self.width, self.out = width, out
        self.processes: list[tuple[str, subprocess.Popen[str]]] = []
        self.readers: list[threading.Thread] = []

    def say(self, name: str, line: str) -> None:
        self.out.write(f"{name:<{self.width}} | {line}\n")
        self.out.flush()

    def start(self, child: Child) -> None:
        process = subprocess.Popen(
            leashed(list(child.argv), signal.SIGTERM),
            env={**os.environ, "PYTHONUNBUFFERED": "1", **child.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches us alone; we pass it on in order
        )
        self.processes.append((child.name, process))
        reader = threading.Thread(target=self._repeat, args=(child.name, process.stdout), daemon=True)
        reader.start()
        self.readers.append(reader)

    def _repeat(self, name: str, lines: IO[str]) -> None:
        for line in lines:
            self.say(name, line.rstrip("\n"))

    def ended(self) -> str | None:
        """A child that is not running any more, with its exit status."""
        for name, process in self.processes:
            if process.poll() is not None:
                return f"{name} (exit status {process.returncode})"
        return None

    def end(self) -> None:
        """Ask each, the last started first, and wait; then kill whatever is left of its session."""
        for _, process in reversed(self.processes):
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            _kill_session(process.pid)
            process.wait()
        for reader in self.readers:
            reader.join(1)


def _kill_session(session: int) -> None:
    """A child leads a session, so whatever it left behind (an RQ work-horse, a gunicorn worker) is still in it."""
    for pid in psutil.pids():
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == session:
                os.kill(pid, signal.SIGKILL)
