"""gunicorn in production: worker processes with threads, behind one proxy. No access log here: nginx writes it."""

import os

from gunicorn.workers.base import Worker
from werkzeug.middleware.proxy_fix import ProxyFix

bind = os.environ.get("SLRT_BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "4"))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 25
keepalive = 30
max_requests = 5000
max_requests_jitter = 500
limit_request_line = 4094
limit_request_fields = 60
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
accesslog = None
errorlog = "-"
control_socket_disable = True


def post_worker_init(worker: Worker) -> None:
    """Believe as many proxies as there are about address and scheme, so that limits count the citizen, not nginx."""
    proxies = int(os.environ.get("SLRT_PROXIES", "0"))
    if proxies:
        worker.wsgi = ProxyFix(worker.wsgi, x_for=proxies, x_proto=proxies, x_host=proxies)
