"""Every task that there is: called twice it leaves what it left once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from celery import current_app
from django.apps import apps
from django.core import mail as post
from django.db import transaction
from django.utils import timezone

from accounts.models import KeptEntry
from core import dates
from core.models import Job, OutgoingMail
from funding.models import Evaluation
from panels import actions
from panels.models import Meeting
from schools.models import Post
from tests import factories as make
from tests.conftest import wall_open
from tests.jobs.brokers import files
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
    "funding.remind_of_evaluations": late_evaluation,
    "panels.make_due_packs": meeting_that_is_near,
    "panels.make_pack": pack_asked_for,
    "panels.settle_conflicts": fact_not_written_down,
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


def project_tasks() -> set[str]:
    current_app.loader.import_default_modules()
    return {name for name in current_app.tasks if not name.startswith(OTHERS)}


def test_every_task_has_a_row_here():
    assert project_tasks() == set(ROWS)


def test_each_task_twice_leaves_what_it_left_once(committed, tmp_path):
    """The controls: each had something to do, which was seen; and work that is not safe to run
    twice is found."""

    def call(task: Callable[..., Any], arrange: Callable[[World], list[int]]) -> Any:
        with everywhere():
            ids = arrange(committed)
        before = everything()
        task(*ids)
        once = everything()
        task(*ids)
        return changed(before, once), changed(once, everything())

    with files(tmp_path):
        came = {name: call(current_app.tasks[name], arrange) for name, arrange in ROWS.items()}
        control = call(lambda: waiting_mail(committed), waiting_mail)

    assert {name: twice for name, (_, twice) in came.items() if twice} == {}
    assert {name for name, (once, _) in came.items() if not once} == set()
    assert control == ({"core.OutgoingMail"}, {"core.OutgoingMail"})
