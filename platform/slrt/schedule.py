"""Everything that happens by the clock, in one list. What is not listed here does not run."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Never

import structlog
from redis import Redis, RedisError
from rq import Queue
from rq.cron import CronJob, CronScheduler
from rq.exceptions import StopRequested
from rq.job import Job, JobStatus

from cases.jobs import by_the_clock
from foundation import jobs
from foundation.jobs import redis
from privacy.jobs import look_for_past_time
from reporting.dashboards.jobs import note_medians
from reporting.jobs import compact_facts, prune_facts, reconcile_facts
from reporting.opendata.jobs import publish_open_data
from reporting.quality.jobs import note_quality
from reporting.schedules.jobs import reports_by_the_clock
from slrt.app import create_app
from sustainability.jobs import score_districts, warn_everybody
from tenants.sites.drafts import end_drafts
from tenants.sites.jobs import look_everywhere

log = structlog.get_logger()
PATIENCE = 2
"""Seconds to wait for a queue that is away."""
EVERY = [
    (jobs.send_waiting, {"interval": 15}),
    (compact_facts, {"interval": 60}),  # what is remembered of the present stands until then
    (by_the_clock, {"cron": "15 17 * * *"}),  # 00.15 in western Indonesia: the day has begun in all three time zones
    (look_everywhere, {"cron": "*/15 * * * *"}),
    (end_drafts, {"cron": "45 17 * * *"}),
    (prune_facts, {"cron": "50 18 * * *"}),
    (note_medians, {"cron": "15 19 * * *"}),
    (reconcile_facts, {"cron": "0 19 * * *"}),  # 02.00 in western Indonesia
    (score_districts, {"cron": "30 19 * * *"}),
    (note_quality, {"cron": "15 20 * * *"}),  # after the recount, whose findings it tells
    (warn_everybody, {"cron": "0 18 * * *"}),
    (publish_open_data, {"cron": "0 20 * * *"}),
    (reports_by_the_clock, {"cron": "30 20 * * *"}),
    (look_for_past_time, {"cron": "30 20 * * *"}),
]


class JsonCronJob(CronJob):
    """A periodic job that travels as JSON, like every other job of the house; the library's own is a pickle."""

    def __init__(self, function: Callable[[], object], **times: Any) -> None:
        super().__init__(queue_name="slrt", func=function, **times)
        self.function = function

    def enqueue(self, connection: Redis) -> Job:
        """Put it on the queue unless the last one is still waiting there."""
        queue = Queue(self.queue_name, connection=connection, serializer="json")
        name = f"clock-{self.function.__name__}"
        waiting = queue.fetch_job(name)
        if waiting is not None and waiting.get_status() == JobStatus.QUEUED and name in queue.job_ids:
            return waiting
        return queue.enqueue(self.function, job_id=name, result_ttl=0, failure_ttl=3600, job_timeout=600)


class Clock(CronScheduler):
    """The library's scheduler, which waits for a queue that is away instead of ending."""

    stopping = False

    def __init__(self, connection: Redis) -> None:
        super().__init__(connection=connection, logging_level="WARNING")
        self._cron_jobs.extend(JsonCronJob(function, **times) for function, times in EVERY)

    def tick(self) -> None:
        """Until told to stop."""
        while not self.stopping:
            try:
                self.start()
            except RedisError:
                log.warning("queue_unreachable")
            with suppress(StopRequested):
                time.sleep(0 if self.stopping else PATIENCE)

    def _request_stop(self, signum: int, frame: Any) -> Never:
        self.stopping = True
        super()._request_stop(signum, frame)


def run() -> None:
    """Enqueue what is due until told to stop."""
    app = create_app()
    with app.app_context():
        Clock(redis()).tick()
