"""Jobs: one live one for a key, one worker at a time, the effect and "done" together."""

import json
import logging
import socket
import threading
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from config.celery import broker_settings
from core import audit, jobs
from core.jobs import job_task
from core.models import AuditLine, Job
from core.tenancy import tenant
from panels.models import AgendaItem
from tests.jobs.brokers import files, free_port, sending_to

Status = Job.Status
PAST = timedelta(hours=1)
TEXT = "canaryerrortext"

inside: list[Callable[[], None]] = []


@job_task("tests.write")
def write(number: int) -> None:
    """Leaves a line, then does what the test put `inside`."""
    AuditLine.objects.create(verb="tests.write", model="tests", record_id=number)
    for act in inside:
        act()


@job_task("tests.count_items")
def count_items(cluster: int) -> None:
    outside = AgendaItem.objects.count()
    with tenant(clusters=[cluster]):
        seen = AgendaItem.objects.count()
    AuditLine.objects.create(
        verb="tests.count", model="tests", record_id=cluster, detail={"items": [outside, seen]}
    )


@pytest.fixture(autouse=True)
def nothing_inside():
    inside.clear()
    yield
    inside.clear()


@pytest.fixture
def broker(tmp_path):
    with files(tmp_path) as broker:
        yield broker


@pytest.fixture
def database(committed, broker):
    """Real commits, and a broker of the test's own."""
    return broker


def waiting(**facts: Any) -> Job:
    facts = {"task": "tests.write", "key": "one", "ids": {"number": 1}} | facts
    return Job.objects.create(**facts)


def left_by_the_dead(**facts: Any) -> Job:
    facts = {"status": Status.RUNNING, "attempts": 1} | facts
    return waiting(lease_until=timezone.now() - PAST, **facts)


def effects() -> list[int]:
    return list(AuditLine.objects.filter(verb="tests.write").values_list("record_id", flat=True))


def sent(broker) -> int:
    return len(broker.messages())


def fail(text: str = TEXT) -> None:
    raise ValueError(text)


def test_started_twice_is_one_job_and_one_message(database):
    first = jobs.start("tests.write", "one", number=1)

    second = jobs.start("tests.write", "one", number=2)

    assert second == first
    assert [job.ids for job in Job.objects.all()] == [{"number": 1}]
    assert sent(database) == 1


def test_another_key_or_task_and_one_that_is_done_are_jobs_of_their_own(database):
    done = waiting(status=Status.DONE)

    started = {
        jobs.start("tests.write", "one", number=1).pk,
        jobs.start("tests.write", "two", number=1).pk,
        jobs.start("tests.count_items", "one", cluster=1).pk,
    }

    assert len(started - {done.pk}) == 3


def test_started_by_many_at_once_is_one_job(database):
    started = together(lambda: jobs.start("tests.write", "one", number=1).pk, times=6)

    assert len(set(started)) == 1
    assert Job.objects.count() == 1
    assert sent(database) == 1


def test_nothing_is_sent_for_what_was_rolled_back(database):
    with transaction.atomic():
        jobs.start("tests.write", "one", number=1)
        assert sent(database) == 0
        transaction.set_rollback(True)

    assert sent(database) == 0
    assert not Job.objects.exists()


def test_a_message_holds_the_job_and_no_more(database, committed):
    job = jobs.start("tests.write", committed.olive.email, number=1)

    [message] = database.messages()
    args, named, _ = json.loads(b64decode(json.loads(message)["body"]))
    assert (args, named) == ([job.pk], {})
    assert committed.olive.email.encode() not in message


def test_work_and_done_are_there_together(database):
    job = waiting()

    write(job.pk)

    job.refresh_from_db()
    assert (job.status, job.attempts, job.lease_until, job.error) == (Status.DONE, 1, None, "")
    assert job.finished_at
    assert effects() == [1]


def test_a_message_that_comes_twice_changes_nothing(database):
    job = waiting()

    write(job.pk)
    write(job.pk)

    assert effects() == [1]


def test_while_the_work_goes_on_nobody_sees_it_as_done(database):
    job, seen = waiting(), []
    inside.append(lambda: seen.extend(in_a_thread(lambda: (status(job), effects()))))

    write(job.pk)

    assert seen == [Status.RUNNING, []]


def test_an_error_undoes_the_work_and_keeps_only_its_name(database):
    job = waiting()
    inside.append(fail)

    write(job.pk)

    job.refresh_from_db()
    assert effects() == []
    assert (job.status, job.error, job.lease_until) == (Status.WAITING, "ValueError", None)


