"""The pack of a meeting's papers: where its file stands, the page to read, the file itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import audit, pdf
from core.doing import done
from core.loading import load
from panels import actions, documents, queries
from panels.models import Meeting
from panels.queries.pack import Contents

CHANGED = (
    "The papers changed since your pack was made, or you may read other items now. Make it again, "
    "then save it."
)


@require_safe
def pack(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whether the reader's file is made, being made, or stale."""
    contents = _contents(request, public_id)
    job = actions.job_of(contents)
    made = actions.pack_of(contents).defer("file").first()
    context = {
        "meeting": contents.meeting,
        "papers": contents.papers,
        "withheld": [paper for paper in contents.papers if paper.application is None],
        "pack": made,
        "fresh": actions.is_fresh(contents),
        "job": job,
        "can_be_made": pdf.can_be_made(),
    }
    return render(request, "panels/pack.html", context)


@require_safe
def pack_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The pack on a page made for printing."""
    return pdf.page_response(documents.pack_page(_read(request, public_id)))


@require_safe
def pack_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The file for what the reader may read at this moment, and for nothing else."""
    contents = _read(request, public_id)
    if not actions.is_fresh(contents):
        messages.error(request, CHANGED)
        return redirect("panels:pack", public_id)
    held_on = contents.meeting.panel_date.held_on
    made = bytes(actions.pack_of(contents).get().file)
    return pdf.file_response(made, f"pack-{held_on.isoformat()}")


@require_POST
def make_pack(request: HttpRequest, public_id: str) -> HttpResponse:
    meeting = _meeting(request, public_id)
    words = "Your pack is being made. You can leave this page."
    done(request, lambda: actions.ask_for_pack(meeting=meeting, by=request.user), words)
    return redirect("panels:pack", public_id)


@require_POST
def cancel_pack(request: HttpRequest, public_id: str) -> HttpResponse:
    meeting = _meeting(request, public_id)
    words = "Your pack is not being made any more."
    done(request, lambda: actions.cancel_pack(meeting=meeting, by=request.user), words)
    return redirect("panels:pack", public_id)


def _read(request: HttpRequest, public_id: str) -> Contents:
    contents = _contents(request, public_id)
    audit.look(by=request.user, door="pack", records=[paper.item for paper in contents.papers])
    return contents


def _contents(request: HttpRequest, public_id: str) -> Contents:
    return queries.pack_for(request.user, _meeting(request, public_id))


def _meeting(request: HttpRequest, public_id: str) -> Meeting:
    rows = Meeting.objects.select_related("panel_date__cluster", "cluster__rules")
    return load(rows, request.user, "take_pack", public_id=public_id)
