"""Reminders by schedule: each app has a table of its own, and beat does what is due in all of it.

A reminder stops when the thing is done, since it is asked for only while the rule of its record
says that it waits for the person; the rule is asked once more when the message leaves.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from accounts.models import User
from clusters.models import Cluster, Reminded
from core import mail
from core.access import audience
from core.dates import ONE_DAY, is_working_day, today, working_days_after
from core.tenancy import tenant

# Of those who have not done it yet, everybody is told once more on the last working day.
LAST_DAY = 1


@dataclass(frozen=True)
class Due:
    """A record that waits for somebody, the step at which that is said, and to whom it may be.

    `path` is the page that the message links to; `says` the days it names. `subject_id` is what the
    reminder is counted by, where one record stands for all of a kind.
    """

    record: Model
    step: str
    people: QuerySet[User]
    path: str
    says: dict[str, Any]
    subject_id: int | None = None


@dataclass(frozen=True)
class Reminder:
    """One line of a table. `find` gives what is due in one cluster. Whom it waits for the rule of
    the record says, by the first of `verbs` that anybody has."""

    name: str
    template: str
    verbs: tuple[str, ...]
    find: Callable[[Cluster], Iterable[Due]]


def remind(table: Iterable[Reminder]) -> None:
    """Writes to everybody for whom something is due, on working days. Said twice it writes once."""
    if not is_working_day(today()):
        return
    clusters = Cluster.objects.live().select_related("rules")
    for cluster in clusters.filter(rules__isnull=False):
        with transaction.atomic(), tenant(clusters=[cluster.pk]):
            for reminder in table:
                for due in reminder.find(cluster):
                    _tell(reminder, due, cluster)


def step_before(day: date, days: Iterable[int]) -> str:
    """The nearest of these numbers of working days before `day` that has come; "" for none yet, or
    once the day is past. It names the day, so that one that is moved is said again."""
    now = today()
    come = [count for count in days if now <= day <= working_days_after(now, count)]
    return f"{min(come)} before {day}" if come else ""


def step_after(day: date, first: int, every: int, *, most: int | None = None) -> str:
    """How often it is time by now: `first` working days after `day`, then every so many, `most`
    times at most; "" for not yet, or not any more."""
    times, passed = 0, _working_days_since(day)
    if passed >= first:
        times = (passed - first) // every + 1
    return f"{times} after {day}" if times and (most is None or times <= most) else ""


def _working_days_since(day: date) -> int:
    passed = (today() - day).days
    return sum(is_working_day(day + n * ONE_DAY) for n in range(1, passed + 1))


def _tell(reminder: Reminder, due: Due, cluster: Cluster) -> None:
    verb, people = _waits_for(reminder, due)
    for person in people:
        subject = due.subject_id or due.record.pk
        _, new = Reminded.objects.get_or_create(
            cluster=cluster,
            name=reminder.name,
            record_id=subject,
            step=due.step,
            person=person,
        )
        if new:
            mail.send(
                to=person,
                template=reminder.template,
                context={"path": due.path, **due.says},
                once=f"{subject} {due.step}",
                about=due.record,
                asks=verb,
            )


def _waits_for(reminder: Reminder, due: Due) -> tuple[str, list[User]]:
    for verb in reminder.verbs:
        people = list(audience(verb, due.record, due.people).order_by("pk"))
        if people:
            return verb, people
    return "", []
