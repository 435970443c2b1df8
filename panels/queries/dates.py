"""What is for a panel date, and which one takes its place."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from clusters.models import PanelDate
from funding.models import Application
from panels.models import Check, Decision

WITHDRAWN = Application.Status.WITHDRAWN


def later_panel(panel: PanelDate) -> PanelDate | None:
    """The cluster's next panel that has not met, at which none of what is for this one has been
    before."""
    there = Check.objects.filter(
        panel_date=OuterRef("pk"), application__in=Application.objects.filter(panel_date=panel)
    )
    ahead = PanelDate.objects.filter(
        cluster=panel.cluster_id,
        held_on__gt=panel.held_on,
        cancelled_at__isnull=True,
        started_at__isnull=True,
    )
    return ahead.filter(~Exists(there)).order_by("held_on").first()


def waits_for_panel(panel: PanelDate) -> bool:
    """Whether anything is for it: a draft, a case that reached it, or one that another meeting
    defers to it. They are not told apart, so that nobody learns which it is."""
    drafts = Application.objects.filter(panel_date=panel).exclude(status=WITHDRAWN)
    deferred = Decision.objects.filter(
        Q(deferred_to=panel) | Q(deferred_to__cancelled_at__isnull=False),
        cluster=panel.cluster_id,
        item__published_at__isnull=True,
    )
    reached = Check.objects.filter(panel_date=panel).exclude(application__status=WITHDRAWN)
    return drafts.exists() or reached.exists() or deferred.exists()


def lines_for(user: Any, panel: PanelDate) -> QuerySet[Check]:
    """Of what reached the panel, the lines that the reader has in their list."""
    rows: Any = Check.objects.for_user(user, "see_line").filter(panel_date=panel)
    found: QuerySet[Check] = rows.exclude(application__status=WITHDRAWN)
    return found


def deferred_until(deferred_to: PanelDate | None) -> PanelDate | None:
    """The panel that a case is deferred to: where that one was cancelled or has met meanwhile,
    the one after it."""
    if deferred_to is None or not (deferred_to.cancelled_at or deferred_to.started_at):
        return deferred_to
    return later_panel(deferred_to) or deferred_to
