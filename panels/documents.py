"""What the panel takes away as a file."""

from typing import Any

from django.http import HttpResponse

from core import pdf
from core.dates import local_day
from panels.models import Meeting, Minutes


def minutes(meeting: Meeting, minutes: Minutes, entries: list[Any]) -> HttpResponse:
    """One reader's copy. Drafts bear the meeting's day, approved ones the day of approval."""
    held_on = meeting.panel_date.held_on
    page = pdf.page_of(
        "panels/document/minutes.html",
        dated=local_day(minutes.approved_at) if minutes.pk else held_on,
        meeting=meeting,
        minutes=minutes,
        entries=entries,
    )
    return pdf.response(page, f"minutes-{held_on.isoformat()}")
