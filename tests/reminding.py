"""Lets days pass, and reads who is reminded of what on each."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import time_machine

from core import tasks
from core.models import OutgoingMail

# A Monday; no bank holiday is near.
MONDAY = date(2027, 3, 1)
Told = set[tuple[str, str]]


def told_on(day: date, remind: Callable[[], None]) -> Told:
    """Who is newly told of what by that morning's round, which beat starts twice."""
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    with time_machine.travel(datetime.combine(day, time(9), tzinfo=UTC), tick=False):
        remind()
        remind()
    new = OutgoingMail.objects.exclude(pk__in=before).select_related("person")
    once = {(mail.person_id, mail.subject, mail.about, mail.about_id) for mail in new}
    assert len(once) == len(new)
    return {(mail.person.name, mail.subject) for mail in new}


def leaves_on(day: date, mail: OutgoingMail) -> str:
    """What becomes of a message that waited until that day."""
    with time_machine.travel(datetime.combine(day, time(10), tzinfo=UTC), tick=False):
        tasks.send_waiting_mail()
    mail.refresh_from_db()
    return mail.status
