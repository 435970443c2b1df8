"""A pack is laid out with no transaction open, and is right although that takes its time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from core import jobs, pdf
from core.models import Job
from panels import actions, documents, queries
from panels.actions.packing import MOST_LAYOUTS
from panels.models import Meeting, Pack
from panels.tasks import make_pack
from tests import factories as make
from tests.core.papers import held_in
from tests.jobs.brokers import files
from tests.wall import wall_open

Status = Job.Status


@contextmanager
def everywhere() -> Iterator[None]:
    with transaction.atomic(), wall_open():
        yield


@pytest.fixture
def job(committed, tmp_path) -> Iterator[Job]:
    """Dana, who may read everything, asks for the papers."""
    with files(tmp_path):
        with everywhere():
            make.free(committed.dana, committed.north.items["own"])
            asked = actions.ask_for_pack(meeting=committed.north.meeting, by=committed.dana)
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


def test_it_is_laid_out_once_while_no_transaction_is_open(job, during, monkeypatch):
    """The control is the reading of the facts, which is seen to be in one."""
    seen, write = [], documents.pack_page

    def open_now() -> bool:
        return connection.connection.info.transaction_status != TRANSACTION_STATUS_IDLE

    def pack_page(contents):
        seen.append(("facts", open_now()))
        return write(contents)

    monkeypatch.setattr(documents, "pack_page", pack_page)
    during.extend([lambda: seen.append(("layout", open_now()))] * 2)

    make_pack(job.pk)

    assert set(seen) == {("facts", True), ("layout", False)}
    assert len(during) == 1
    assert kept() == 1
    assert status(job) == Status.DONE


def test_what_changes_while_it_is_laid_out_makes_it_stale_and_it_is_made_again(
    job, during, committed
):
    during.extend([lambda: stand_back(committed), lambda: None])

    make_pack(job.pk)

    assert during == []
    assert status(job) == Status.DONE
    with everywhere():
        [pack] = Pack.objects.all()
        contents = queries.pack_for(committed.dana, meeting(committed))
        assert (pack.variant, actions.is_fresh(contents)) == (contents.variant, True)
        assert "canarypaperswhy" not in held_in(bytes(pack.file)).everything


def test_what_changes_each_time_waits_for_another_try(job, during, committed):
    during.extend([lambda: move(committed)] * MOST_LAYOUTS)

    make_pack(job.pk)

    job.refresh_from_db()
    assert (job.status, job.error) == (Status.WAITING, "ChangedMeanwhile")
    assert kept() == 0
    make_pack(job.pk)
    assert status(job) == Status.DONE
    assert kept() == 1


def test_cancelled_while_it_is_laid_out_nothing_is_kept(job, during):
    during.append(lambda: jobs.cancel(job))

    make_pack(job.pk)

    assert status(job) == Status.CANCELLED
    assert kept() == 0


def test_taken_over_while_it_is_laid_out_the_other_worker_alone_keeps_its_file(job, during):
    def overtake() -> None:
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(hours=1))
        jobs._take(job.pk)

    during.append(overtake)

    make_pack(job.pk)

    job.refresh_from_db()
    assert (job.status, job.attempts) == (Status.RUNNING, 2)
    assert kept() == 0


def test_who_leaves_while_it_is_laid_out_gets_none(job, during, committed):
    def leave() -> None:
        committed.dana.is_active = False
        committed.dana.save()

    during.append(leave)

    make_pack(job.pk)

    assert status(job) == Status.DONE
    assert kept() == 0


def stand_back(world) -> None:
    with everywhere():
        check = world.north.items["own"].check_row
        actions.declare_interest(check=check, kind="other", detail="", by=world.dana)


def move(world) -> None:
    with everywhere():
        date = meeting(world).panel_date
        date.held_on += timedelta(days=1)
        date.save()


def meeting(world) -> Meeting:
    related = ("panel_date__cluster", "cluster__rules")
    return Meeting.objects.select_related(*related).get(pk=world.north.meeting.pk)


def kept() -> int:
    with everywhere():
        return Pack.objects.count()


def status(job: Job) -> str:
    return Job.objects.get(pk=job.pk).status
