"""Whoever handles a complaint is reminded before its stage runs out of days."""

from collections.abc import Iterator

from django.urls import reverse

from clusters import actions as clusters
from clusters.actions import Due, Reminder
from clusters.models import Cluster
from clusters.queries.people import people_of
from clusters.queries.schooldays import SchoolDays
from complaints.models import ComplaintStage
from complaints.queries import latest_stages
from core.dates import today

# School days before the day by which a stage is answered. The shortest stage has five (seed 000),
# so that the first of them leaves time to speak with somebody.
BEFORE = (2, 0)


def _nearly_over(cluster: Cluster) -> Iterator[Due]:
    days = SchoolDays(cluster)
    stages = latest_stages().filter(
        cluster=cluster, complaint__closed_at__isnull=True, ended__isnull=True
    )
    for stage in stages:
        left = days.between(today(), stage.due_on)
        come = [count for count in BEFORE if 0 <= left <= count]
        if come:
            yield _of(stage, f"{min(come)} before {stage.due_on}", cluster)


def _of(stage: ComplaintStage, step: str, cluster: Cluster) -> Due:
    path = reverse("complaints:complaint", args=[stage.complaint.public_id])
    says = {"reference": stage.complaint.reference, "due_on": stage.due_on}
    return Due(stage, step, people_of(cluster), path, says)


REMINDERS = (
    Reminder(
        "complaint",
        "complaints/email/remind_stage",
        ("handle", "name_handler", "inform"),
        _nearly_over,
    ),
)


def remind() -> None:
    clusters.remind(REMINDERS)
