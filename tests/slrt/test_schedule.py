"""What happens by the clock reaches the worker as JSON and is done."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

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


def test_the_clock_outlives_the_queue(tmp_path: Path) -> None:
    valkey = Valkey(tmp_path)
    url = valkey.start()
    clock = subprocess.Popen(
        [sys.executable, "-c", CLOCK, url], env={**os.environ, "PYTHONPATH": "platform"},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert clock.stdout is not None
        assert clock.stdout.readline() == "ticking\n"
        _wait_for_a_job(url)
        valkey.stop()
        time.sleep(1.5)
        assert clock.poll() is None
        valkey.start()
        Redis.from_url(url).flushdb()
        _wait_for_a_job(url)
        valkey.stop()
        clock.send_signal(signal.SIGTERM)
        assert clock.wait(10) == 0, "and it ends when told to, also while the queue is away"
    finally:
        clock.kill()
        valkey.stop()


def _wait_for_a_job(url: str) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if Redis.from_url(url).llen("rq:queue:slrt"):
            return
        time.sleep(0.1)
    raise AssertionError("no periodic job came")
