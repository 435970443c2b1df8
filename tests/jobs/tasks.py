"""Work for the proof that nothing is lost or done twice; a worker loads it with `-I`.

A worker is told by its environment at which numbers it stops, so that it dies inside them.
"""

import os
import signal

from celery import shared_task
from celery.signals import worker_process_init
from django.db import connection

from core import pdf
from core.jobs import job_task
from core.models import AuditLine
from panels import documents
from panels.actions import packing

JOB, PACK, NAIVE = "tests.job", "tests.pack", "tests.naive"
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


@worker_process_init.connect
def stop_inside_packs(**_: object) -> None:
    """In a worker alone: while a pack is laid out, and between its file and the commit."""
    write, lay_out, keep = documents.pack_page, pdf.file_of, packing._keep
    meeting = 0

    def pack_page(contents):
        nonlocal meeting
        meeting = contents.meeting.pk
        return write(contents)

    def file_of(page):
        _stop("before", PACK, meeting)
        return lay_out(page)

    def keep_and_stop(*facts):
        keep(*facts)
        _stop("after", PACK, meeting)

    documents.pack_page, pdf.file_of, packing._keep = pack_page, file_of, keep_and_stop


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
