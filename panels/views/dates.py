"""Cancelling a cluster's panel date, with what was for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from clusters.models import PanelDate
from clusters.queries.calendar import why_it_stays
from clusters.schoolyears import year_of
from clusters.views.setup import managed
from core.dates import format_weekday
from core.errors import DomainError
from core.loading import load
from panels import actions, queries


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_panel(request: HttpRequest, cluster_id: str, panel_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    panel = load(PanelDate, request.user, "change", cluster=cluster, public_id=panel_id)
    year = reverse("clusters:year", args=[cluster.public_id, year_of(panel.held_on)])
    refusal = ""
    if stays := why_it_stays(panel, "cancelled"):
        messages.error(request, stays)
        return redirect(year)
    if request.method == "POST":
        try:
            actions.cancel_panel(panel_date=panel, by=request.user)
        except DomainError as refused:
            refusal = str(refused)
        else:
            messages.success(
                request,
                format_html(
                    'The panel on {} is cancelled. Tell its members. <a href="{}">Add another '
                    "panel date</a>.",
                    format_weekday(panel.held_on),
                    reverse("clusters:add_panel", args=[cluster.public_id]),
                ),
            )
            return redirect(year)
    context = {
        "cluster": cluster,
        "panel": panel,
        "later": queries.later_panel(panel),
        "number": queries.lines_for(request.user, panel).count(),
        "year_url": year,
        "error": refusal,
    }
    return render(request, "panels/cancel_panel.html", context)
