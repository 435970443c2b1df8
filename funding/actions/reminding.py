"""What schools and finance officers are reminded of, until it is done. Evaluations have their own
days (`evaluating.remind_schools`)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from clusters import actions as clusters
from clusters.actions import LAST_DAY, Due, Reminder, step_after, step_before
from clusters.models import Cluster
from clusters.queries.people import people_at, people_of
from core.dates import local_day, today
from funding.models import Application, Hold, Instalment

Status = Application.Status
# Working days after a return, a question or a payment's day. No cluster's paper names any: a week
# is left to act, and another to act again.
FIRST_AFTER = 3
EVERY = 5
# What a school leaves lying is not called for without end. Money is.
MOST = 4


def _to_submit(cluster: Cluster) -> Iterator[Due]:
    return _closing_soon(cluster, (Status.DRAFT, Status.SIGNED), "funding:application")


def _to_sign(cluster: Cluster) -> Iterator[Due]:
    return _closing_soon(cluster, (Status.TO_SIGN,), "funding:sign")


def _closing_soon(cluster: Cluster, statuses: Iterable[str], page: str) -> Iterator[Due]:
    waiting = _applications(cluster).filter(
        status__in=statuses,
        panel_date__closes_at__gt=timezone.now(),
        panel_date__cancelled_at__isnull=True,
    )
    for application in waiting:
        closes_at = application.panel_date.closes_at
        step = step_before(local_day(closes_at), (cluster.rules.remind_days, LAST_DAY))
        if step:
            yield _of(application, step, page, closes_at=closes_at)


def _returned(cluster: Cluster) -> Iterator[Due]:
    came_back = Max("history__at", filter=Q(history__status=Status.RETURNED))
    waiting = _applications(cluster).filter(status=Status.RETURNED).annotate(came_back=came_back)
    for application in waiting.filter(came_back__isnull=False):
        step = step_after(local_day(application.came_back), FIRST_AFTER, EVERY, most=MOST)
        if step:
            yield _of(application, step, "funding:application")


def _applications(cluster: Cluster) -> Any:
    rows = Application.objects.filter(cluster=cluster)
    return rows.select_related("school", "panel_date").order_by("pk")


def _of(application: Application, step: str, page: str, **says: Any) -> Due:
    path = reverse(page, args=[application.public_id])
    return Due(application, step, people_at(application.school), path, says)


def _to_release(cluster: Cluster) -> Iterator[Due]:
    """One message for all that waits: about the payment that has waited longest."""
    held = Hold.objects.filter(instalment_id=OuterRef("pk"), ended_at__isnull=True)
    waiting = Instalment.objects.filter(
        ~Exists(held),
        cluster=cluster,
        due_on__lt=today(),
        released_at__isnull=True,
        stopped_at__isnull=True,
        asked_at__isnull=True,
    )
    oldest = waiting.order_by("due_on", "pk").first()
    step = step_after(oldest.due_on, FIRST_AFTER, EVERY) if oldest else ""
    if oldest and step:
        path = reverse("funding:release_queue")
        yield Due(oldest, step, people_of(cluster), path, {})


REMINDERS = (
    Reminder("to submit", "funding/email/remind_submit", ("take_turn",), _to_submit),
    Reminder("to sign", "funding/email/remind_sign", ("take_turn",), _to_sign),
    Reminder("returned", "funding/email/remind_returned", ("take_turn",), _returned),
    Reminder("to release", "funding/email/remind_release", ("owe_release",), _to_release),
)


def remind() -> None:
    clusters.remind(REMINDERS)