def test_the_log_says_which_job_and_where_but_not_the_errors_words(database, caplog):
    job = waiting()
    inside.append(fail)

    with caplog.at_level(logging.INFO):
        write(job.pk)

    [line] = [record for record in caplog.records if record.name == "core.jobs"]
    text = logging.Formatter().format(line)
    assert f"tests.write {job.pk}" in text
    assert "ValueError" in text
    assert "test_jobs.py" in text
    assert TEXT not in text


def test_an_error_of_the_database_leaves_the_connection_good(database):
    job = waiting()
    inside.append(lambda: AuditLine.objects.filter(verb="tests.write").update(verb="changed"))

    write(job.pk)

    assert status(job) == Status.WAITING
    assert effects() == []


def test_after_five_tries_it_has_failed_and_may_be_started_anew(database):
    job = waiting()
    inside.append(fail)
    statuses = []

    for _ in range(jobs.MOST_ATTEMPTS + 2):
        write(job.pk)
        statuses.append(status(job))

    assert statuses == [Status.WAITING] * 4 + [Status.FAILED] * 3
    assert jobs.start("tests.write", "one", number=1) != job


def test_two_workers_at_once_take_one_lease(database):
    job = waiting()
    both_tried = threading.Barrier(2)

    def take() -> bool:
        both_tried.wait(timeout=20)
        return jobs._take(job.pk) is not None

    assert sorted(together(take, times=2)) == [False, True]


def test_many_workers_with_one_message_do_the_work_once(database):
    job = waiting()

    together(lambda: write(job.pk), times=6)

    assert effects() == [1]
    assert status(job) == Status.DONE


def test_what_runs_under_a_live_lease_is_left_alone(database):
    job = waiting(status=Status.RUNNING, lease_until=timezone.now() + PAST, created_at=long_ago())

    write(job.pk)

    assert jobs.sweep() == 0
    assert effects() == []


def test_the_sweep_hands_on_the_work_of_a_dead_worker(database):
    job = left_by_the_dead()

    assert jobs.sweep() == 1
    assert sent(database) == 1
    write(job.pk)

    job.refresh_from_db()
    assert (job.status, job.attempts) == (Status.DONE, 2)
    assert effects() == [1]


def test_a_lost_message_is_sent_again_once_it_has_waited(database):
    fresh = jobs.start("tests.write", "fresh", number=1)
    jobs.start("tests.write", "lost", number=2)
    database.wipe()
    Job.objects.exclude(pk=fresh.pk).update(created_at=long_ago())

    assert jobs.sweep() == 1
    assert sent(database) == 1


def test_what_is_over_is_not_sent_again(database):
    for place, over in enumerate((Status.DONE, Status.FAILED)):
        waiting(key=str(place), status=over, created_at=long_ago())

    assert jobs.sweep() == 0
    assert sent(database) == 0


def test_work_that_kills_its_worker_each_time_is_given_up(database):
    """Else one poisoned job would kill workers for ever."""
    job = left_by_the_dead(attempts=jobs.MOST_ATTEMPTS)

    assert jobs.sweep() == 0

    job.refresh_from_db()
    assert (job.status, job.error) == (Status.FAILED, "Given up after five tries.")
    assert job.finished_at


def test_a_worker_that_outlives_its_lease_undoes_its_work(database):
    """Another has taken the job over: only the work of the one with the lease counts."""
    job = waiting()

    def lose_the_lease() -> None:
        inside.clear()
        in_a_thread(lambda: expire(job) or write(job.pk))

    inside.append(lose_the_lease)
    write(job.pk)

    job.refresh_from_db()
    assert effects() == [1]
    assert (job.status, job.attempts) == (Status.DONE, 2)


def test_nor_does_its_error_stop_the_one_who_took_over(database):
    job = waiting()

    def lose_the_lease_and_fail() -> None:
        in_a_thread(lambda: expire(job) or jobs._take(job.pk))
        fail()

    inside.append(lose_the_lease_and_fail)
    write(job.pk)

    job.refresh_from_db()
    assert (job.status, job.attempts, job.error) == (Status.RUNNING, 2, "")
    assert job.lease_until > timezone.now()


def test_each_step_renews_the_lease_and_says_how_far_it_is(database):
    """Before its end: others see it while nothing of the work itself is to be seen."""
    job, seen = waiting(), []

    def go_on(done: int) -> None:
        in_a_thread(lambda: expire(job))
        jobs.step(done, 2)
        seen.extend(in_a_thread(lambda: [(how_far(job), jobs.sweep(), effects())]))

    inside.extend([lambda: go_on(1), lambda: go_on(2)])
    write(job.pk)

    job.refresh_from_db()
    assert seen == [((1, 2), 0, []), ((2, 2), 0, [])]
    assert (job.status, job.attempts, how_far(job)) == (Status.DONE, 1, (2, 2))
    assert effects() == [1]


