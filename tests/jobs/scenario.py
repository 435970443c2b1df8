"""A worker dies inside its work, the broker forgets what waits, and another worker goes on."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from celery import current_app
from django.db.models import QuerySet
from django.utils import timezone

from core import jobs
from core.models import AuditLine, Job
from tests.jobs import packs
from tests.jobs.brokers import Broker
from tests.jobs.tasks import JOB, NAIVE, PACK
from tests.jobs.workers import wait_until, worker
from tests.world import World

STOPPED = 6  # two of each kind: one before its effect and one after it
AT_ONCE = 4


@dataclass(frozen=True)
class Outcome:
    """How often each number, or the pack of each meeting, had its effect."""

    before_the_kill: int
    jobs: Counter[int]
    packs: Counter[int]
    statuses: Counter[str]
    naive: Counter[int]
    naive_sent_again: Counter[int]


def run(
    broker: Broker, folder: Path, world: World, *, number: int, meetings: list[int], seed: object
) -> Outcome:
    """Jobs, and beside them plain tasks with nothing behind them. A job puts down a number, or
    makes the pack of one of the meetings."""
    numbers = range(1, number + 1)
    places = random.Random(str(seed))
    stops = [
        f"{where} {kind} {at}"
        for kind, ids in ((JOB, numbers), (PACK, meetings), (NAIVE, numbers))
        for where, at in zip(("before", "after"), places.sample(ids, 2), strict=True)
    ]
    for at in numbers:
        jobs.start("tests.put_down", f"number {at}", number=at)
        _send_naively(at)
    packs.ask(world, meetings)

    with worker(broker, folder, "first", stops=stops, at_once=STOPPED) as first:
        first.wait_until_inside(STOPPED)
        first.kill()
    before_the_kill = effects(JOB).total() + packs.kept().total()
    broker.wipe()
    _let_time_pass()

    with worker(broker, folder, "second", at_once=AT_ONCE) as second:
        jobs.sweep()
        jobs.sweep()
        wait_until(lambda: not live().exists(), second)
        naive = effects(NAIVE)
        for at in numbers:
            _send_naively(at)
        wait_until(lambda: effects(NAIVE).total() == naive.total() + number, second)

    return Outcome(
        before_the_kill=before_the_kill,
        jobs=effects(JOB),
        packs=packs.kept(),
        statuses=Counter(Job.objects.values_list("status", flat=True)),
        naive=naive,
        naive_sent_again=effects(NAIVE),
    )


def live() -> QuerySet[Job]:
    return Job.objects.filter(status__in=[Job.Status.WAITING, Job.Status.RUNNING])


def effects(kind: str) -> Counter[int]:
    return Counter(AuditLine.objects.filter(model=kind).values_list("record_id", flat=True))


def _send_naively(number: int) -> None:
    current_app.send_task("tests.put_down_naively", args=[number])


def _let_time_pass() -> None:
    """The dead worker's leases run out, and what waits has waited long enough."""
    past = timezone.now() - timedelta(hours=1)
    Job.objects.filter(status=Job.Status.RUNNING).update(lease_until=past)
    Job.objects.filter(status=Job.Status.WAITING).update(created_at=past)
