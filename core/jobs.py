"""Jobs: a row first, then the message. A lost message is only a delay, a dead worker a retry."""

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from celery import current_app, shared_task
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.models import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
PATIENCE = timedelta(seconds=20)  # a waiting job is sent again after this
MOST_ATTEMPTS = 5


class LeaseLost(RuntimeError):
    """The work took longer than the lease, so another worker does it: this one is undone."""


def start(task: str, key: str, **ids: int) -> Job:
    """Queues the task once for the key, after commit. A live job of that key is returned as is."""
    job, created = Job.objects.get_or_create(
        task=task,
        key=key,
        status__in=[Job.Status.WAITING, Job.Status.RUNNING],
        defaults={"ids": ids, "status": Job.Status.WAITING},
    )
    if created:
        transaction.on_commit(lambda: tell_worker(job.task, job.pk))
    return job


def job_task(name: str) -> Callable[[Callable[..., None]], Any]:
    """A task that runs under a job's lease: `def build(**ids)`, safe to run twice.

    The work runs in one transaction with its 'done'. It gets ids alone and sees no tenant's rows:
    it asks the rule again for whom it acts, or opens the wall itself (`core.tenancy`).
    """

    def decorate(work: Callable[..., None]) -> Any:
        @shared_task(name=name)
        @wraps(work)
        def run(job_id: int) -> None:
            job = _take(job_id)
            if job is not None:
                _do(job, work)

        return run

    return decorate


def sweep() -> int:
    """Sends again what waits too long or whose worker died. Returns how many."""
    now = timezone.now()
    stuck = Q(status=Job.Status.WAITING, created_at__lt=now - PATIENCE) | Q(
        status=Job.Status.RUNNING, lease_until__lt=now
    )
    Job.objects.filter(stuck, attempts__gte=MOST_ATTEMPTS).update(
        status=Job.Status.FAILED, error="Given up after five tries.", finished_at=now
    )
    jobs = list(Job.objects.filter(stuck))
    for job in jobs:
        tell_worker(job.task, job.pk)
    return len(jobs)


def tell_worker(task: str, *ids: int) -> None:
    """Sends the message. A broker that is away only delays: beat finds the row."""
    try:
        current_app.send_task(task, args=ids, retry_policy={"max_retries": 1})
    except (OperationalError, OSError) as fault:
        logger.warning("Broker away, %s waits for the sweep: %s", task, type(fault).__name__)


def _take(job_id: int) -> Job | None:
    """The job, if it is free: waiting, or left by a worker whose lease ran out."""
    now = timezone.now()
    free = Q(status=Job.Status.WAITING) | Q(status=Job.Status.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id).update(
        status=Job.Status.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    return Job.objects.get(pk=job_id) if taken else None


def _do(job: Job, work: Callable[..., None]) -> None:
    """The work and its 'done' commit together, or the error is kept and the sweep tries again."""
    try:
        with transaction.atomic():
            work(**job.ids)
            if not _give_back(job, status=Job.Status.DONE, finished_at=timezone.now()):
                raise LeaseLost
    except Exception as fault:
        # Its words may quote what somebody wrote, so neither the row nor the log has them.
        where = "".join(traceback.format_tb(fault.__traceback__))
        logger.error("Job %s %s: %s at\n%s", job.task, job.pk, type(fault).__name__, where)
        failed = job.attempts >= MOST_ATTEMPTS
        _give_back(
            job,
            status=Job.Status.FAILED if failed else Job.Status.WAITING,
            error=type(fault).__name__,
            finished_at=timezone.now() if failed else None,
        )


def _give_back(job: Job, **facts: Any) -> bool:
    """Ends the lease, unless it ran out and another worker has taken the job since."""
    mine = Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, attempts=job.attempts)
    return bool(mine.update(**{"lease_until": None, "error": ""} | facts))
