"""The outcomes of one meeting, and the one act that tells them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import audit
from core.errors import DomainError
from core.loading import load
from core.templatetags.show import plural
from funding.models import Application
from panels import actions, queries
from panels.models import Meeting
from panels.views.shared import RUN

NOT_YET = "Outcomes are published once the meeting has started, by those who run it. " + RUN

WITHDRAWN = Application.Status.WITHDRAWN


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Meeting.objects.select_related("panel_date__cluster", "cluster__rules")
    meeting = load(rows, request.user, "publish", reason=NOT_YET, public_id=public_id)
    if request.method == "POST":
        try:
            told = actions.publish(meeting=meeting, by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            count = plural(len(told), "outcome")
            messages.success(request, f"{count} published. The schools are told by email.")
        return redirect("panels:publish", public_id)
    items = queries.publication(meeting, request.user)
    audit.look(by=request.user, door="publication", records=items)
    ready = [item for item in items if item.ready]
    to_tell = [
        item for item in items if not item.published_at and item.application.status != WITHDRAWN
    ]
    context = {"meeting": meeting, "items": items, "ready": ready, "to_tell": len(to_tell)}
    return render(request, "panels/publish.html", context)
