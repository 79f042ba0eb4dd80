"""The process that does work for later. One process, no fork per job: the outbox already makes a job safe to repeat."""

import gc
import time
from contextlib import suppress

import structlog
from redis import Redis, RedisError
from rq import SimpleWorker
from rq.exceptions import StopRequested

from foundation.jobs import redis
from slrt.app import create_app

log = structlog.get_logger()
MAINTENANCE = 30
"""Seconds between looks at what a killed worker left behind; the default of ten minutes leaves people waiting."""
PATIENCE = 2
"""Seconds to wait for a queue that is away."""


class Worker(SimpleWorker):
    """The library's worker, knowing whether it ended because it was told to."""

    told_to_stop = False

    def __init__(self, connection: Redis) -> None:
        super().__init__(
            ["slrt"],
            connection=connection,
            serializer="json",
            maintenance_interval=MAINTENANCE,
            job_monitoring_interval=5,
            log_job_description=False,
        )

    def handle_warm_shutdown_request(self) -> None:
        """On SIGTERM; the job in hand is finished first."""
        Worker.told_to_stop = True
        super().handle_warm_shutdown_request()


def tidy_seldom() -> None:
    """What the imports made stays, and a job that makes many rows is not looked through after every seven hundred."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


def work() -> None:
    """Take jobs until told to stop (SIGTERM finishes the one in hand); when the queue goes away, wait for it."""
    app = create_app()
    tidy_seldom()
    with app.app_context():
        while not Worker.told_to_stop:
            with suppress(RedisError):
                Worker(redis()).work(logging_level="WARNING")
            if not Worker.told_to_stop:
                log.warning("queue_unreachable")
                with suppress(StopRequested):
                    time.sleep(PATIENCE)
