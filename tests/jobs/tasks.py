"""Work for the proof that nothing is lost or done twice; a worker loads it with `-I`.

A worker is told by its environment at which numbers it stops, so that it dies inside them.
"""

import os
import signal

from celery import shared_task
from django.db import connection

from core.jobs import job_task
from core.models import AuditLine

JOB, NAIVE = "tests.job", "tests.naive"
STOPS, INSIDE = "SEND_PROOF_STOPS", "SEND_PROOF_INSIDE"
CHANNEL = "proof"


@job_task("tests.put_down")
def put_down(number: int) -> None:
    _put_down(JOB, number)


@shared_task(name="tests.put_down_naively", acks_late=False)
def put_down_naively(number: int) -> None:
    """The control: no row says that it is to be done, and its effect commits by itself."""
    _put_down(NAIVE, number)


@shared_task(name="tests.break")
def break_with_words() -> None:
    """For what a worker's log says of a task that fails."""
    raise ValueError("canarywords")


def _put_down(kind: str, number: int) -> None:
    _stop("before", kind, number)
    AuditLine.objects.create(verb="proof", model=kind, record_id=number)
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
    _stop("after", kind, number)


def _stop(where: str, kind: str, number: int) -> None:
    """Says that it is inside, and stays there until it is killed."""
    if f"{where} {kind} {number}" in os.environ.get(STOPS, "").split(","):
        with open(os.environ[INSIDE], "w") as pipe:
            pipe.write("inside\n")
        signal.pause()
