"""Everything that happens by the clock, in one list. What is not listed here does not run."""

from collections.abc import Callable
from typing import Any

from redis import Redis
from rq import Queue
from rq.cron import CronJob, CronScheduler
from rq.job import Job

from foundation import jobs
from foundation.jobs import redis
from reporting.jobs import compact_facts, reconcile_facts
from slrt.app import create_app

EVERY = [
    (jobs.send_waiting, {"interval": 15}),
    (compact_facts, {"interval": 60}),
    (reconcile_facts, {"cron": "0 19 * * *"}),  # 02.00 in western Indonesia
]


class JsonCronJob(CronJob):
    """A periodic job that travels as JSON, like every other job of the house; the library's own is a pickle."""

    def __init__(self, function: Callable[[], object], **times: Any) -> None:
        super().__init__(queue_name="slrt", func=function, **times)
        self.function = function

    def enqueue(self, connection: Redis) -> Job:
        """Put it on the queue unless the last one is still waiting there."""
        queue = Queue(self.queue_name, connection=connection, serializer="json")
        return queue.enqueue(self.function, result_ttl=0, failure_ttl=3600, job_timeout=600)


def run() -> None:
    """Enqueue what is due until told to stop."""
    app = create_app()
    with app.app_context():
        scheduler = CronScheduler(connection=redis(), logging_level="WARNING")
        for function, times in EVERY:
            scheduler._cron_jobs.append(JsonCronJob(function, **times))
        scheduler.start()
