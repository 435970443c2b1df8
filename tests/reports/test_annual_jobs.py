"""An annual report is laid out with no transaction open, and is right although that takes time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.db import connection, transaction
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from clusters.models import Office
from core import jobs, pdf
from core.models import Job
from reports import actions, documents
from reports.actions.annual import MOST_LAYOUTS
from reports.models import AnnualReport, ReportVersion
from reports.tasks import make_annual_report
from tests.core.papers import held_in
from tests.jobs.brokers import files
from tests.reports import annual
from tests.reports.history import NOW, East
from tests.wall import wall_open

Status = Job.Status


@contextmanager
def everywhere() -> Iterator[None]:
    with transaction.atomic(), wall_open():
        yield


@pytest.fixture
def east(committed) -> Iterator[East]:
    with time_machine.travel(NOW, tick=False):
        with everywhere():
            made = annual.eventful()
        yield made


@pytest.fixture
def job(east, tmp_path) -> Iterator[Job]:
    with files(tmp_path):
        with everywhere():
            report = annual.begun(east, introduction="First words.")
            asked = actions.ask_for_version(report=report, by=east.people["amina"])
        yield asked


@pytest.fixture
def during(monkeypatch) -> list[Callable[[], None]]:
    """What happens while pages are laid out: one act for each time, after which there is none."""
    acts: list[Callable[[], None]] = []
    lay_out = pdf.file_of

    def file_of(page: str) -> bytes:
        if acts:
            acts.pop(0)()
        return lay_out(page)

    monkeypatch.setattr(pdf, "file_of", file_of)
    return acts


def status(job: Job) -> str:
    job.refresh_from_db()
    return job.status


def kept() -> list[ReportVersion]:
    with everywhere():
        return list(ReportVersion.objects.order_by("number"))


def rewrite(east: East, words: str) -> None:
    with everywhere():
        annual.written(AnnualReport.objects.get(), east, introduction=words)


def test_it_is_laid_out_once_while_no_transaction_is_open(job, during, monkeypatch):
    """The control is the reading of the facts, which is seen to be in one."""
    seen, write = [], documents.annual_body

    def open_now() -> bool:
        return connection.connection.info.transaction_status != TRANSACTION_STATUS_IDLE

    def annual_body(contents):
        seen.append(("facts", open_now()))
        return write(contents)

    monkeypatch.setattr(documents, "annual_body", annual_body)
    during.extend([lambda: seen.append(("layout", open_now()))] * 2)

    make_annual_report(job.pk)

    assert set(seen) == {("facts", True), ("layout", False)}
    assert len(during) == 1
    assert [version.number for version in kept()] == [1]
    assert status(job) == Status.DONE


def test_words_that_change_while_it_is_laid_out_are_in_what_is_kept(job, during, east):
    during.append(lambda: rewrite(east, "Second words."))

    make_annual_report(job.pk)

    [version] = kept()
    assert "Second words." in version.body
    assert "Second words." in held_in(bytes(version.file)).text
    assert status(job) == Status.DONE


def test_what_changes_each_time_waits_for_another_try(job, during, east):
    words = iter(f"Words {number}." for number in range(MOST_LAYOUTS))
    during.extend([lambda: rewrite(east, next(words))] * MOST_LAYOUTS)

    make_annual_report(job.pk)

    job.refresh_from_db()
    assert (job.status, job.error) == (Status.WAITING, "ChangedMeanwhile")
    assert kept() == []
    make_annual_report(job.pk)
    assert status(job) == Status.DONE
    assert len(kept()) == 1


def test_cancelled_while_it_is_laid_out_nothing_is_kept(job, during):
    during.append(lambda: jobs.cancel(job))

    make_annual_report(job.pk)

    assert status(job) == Status.CANCELLED
    assert kept() == []


def test_who_writes_it_no_more_when_it_is_laid_out_gets_none(job, during, east):
    def leave() -> None:
        with everywhere():
            offices = Office.objects.filter(person=east.people["amina"])
            offices.update(starts_on="2020-01-01", ends_on="2020-02-01")

    during.append(leave)

    make_annual_report(job.pk)

    assert status(job) == Status.DONE
    assert kept() == []


def test_another_worker_that_was_quicker_keeps_the_one_version(job, during, east):
    report = job.ids
    during.append(lambda: actions.make_version(**report))

    make_annual_report(job.pk)

    assert [version.number for version in kept()] == [1]
    assert status(job) == Status.DONE
