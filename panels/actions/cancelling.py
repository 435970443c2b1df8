"""A panel date that is cancelled: whatever was for it goes to the next one."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from clusters import actions as calendar
from clusters.models import PanelDate
from core import audit
from core.dates import format_weekday
from core.errors import DomainError
from core.tenancy import tenant
from funding.models import Application
from panels import emails
from panels.actions import settling
from panels.models import AgendaItem, Check, Meeting
from panels.queries import later_panel, waits_for_panel

CANCELLED = "cancelled"


@transaction.atomic
def cancel_panel(*, panel_date: PanelDate, by: Any) -> PanelDate:
    """Cancels a cluster's panel date. All that was for it goes to the next one, drafts and
    checks alike and however far they are: which of them went would tell a silent observer where
    each stands. The schools are told.

    Refused while anything is for it and there is no later one.
    """
    # Whoever sets the cluster up need not belong to it, and is shown nothing of what moves.
    with tenant(clusters=[panel_date.cluster_id] if panel_date.cluster_id else []):
        panel = calendar.cancel_panel_date(panel_date=panel_date, by=by)
        later = later_panel(panel)
        if later is None:
            if waits_for_panel(panel):
                raise DomainError(
                    f"Something is still for the panel on {format_weekday(panel.held_on)}, and "
                    "there is no later panel date that it can go to. Add one first, then cancel "
                    "this one."
                )
            return panel
        _take_off_agenda(panel, by)
        _move(panel, later, by)
    return panel


def _take_off_agenda(panel: PanelDate, by: Any) -> None:
    """Its items leave the agenda. What was put down on them by the seats of this meeting is kept
    and does not count at the next; the answers, which are about the case, stand."""
    meeting = Meeting.objects.select_for_update().filter(panel_date=panel).first()
    if meeting is None:
        return
    settling.settle_conflicts(meeting)
    items = AgendaItem.objects.filter(meeting=meeting)
    for model in settling.PARTS:
        for part in model.objects.standing().filter(item__in=items):
            part.struck_at, part.struck_cause = timezone.now(), CANCELLED
            part.save(update_fields=["struck_at", "struck_cause"])
            audit.record(by=by, verb="struck out", subject=part, cause=CANCELLED)
    for item in items.filter(taken_off_at__isnull=True):
        item.taken_off_at, item.acting_chair = timezone.now(), None
        item.save(update_fields=["taken_off_at", "acting_chair"])
        audit.record(by=by, verb="took off the agenda", subject=item)
    settling.touch(items)


def _move(panel: PanelDate, later: PanelDate, by: Any) -> None:
    rows = Application.objects.filter(panel_date=panel).order_by("pk")
    applications = list(rows.select_for_update(of=("self",)).select_related("school"))
    there = Check.objects.filter(panel_date=later).values("application_id")
    checks = Check.objects.filter(panel_date=panel).exclude(application_id__in=there)
    checks.update(panel_date=later)
    for application in applications:
        application.panel_date = later
        application.save(update_fields=["panel_date"])
        audit.record(
            by=by,
            verb="moved to a later panel",
            subject=application,
            before=panel.pk,
            panel_date=later.pk,
        )
        if application.status != Application.Status.WITHDRAWN:
            emails.panel_cancelled(application=application, panel_date=panel)
