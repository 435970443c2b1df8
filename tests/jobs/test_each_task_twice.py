"""Every task that there is: called twice it leaves what it left once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import time_machine
from celery import current_app
from django.apps import apps
from django.core import mail as post
from django.db import transaction
from django.utils import timezone

from accounts.models import KeptEntry
from clusters.models import PanelDate
from complaints.models import ComplaintStage
from core import dates
from core.models import Job, OutgoingMail
from funding import actions as funding_actions
from funding.models import Evaluation
from panels import actions
from panels.models import Meeting
from reports import actions as report_actions
from reports.impact import counted_until, year_of
from schools.models import Post
from tests import factories as make
from tests.jobs.brokers import files
from tests.wall import wall_open
from tests.world import World

LONG = timedelta(days=2)
OTHERS = ("celery.", "tests.")


def kept_entry(world: World) -> list[int]:
    made = KeptEntry.objects.create(person=world.olive, path="/", came_from="/", fields={})
    KeptEntry.objects.filter(pk=made.pk).update(kept_at=timezone.now() - LONG)
    return []


def dead_job(world: World) -> list[int]:
    Job.objects.create(
        task="panels.make_pack",
        key="left by the dead",
        status=Job.Status.RUNNING,
        attempts=5,
        lease_until=timezone.now() - LONG,
    )
    return []


def waiting_mail(world: World) -> list[int]:
    key = f"mail {OutgoingMail.objects.count()}"
    OutgoingMail.objects.create(key=key, address=world.olive.email, subject="News", body="News")
    return []


def one_mail(world: World) -> list[int]:
    waiting_mail(world)
    return [OutgoingMail.objects.latest("pk").pk]


def late_evaluation(world: World) -> list[int]:
    make.fund(world.north.cluster, by=world.fay)
    make.award(world.north.items["own"].application, by=world.dana)
    Evaluation.objects.update(due_on=dates.today() - LONG)
    return []


def fact_not_written_down(world: World) -> list[int]:
    make.post(world.mia, world.schools["Oak"], Post.Kind.GOVERNOR, starts_on=dates.today())
    return []


def pack_asked_for(world: World) -> list[int]:
    return [actions.ask_for_pack(meeting=world.north.meeting, by=world.carol).pk]


def draft_that_closes_soon(world: World) -> list[int]:
    panel = make.panel_date(world.north.cluster, days=40)
    make.draft(world.olive, world.schools["Oak"], panel)
    closes = datetime.combine(dates.working_days_after(dates.today(), 1), time(17), tzinfo=UTC)
    PanelDate.objects.filter(pk=panel.pk).update(closes_at=closes)
    return []


def complaint_to_answer(world: World) -> list[int]:
    make.complaint(world.north.cluster, world.schools["Ash"])
    return []


def report_asked_for(world: World) -> list[int]:
    year = year_of(counted_until(dates.today()))
    report = report_actions.begin_report(
        cluster=world.north.cluster, first_year=year, by=world.carol
    )
    return [report_actions.ask_for_version(report=report, by=world.carol).pk]


def payment_of_this_year(world: World) -> list[int]:
    application = make.draft(
        world.elsa, world.schools["Elm"], make.panel_date(world.north.cluster, days=41)
    )
    award = make.award(application, by=world.dana)
    funding_actions.release(instalment=award.instalments.get(number=1), by=world.fay)
    return []


def meeting_that_is_near(world: World) -> list[int]:
    date = Meeting.objects.select_related("panel_date").get(pk=world.north.meeting.pk).panel_date
    date.held_on = dates.working_days_after(dates.today(), 1)
    date.save()
    return []


# What is due before the first call, and the ids that it is called with.
ROWS: dict[str, Callable[[World], list[int]]] = {
    "accounts.forget_old_entries": kept_entry,
    "core.deliver_mail": one_mail,
    "core.send_waiting_mail": waiting_mail,
    "core.sweep_jobs": dead_job,
    "complaints.remind": complaint_to_answer,
    "funding.remind_of_evaluations": late_evaluation,
    "funding.remind": draft_that_closes_soon,
    "panels.make_due_packs": meeting_that_is_near,
    "panels.make_pack": pack_asked_for,
    "panels.remind": meeting_that_is_near,
    "panels.settle_conflicts": fact_not_written_down,
    "reports.make_due_reports": payment_of_this_year,
    "reports.make_annual_report": report_asked_for,
}
# When it is called, where that is not on the next working day: nobody is reminded on another.
WHEN: dict[str, Callable[[], date]] = {
    "complaints.remind": lambda: ComplaintStage.objects.latest("due_on").due_on,
    "reports.make_due_reports": lambda: date(year_of(dates.today()) + 1, 9, 2),
}


@contextmanager
def everywhere() -> Iterator[None]:
    with transaction.atomic(), wall_open():
        yield


def everything() -> dict[str, Any]:
    """Every row of every table, and every message that left."""
    with everywhere():
        rows = {
            model._meta.label: list(model._base_manager.order_by("pk").values())
            for model in apps.get_models()
        }
    return rows | {"messages that left": [sent.message()["Message-ID"] for sent in post.outbox]}


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in after if before[name] != after[name]}


def registered() -> dict[str, Any]:
    current_app.loader.import_default_modules()
    return {name: task for name, task in current_app.tasks.items() if not name.startswith(OTHERS)}


def test_every_task_has_a_row_here():
    assert set(registered()) == set(ROWS)


def test_each_task_twice_leaves_what_it_left_once(committed, tmp_path):
    """The controls: each had something to do, which was seen; and work that is not safe to run
    twice is found."""

    def call(
        task: Callable[..., Any], arrange: Callable[[World], list[int]], name: str = ""
    ) -> Any:
        with everywhere():
            ids = arrange(committed)
            day = WHEN[name]() if name in WHEN else dates.next_working_day(dates.today())
        with time_machine.travel(datetime.combine(day, time(10), tzinfo=UTC)):
            before = everything()
            task(*ids)
            once = everything()
            task(*ids)
            return changed(before, once), changed(once, everything())

    tasks = registered()
    with files(tmp_path):
        came = {name: call(tasks[name], arrange, name) for name, arrange in ROWS.items()}
        control = call(lambda: waiting_mail(committed), waiting_mail)

    assert {name: twice for name, (_, twice) in came.items() if twice} == {}
    assert {name for name, (once, _) in came.items() if not once} == set()
    assert control == ({"core.OutgoingMail"}, {"core.OutgoingMail"})
