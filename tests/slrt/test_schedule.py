"""What happens by the clock reaches the worker as JSON and is done."""

from rq import Queue, SimpleWorker

from foundation.jobs import redis
from slrt.schedule import EVERY, JsonCronJob


def test_every_periodic_job_runs_in_a_worker(app) -> None:
    with app.app_context():
        for function, times in EVERY:
            JsonCronJob(function, **times).enqueue(redis())
        queue = Queue("slrt", connection=redis(), serializer="json")
        assert queue.count == len(EVERY)
        SimpleWorker([queue], connection=redis(), serializer="json").work(burst=True, logging_level="WARNING")
        assert queue.count == 0
        assert queue.failed_job_registry.count == 0
