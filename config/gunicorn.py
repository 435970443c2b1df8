"""How gunicorn serves the product, in the demonstration and in production alike."""

import gc
import os
from pathlib import Path

from django.db import connections

wsgi_app = "config.wsgi"
workers = int(os.environ.get("SEND_WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("SEND_WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
preload_app = True
# On a slow disk the workers' heartbeat files would stop them.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True


def when_ready(server: object) -> None:
    """What is loaded stays: the garbage collector need not look through it on each pass."""
    gc.collect()
    gc.freeze()


def post_fork(server: object, worker: object) -> None:
    """A worker opens connections of its own."""
    connections.close_all()
