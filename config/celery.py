"""The Celery application and its broker: Redis in production, files under var/ without it."""

import os
from pathlib import Path
from typing import Any

from celery import Celery

from config.caches import TIME_LIMITS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Above the longest task: Redis hands a message out again once this many seconds have passed.
VISIBILITY_TIMEOUT = 3600


def broker_settings(redis_url: str, var: Path) -> dict[str, Any]:
    """What decides that a killed worker loses no task: settings without their CELERY_ prefix."""
    return {
        "broker_connection_retry_on_startup": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_ignore_result": True,
        "worker_prefetch_multiplier": 1,
        # Its log is written as the web server's is (config/logs.py).
        "worker_hijack_root_logger": False,
        **(_redis(redis_url) if redis_url else _files(var / "broker")),
    }


def _redis(url: str) -> dict[str, Any]:
    return {
        "broker_url": url,
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_TIMEOUT,
            # Look for messages of dead workers every 5 seconds rather than every 100.
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            **TIME_LIMITS,
        },
    }


def _files(folder: Path) -> dict[str, Any]:
    """Sender and worker share one folder. A message taken by a killed worker is sent again by
    the sweep of jobs, since files know no acknowledgement."""
    queue = folder / "queue"
    queue.mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://",
        "broker_transport": "config.files_broker:Transport",
        "broker_transport_options": {
            "data_folder_in": str(queue),
            "data_folder_out": str(queue),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.1,
        },
    }


app = Celery("send")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
