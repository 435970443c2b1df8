"""What the panel's people are reminded of before a meeting, and schools of its questions."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from clusters import actions as clusters
from clusters.actions import LAST_DAY, Due, Reminder, step_after, step_before
from clusters.models import Cluster, PanelDate
from clusters.queries.people import people_at, people_of
from core.access import audience
from core.dates import local_day, today
from funding.actions import EVERY, FIRST_AFTER, MOST
from funding.models import Application
from panels.models import AgendaItem, Check, Meeting, Question


def _to_answer(cluster: Cluster) -> Iterator[Due]:
    """Seats with a line of which nobody there has said whether they have an interest."""
    meetings = Meeting.objects.filter(
        cluster=cluster, started_at__isnull=True, panel_date__held_on__gte=today()
    )
    for meeting in meetings.select_related("panel_date"):
        step = step_before(meeting.panel_date.held_on, (cluster.rules.remind_days, LAST_DAY))
        if step and AgendaItem.objects.filter(meeting=meeting, taken_off_at=None).exists():
            path = reverse("panels:meeting", args=[meeting.public_id])
            says = {"held_on": meeting.panel_date.held_on}
            yield Due(meeting, step, people_of(cluster), path, says)


def _to_check(cluster: Cluster) -> Iterator[Due]:
    """One message for all of a panel. The papers are made of what is checked, so it comes first."""
    for panel, step, checks in _unchecked(cluster):
        own = [check for check in checks if audience("expect", check, people_of(cluster))]
        yield from _of_panel(panel, step, own, cluster)


def _to_check_instead(cluster: Cluster) -> Iterator[Due]:
    """Those for which each cluster SENCO is a silent observer."""
    for panel, step, checks in _unchecked(cluster):
        left = [check for check in checks if not audience("expect", check, people_of(cluster))]
        yield from _of_panel(panel, step, left, cluster)


def _unchecked(cluster: Cluster) -> Iterator[tuple[PanelDate, str, list[Check]]]:
    papers = cluster.rules.pack_days
    days = (papers + cluster.rules.remind_days, papers, LAST_DAY)
    panels = PanelDate.objects.filter(
        cluster=cluster, cancelled_at__isnull=True, held_on__gte=today()
    )
    for panel in panels:
        step = step_before(panel.held_on, days)
        if not step:
            continue
        waiting = Check.objects.filter(cluster=cluster, panel_date=panel, outcome="")
        out_of_it = (*Application.EDITABLE, Application.Status.WITHDRAWN)
        yield panel, step, list(waiting.exclude(application__status__in=out_of_it).order_by("pk"))


def _of_panel(
    panel: PanelDate, step: str, checks: Iterable[Check], cluster: Cluster
) -> Iterator[Due]:
    first = next(iter(checks), None)
    if first:
        says = {"held_on": panel.held_on}
        yield Due(first, step, people_of(cluster), reverse("panels:checks"), says, panel.pk)


def _asked(cluster: Cluster) -> Iterator[Due]:
    before_panel = (Application.Status.SUBMITTED, Application.Status.CHECKED)
    waiting = Question.objects.filter(
        cluster=cluster,
        answered_at__isnull=True,
        check_row__application__status__in=before_panel,
    )
    for question in waiting.select_related("check_row__application__school"):
        application = question.check_row.application
        step = step_after(local_day(question.asked_at), FIRST_AFTER, EVERY, most=MOST)
        if step:
            path = reverse("panels:questions", args=[application.public_id])
            yield Due(question, step, people_at(application.school), path, {})


REMINDERS = (
    Reminder("to answer", "panels/email/remind_answer", ("owe_answers",), _to_answer),
    Reminder("to check", "panels/email/remind_check", ("owe_checks",), _to_check),
    Reminder("to check instead", "panels/email/remind_check", ("cover_checks",), _to_check_instead),
    Reminder("question", "panels/email/remind_question", ("answer",), _asked),
)


def remind() -> None:
    clusters.remind(REMINDERS)