def test_without_a_step_the_sweep_hands_it_on(database):
    """The control: it is the step that keeps the job."""
    job, handed_on = waiting(), []
    inside.append(lambda: handed_on.extend(in_a_thread(lambda: expire(job) or [jobs.sweep()])))

    write(job.pk)

    assert handed_on == [1]


def test_a_step_after_the_job_was_taken_over_ends_the_work(database):
    job, reached = waiting(), []

    def be_overtaken() -> None:
        in_a_thread(lambda: expire(job) or jobs._take(job.pk))
        jobs.step(1, 2)
        reached.append("after the step")

    inside.append(be_overtaken)
    write(job.pk)

    job.refresh_from_db()
    assert reached == []
    assert effects() == []
    assert (job.status, job.attempts, how_far(job)) == (Status.RUNNING, 2, (0, None))


def test_of_steps_that_follow_fast_the_first_and_the_last_are_written_down(database, monkeypatch):
    monkeypatch.setattr(jobs, "RENEWAL", timedelta(hours=1))
    job, seen = waiting(), []

    def go_fast() -> None:
        for done in range(1, 10):
            jobs.step(done, 9)
            seen.extend(in_a_thread(lambda: [how_far(job)]))

    inside.append(go_fast)
    write(job.pk)

    assert seen == [(1, 9)] * 8 + [(9, 9)]


def test_a_try_begins_at_the_beginning(database):
    job = left_by_the_dead(steps_done=5, steps=9)

    write(job.pk)

    job.refresh_from_db()
    assert how_far(job) == (0, None)


def test_a_step_outside_a_job_does_nothing(database):
    jobs.step(1, 2)

    assert not Job.objects.exists()


@pytest.mark.parametrize("away", ["redis", "files"])
def test_a_broker_that_is_away_only_delays(committed, tmp_path, away, caplog):
    url = f"redis://127.0.0.1:{free_port()}/0" if away == "redis" else ""
    settings = broker_settings(url, tmp_path)
    if away == "files":
        (tmp_path / "broker" / "queue").rmdir()

    with sending_to(settings):
        job = jobs.start("tests.write", "one", number=1)

    assert status(job) == Status.WAITING
    assert "tests.write waits for the sweep" in caplog.text


def test_a_broker_that_never_answers_is_given_up_within_seconds(committed, tmp_path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings = broker_settings(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", tmp_path)
        settings["broker_transport_options"] |= {"socket_timeout": 0.1}
        with sending_to(settings):
            job = jobs.start("tests.write", "one", number=1)

    assert status(job) == Status.WAITING


def test_a_silent_broker_has_a_time_limit_in_production(tmp_path):
    options = broker_settings("redis://redis:6379/0", tmp_path)["broker_transport_options"]

    assert 0 < options["socket_connect_timeout"] <= options["socket_timeout"] <= 10


def test_work_sees_no_tenants_rows_until_it_names_them(database, committed):
    job = waiting(task="tests.count_items", ids={"cluster": committed.north.cluster.pk})

    count_items(job.pk)

    [line] = AuditLine.objects.filter(verb="tests.count")
    assert line.detail == {"items": [0, len(committed.north.items)]}


def test_the_wall_is_closed_again_for_the_workers_next_job(database, committed):
    for cluster in (committed.north.cluster.pk, committed.south.cluster.pk):
        count_items(waiting(key=str(cluster), ids={"cluster": cluster}).pk)

    lines = AuditLine.objects.filter(verb="tests.count").order_by("pk")
    assert [line.detail["items"][0] for line in lines] == [0, 0]


def test_the_task_is_known_by_its_name(database):
    assert current_app.tasks["tests.write"].name == "tests.write"


def test_an_audit_line_of_work_without_a_person_is_written(database):
    job = waiting()

    line = audit.record(by=None, verb="tests.write", subject=job)

    assert line.by is None


def status(job: Job) -> str:
    return Job.objects.get(pk=job.pk).status


def how_far(job: Job) -> tuple[int, int | None]:
    return Job.objects.values_list("steps_done", "steps").get(pk=job.pk)


def long_ago() -> Any:
    return timezone.now() - PAST


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=long_ago())


def in_a_thread(act: Callable[[], Any]) -> Any:
    """By a connection of its own, as another worker would."""
    return together(act, times=1)[0]


def together(act: Callable[[], Any], *, times: int) -> list[Any]:
    """What the act came to in so many threads at one moment, each with its own connection."""
    barrier = threading.Barrier(times)
    came_to: list[Any] = [None] * times

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            came_to[place] = act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return came_to
