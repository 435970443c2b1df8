"""The minutes of a meeting: each reader's copy, as page and file, and their approval."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.doing import done
from core.loading import load
from panels import actions, documents, queries
from panels.models import Meeting

NOT_STARTED = "There are no minutes yet: they begin when the meeting starts."
NOT_YET = (
    "These minutes cannot be approved: an outcome is not published yet, or they are approved "
    "already. Only the chair and the deputy approve them."
)


@require_safe
def minutes(request: HttpRequest, public_id: str) -> HttpResponse:
    return render(request, "panels/minutes.html", _copy(request, public_id))


@require_safe
def minutes_file(request: HttpRequest, public_id: str) -> HttpResponse:
    return documents.minutes(**_copy(request, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
def approve_minutes(request: HttpRequest, public_id: str) -> HttpResponse:
    meeting = load(Meeting, request.user, "approve_minutes", reason=NOT_YET, public_id=public_id)
    if request.method == "POST":
        done(
            request,
            lambda: actions.approve_minutes(meeting=meeting, by=request.user),
            "The minutes are approved. They do not change any more.",
        )
        return redirect("panels:minutes", public_id)
    context = {
        "question": "Did the panel approve these minutes?",
        "consequence": "From now on they stay as they are. Where you were a silent observer, your "
        "copy has the line alone, and the whole is kept for those who may read it.",
        "button": "Yes, the panel approved them",
        "back_url": reverse("panels:minutes", args=[public_id]),
    }
    return render(request, "core/confirm.html", context)


def _copy(request: HttpRequest, public_id: str) -> dict[str, Any]:
    rows = Meeting.objects.with_verbs(request.user, "approve_minutes")
    meeting = load(
        rows.select_related("panel_date__cluster", "cluster__rules"),
        request.user,
        "read_minutes",
        reason=NOT_STARTED,
        public_id=public_id,
    )
    minutes, entries = queries.copy_for(request.user, meeting)
    audit.look(by=request.user, door="minutes", records=[entry.item for entry in entries])
    return {"meeting": meeting, "minutes": minutes, "entries": entries}
