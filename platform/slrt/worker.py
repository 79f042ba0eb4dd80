"""The process that does work for later. One process, no fork per job: the outbox already makes a job safe to repeat."""

from rq import SimpleWorker

from foundation.jobs import redis
from slrt.app import create_app

PATIENCE = 30
"""Seconds between looks at what a killed worker left behind; the default of ten minutes leaves people waiting."""


def work() -> None:
    """Take jobs until told to stop (SIGTERM finishes the one in hand)."""
    app = create_app()
    with app.app_context():
        worker = SimpleWorker(
            ["slrt"],
            connection=redis(),
            serializer="json",
            maintenance_interval=PATIENCE,
            job_monitoring_interval=5,
            log_job_description=False,
        )
        worker.work(logging_level="WARNING")
