"""Jobs: a row first, then the message. A lost message is only a delay, a dead worker a retry."""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import wraps
from typing import Any

from celery import current_app, shared_task
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.models import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
PATIENCE = timedelta(seconds=20)  # a waiting job is sent again after this
MOST_ATTEMPTS = 5


RENEWAL = timedelta(seconds=1)  # steps that follow each other faster are not written down


class LeaseLost(RuntimeError):
    """No step came within the lease, so another worker does the work: this one is undone."""


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


def job_task(name: str, *, finishes_itself: bool = False) -> Callable[..., Any]:
    """A task that runs under a job's lease: `def build(**ids)`, safe to run twice.

    The work runs in one transaction with its 'done'. Work that `finishes_itself`, since it takes
    seconds, runs in none and puts its effect into `finishing`. It gets ids alone and sees no
    tenant's rows: it asks the rule again for whom it acts, or opens the wall itself
    (`core.tenancy`). Long work calls `step` as it goes on.
    """

    def decorate(work: Callable[..., None]) -> Any:
        @shared_task(name=name)
        @wraps(work)
        def run(job_id: int) -> None:
            job = _take(job_id)
            if job is not None:
                _do(job, work if finishes_itself else _in_one_transaction(work))

        return run

    return decorate


@contextmanager
def finishing() -> Iterator[None]:
    """One transaction for the effect of the work in hand and its 'done'. Outside a job it is a
    transaction and no more. Raises LeaseLost where the job was cancelled, or another worker has it.
    """
    with transaction.atomic():
        yield
        if lease := _in_hand.get():
            lease.end()


def step(done: int, total: int) -> None:
    """The work in hand has done so much of so much: renews its lease, and pages can say so.

    Outside a job it does nothing, so that an action can call it whoever runs it. Raises LeaseLost
    once another worker has the job.
    """
    if lease := _in_hand.get():
        lease.renew(done, total)


class _Lease:
    """One worker's hold on a job, on a connection of its own: what it writes is seen at once,
    while the work's transaction stays open."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._connection = connections.create_connection(DEFAULT_DB_ALIAS)
        self._next = timezone.now()
        self.ended = False

    def renew(self, done: int, total: int) -> None:
        now = timezone.now()
        if now < self._next and done < total:
            return
        self._next = now + RENEWAL
        with self._connection.cursor() as cursor:
            cursor.execute(RENEW, [now + LEASE, done, total, self._job.pk, self._job.attempts])
            if not cursor.rowcount:
                raise LeaseLost

    def end(self) -> None:
        """Says 'done' in the work's own transaction, which must still be the holder's."""
        if not _give_back(self._job, status=Job.Status.DONE, finished_at=timezone.now()):
            raise LeaseLost
        self.ended = True

    def close(self) -> None:
        self._connection.close()


RENEW = (
    f"UPDATE {Job._meta.db_table} SET lease_until = %s, steps_done = %s, steps = %s"  # noqa: S608
    " WHERE id = %s AND status = 'running' AND attempts = %s"
)
_in_hand: ContextVar[_Lease | None] = ContextVar("lease", default=None)


@contextmanager
def _lease_of(job: Job) -> Iterator[_Lease]:
    lease = _Lease(job)
    token = _in_hand.set(lease)
    try:
        yield lease
    finally:
        _in_hand.reset(token)
        lease.close()


def newest(task: str, key: str) -> Job | None:
    """The last job of that key, whatever became of it."""
    return Job.objects.filter(task=task, key=key).order_by("pk").last()


def cancel(job: Job) -> bool:
    """Ends a job that waits or runs: its worker loses the lease and what it did is undone. Returns
    whether there was anything to end."""
    live = Job.objects.filter(pk=job.pk, status__in=[Job.Status.WAITING, Job.Status.RUNNING])
    now = timezone.now()
    return bool(live.update(status=Job.Status.CANCELLED, lease_until=None, finished_at=now))


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
        status=Job.Status.RUNNING,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        steps_done=0,
        steps=None,
    )
    return Job.objects.get(pk=job_id) if taken else None


def _in_one_transaction(work: Callable[..., None]) -> Callable[..., None]:
    def whole(**ids: int) -> None:
        with finishing():
            work(**ids)

    return whole


def _do(job: Job, work: Callable[..., None]) -> None:
    """The work's effect and its 'done' commit together, or the error is kept and the sweep tries
    again."""
    try:
        with _lease_of(job) as lease:
            work(**job.ids)
            if not lease.ended:  # there was nothing to do
                lease.end()
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
