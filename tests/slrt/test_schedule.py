"""What happens by the clock reaches the worker as JSON and is done."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue, SimpleWorker

from foundation.jobs import redis
from foundation.services import Valkey
from slrt.schedule import EVERY, JsonCronJob

CLOCK = """
import sys
from redis import Redis
from slrt import schedule
schedule.PATIENCE = 0.2
schedule.EVERY[:] = [(schedule.jobs.send_waiting, {"interval": 1})]
print("ticking", flush=True)
schedule.Clock(Redis.from_url(sys.argv[1])).tick()
"""
WORKER = """
import sys
from flask import Flask
from foundation import jobs
from slrt import worker
worker.PATIENCE = 0.2
app = Flask("worker_only")
app.extensions["slrt_redis"] = jobs.Redis.from_url(sys.argv[1])
worker.create_app = lambda: app
print("working", flush=True)
worker.work()
"""


def test_every_periodic_job_runs_in_a_worker(app) -> None:
    with app.app_context():
        for function, times in EVERY:
            JsonCronJob(function, **times).enqueue(redis())
        queue = Queue("slrt", connection=redis(), serializer="json")
        assert queue.count == len(EVERY)
        SimpleWorker([queue], connection=redis(), serializer="json").work(burst=True, logging_level="WARNING")
        assert queue.count == 0
        assert queue.failed_job_registry.count == 0


def test_a_periodic_job_that_still_waits_is_not_put_on_the_queue_again(app) -> None:
    with app.app_context():
        queue = Queue("slrt", connection=redis(), serializer="json")
        for _ in range(3):
            JsonCronJob(*EVERY[0][:1], **EVERY[0][1]).enqueue(redis())
        assert queue.count == 1
        SimpleWorker([queue], connection=redis(), serializer="json").work(burst=True, logging_level="WARNING")
        JsonCronJob(*EVERY[0][:1], **EVERY[0][1]).enqueue(redis())
        assert queue.count == 1


@pytest.fixture
def valkey_alone(tmp_path: Path) -> Iterator[Valkey]:
    """A queue to take away."""
    with Valkey(tmp_path) as server:
        yield server


def _begin(script: str, url: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", script, url], env={**os.environ, "PYTHONPATH": "platform"},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() in ("ticking\n", "working\n")
    return process


@pytest.mark.drill
def test_the_clock_outlives_the_queue(valkey_alone: Valkey) -> None:
    clock = _begin(CLOCK, valkey_alone.url)
    try:
        _wait_for(valkey_alone, 1)
        valkey_alone.stop()
        time.sleep(1.5)
        assert clock.poll() is None
        valkey_alone.start()
        Redis.from_url(valkey_alone.url).flushdb()
        _wait_for(valkey_alone, 1)
        valkey_alone.stop()
        clock.send_signal(signal.SIGTERM)
        assert clock.wait(10) == 0, "and it ends when told to, also while the queue is away"
    finally:
        clock.kill()


@pytest.mark.drill
def test_a_worker_outlives_the_queue(valkey_alone: Valkey) -> None:
    worker = _begin(WORKER, valkey_alone.url)
    try:
        for _ in range(2):
            queue = Queue("slrt", connection=Redis.from_url(valkey_alone.url), serializer="json")
            queue.enqueue("time.sleep", 0)
            _wait_for(valkey_alone, 0)
            valkey_alone.stop()
            time.sleep(1)
            assert worker.poll() is None
            valkey_alone.start()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
    finally:
        worker.kill()


def _wait_for(server: Valkey, waiting: int) -> None:
    """Until so many jobs wait in the queue."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if Redis.from_url(server.url).llen("rq:queue:slrt") == waiting:
            return
        time.sleep(0.1)
    raise AssertionError(f"never {waiting} jobs in the queue")
