"""Children live and end together."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from slrt.supervisor import Child, run

SUPERVISOR = """
import sys
from slrt.supervisor import Child, run
sleeper = "import subprocess, time; subprocess.Popen(['sleep', '600']); print('up', flush=True); time.sleep(600)"
children = [Child(name, [sys.executable, "-c", sleeper]) for name in ("web", "worker")]
sys.exit(run(children, on_ready=lambda: print("READY", flush=True)))
"""
SHOWER = """
import signal, sys
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)  # before and after `run`
signal.signal(signal.SIGUSR1, lambda *_: sys.setprofile(again))
def again(_frame, event, _argument):
    if event == "c_return":
        signal.raise_signal(signal.SIGTERM)
"""
"""From SIGUSR1 on a signal comes after every built-in call, also inside the code that handles one."""


def _supervised(script: str = SUPERVISOR) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    """A supervisor in a process of its own, and everything it has started, grandchildren included."""
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "platform"},
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    assert any("READY" in line for line in lines)
    below = psutil.Process(process.pid).children(recursive=True)
    assert len(below) == 4
    return process, below


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_every_child_and_grandchild(number: signal.Signals) -> None:
    supervisor, below = _supervised()
    supervisor.send_signal(number)
    assert supervisor.wait(20) == 0
    assert psutil.wait_procs(below, timeout=5)[1] == []


def test_signals_that_arrive_while_one_is_handled_end_every_child_too() -> None:
    supervisor, below = _supervised(SHOWER + SUPERVISOR)
    supervisor.send_signal(signal.SIGUSR1)
    for _ in range(50):
        supervisor.send_signal(signal.SIGINT)
        time.sleep(0.002)
    assert supervisor.wait(20) == 0
    assert psutil.wait_procs(below, timeout=5)[1] == []


@pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux's")
def test_killing_the_supervisor_ends_its_children() -> None:
    supervisor, below = _supervised()
    children = [p for p in below if p.name() != "sleep"]
    supervisor.kill()
    supervisor.wait()
    assert psutil.wait_procs(children, timeout=10)[1] == []
    for process in below:  # these naive grandchildren have no leash of their own
        if process.is_running():
            process.kill()


def test_one_child_ending_ends_all_with_an_error() -> None:
    out = io.StringIO()
    begun = time.monotonic()
    status = run(
        [
            Child("steady", ["sleep", "600"]),
            Child("brief", [sys.executable, "-c", "print('halo'); raise SystemExit(3)"]),
        ],
        out=out,
    )
    assert status == 1
    assert "brief  | halo" in out.getvalue()
    assert "brief (exit status 3) ended by itself" in out.getvalue()
    assert time.monotonic() - begun < 10


def test_children_get_the_environment_given_and_on_ready_waits_for_ready(tmp_path: Path) -> None:
    calls: list[bool] = []
    out, mark = io.StringIO(), tmp_path / "mark"
    script = f"import os, time; time.sleep(.3); open({str(mark)!r}, 'w'); print(os.environ['SALAM']); time.sleep(.5)"
    run(
        [Child("web", [sys.executable, "-c", script], {"SALAM": "selamat pagi"})],
        on_ready=lambda: calls.append(mark.exists()),
        ready=mark.exists,
        out=out,
    )
    assert calls == [True]
    assert "web | selamat pagi" in out.getvalue()


def test_those_who_come_after_start_once_the_first_are_ready(tmp_path: Path) -> None:
    out, mark = io.StringIO(), tmp_path / "mark"
    first = f"import time; time.sleep(.5); open({str(mark)!r}, 'w'); time.sleep(600)"
    second = f"import os; print('found', os.path.exists({str(mark)!r}))"
    status = run(
        [Child("web", [sys.executable, "-c", first])],
        after=[Child("clock", [sys.executable, "-c", second])],
        ready=mark.exists,
        out=out,
    )
    assert status == 1
    assert "clock | found True" in out.getvalue()


def test_a_child_deaf_to_sigterm_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slrt.supervisor.PATIENCE", 0.5)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    out = io.StringIO()
    begun = time.monotonic()
    children = [Child("deaf", [sys.executable, "-c", deaf]), Child("brief", ["sleep", "1"])]
    assert run(children, out=out) == 1
    assert time.monotonic() - begun < 10
