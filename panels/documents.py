"""What the panel takes away as a file."""

import hashlib
from dataclasses import replace
from typing import Any

from django.http import HttpResponse

from core import pdf
from core.dates import format_day, local_day
from panels.models import Meeting, Minutes


def minutes(meeting: Meeting, minutes: Minutes, entries: list[Any]) -> HttpResponse:
    """One reader's copy. Drafts bear the meeting's day, approved ones the day of approval."""
    held_on = meeting.met_on
    page = pdf.page_of(
        "panels/document/minutes.html",
        title=f"Minutes of {format_day(held_on)}",
        dated=local_day(minutes.approved_at) if minutes.pk else held_on,
        meeting=meeting,
        minutes=minutes,
        entries=entries,
    )
    return pdf.response(page, f"minutes-{held_on.isoformat()}")


def pack_page(contents: Any) -> str:
    """The pack as a page. It names no reader: all who may read the same get the same."""
    held_on = contents.meeting.panel_date.held_on
    return pdf.page_of(
        "panels/document/pack.html",
        title=f"Papers of the panel of {format_day(held_on)}",
        dated=held_on,
        pack=contents,
        meeting=contents.meeting,
    )


def pack_fingerprint(contents: Any) -> str:
    """Of all that a pack says, but for the fund: money moves every day, and papers do not age by
    it."""
    page = pack_page(replace(contents, fund="", left=None))
    return hashlib.sha256(page.encode()).hexdigest()
