"""Approving a meeting's minutes, which locks them."""

from typing import Any

from django.db import transaction

from core import audit
from core.errors import DomainError
from panels.models import Meeting, Minutes, MinutesItem
from panels.queries import whole


@transaction.atomic
def approve_minutes(*, meeting: Meeting, by: Any) -> Minutes:
    """Writes the minutes down as they stand, because the panel approved them. They never change
    from then on. Raises DomainError while an item is not published, or once it was done."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not by.has_perm("panels.approve_minutes_meeting", meeting):
        raise DomainError(
            "These minutes cannot be approved: an outcome is not published yet, or they are "
            "approved already. Only the chair and the deputy approve them."
        )
    minutes, items = whole(meeting)
    minutes.number, minutes.approved_by = len(items), by
    minutes.save()
    for said in items:
        said.minutes = minutes
    MinutesItem.objects.bulk_create(items)
    audit.record(by=by, verb="approved the minutes", subject=meeting)
    return minutes
