"""The meeting as it goes: the order of its items, who is there, who chairs, what is said aloud."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import grants
from accounts.models import User
from clusters import actions as calendar
from core import audit
from core.errors import DomainError
from panels import access
from panels.actions import declaring, settling
from panels.models import AgendaItem, AgendaItemGrant, Declaration, Meeting, Seat

PREPARED = "The meeting has started, so its agenda stays as it is. Defer an item instead."


@transaction.atomic
def take_off(*, item: AgendaItem, by: Any) -> AgendaItem:
    """Takes an item off the agenda before the meeting. It can be put on again."""
    _prepare(item.meeting, by)
    item.taken_off_at = timezone.now()
    item.save(update_fields=["taken_off_at"])
    audit.record(by=by, verb="took off the agenda", subject=item)
    return item


@transaction.atomic
def move_up(*, item: AgendaItem, by: Any) -> AgendaItem:
    """Changes places with the item above it; the first stays."""
    _prepare(item.meeting, by)
    rows = AgendaItem.objects.filter(meeting_id=item.meeting_id, taken_off_at__isnull=True)
    above = rows.filter(number__lt=item.number).order_by("-number").first()
    if above is not None:
        item.number, above.number = above.number, item.number
        item.save(update_fields=["number"])
        above.save(update_fields=["number"])
        audit.record(by=by, verb="moved up the agenda", subject=item)
    return item


@transaction.atomic
def set_minutes(*, item: AgendaItem, minutes: int, by: Any) -> AgendaItem:
    """How long the item is to take, in minutes."""
    _prepare(item.meeting, by)
    item.minutes = minutes
    item.save(update_fields=["minutes"])
    audit.record(by=by, verb="set the time of", subject=item, minutes=minutes)
    return item


@transaction.atomic
def take_attendance(*, meeting: Meeting, attendance: Mapping[Seat, str], by: Any) -> Meeting:
    """Says who is there, and starts the meeting with its first item if it has not started: its
    panel then takes no more applications."""
    calendar.lock_panel_date(meeting.panel_date)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not by.has_perm("panels.arrange_meeting", meeting):
        raise DomainError("Only those who run the cluster’s meetings say who is there.")
    for seat, said in attendance.items():
        if seat.attendance != said:
            seat.attendance = said
            seat.save(update_fields=["attendance"])
            audit.record(by=by, verb="said who is there", subject=seat, attendance=said)
    items = AgendaItem.objects.filter(meeting=meeting, taken_off_at__isnull=True)
    if meeting.started_at is None:
        panel = calendar.start_panel(panel_date=meeting.panel_date, by=by)
        meeting.started_at = meeting.current_since = panel.started_at
        meeting.current_item = items.first()
        meeting.save(update_fields=["started_at", "current_item", "current_since"])
        audit.record(by=by, verb="started", subject=meeting)
    settling.touch(items)
    return meeting


@transaction.atomic
def turn_to(*, item: AgendaItem, by: Any) -> Meeting:
    """Makes it the item that the room is on."""
    meeting = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    if meeting.started_at is None or not by.has_perm("panels.arrange_meeting", meeting):
        raise DomainError("Start the meeting first. Those who run the meetings can.")
    meeting.current_item, meeting.current_since = item, timezone.now()
    meeting.save(update_fields=["current_item", "current_since"])
    audit.record(by=by, verb="turned to", subject=item)
    return meeting


@transaction.atomic
def name_chair(*, item: AgendaItem, seat: Seat, by: Any) -> AgendaItem:
    """Hands one item to an acting chair: somebody free who sits on the panel."""
    settling.settle_and_lock(item.check_row)
    if not by.has_perm("panels.lead_agendaitem", item):
        raise DomainError("You may not say who chairs this item. Open the item to see why.")
    if not seat.person.has_perm("panels.take_part_agendaitem", item):
        raise DomainError(
            f"{seat.person} is a silent observer for this item or has not answered yet. "
            "Choose somebody else.",
            field="seat",
        )
    item.acting_chair = seat.person
    item.save(update_fields=["acting_chair"])
    audit.record(by=by, verb="named who chairs", subject=item, person=seat.person_id)
    return item


@transaction.atomic
def invite(*, item: AgendaItem, person: User, why: str, until: datetime, by: Any) -> None:
    """Lets an adviser read one item's papers until a moment. They never see scores, votes, notes
    or drafts, and a conflict closes it to them as to anybody."""
    settling.settle_and_lock(item.check_row)
    if not by.has_perm("panels.lead_agendaitem", item):
        raise DomainError("You may not invite anybody to this item. Open the item to see why.")
    if until <= timezone.now():
        raise DomainError("Choose a day that has not passed.", field="until")
    if Seat.objects.filter(meeting_id=item.meeting_id, person=person).exists():
        raise DomainError(
            f"{person} has a seat at this meeting, and reads its items from there.", field="email"
        )
    grants.give(AgendaItemGrant, "read", item, to=person, by=by, why=why, until=until)
    audit.record(by=by, verb="invited to", subject=item, person=person.pk)


@transaction.atomic
def answer_for(
    *, item: AgendaItem, seat: Seat, answer: str, kind: str = "", by: Any
) -> Declaration:
    """Writes down what somebody said aloud in the room about their interest."""
    settling.settle_and_lock(item.check_row)
    if not by.has_perm("panels.lead_agendaitem", item):
        raise DomainError("You may not record answers on this item. Open the item to see why.")
    if answer == Declaration.Answer.INTEREST:
        return declaring.declare_interest(
            check=item.check_row, kind=kind, detail="", by=by, person=seat.person
        )
    return declaring.answer_no_interest(check=item.check_row, by=by, person=seat.person)


@transaction.atomic
def answer_for_all(*, meeting: Meeting, by: Any) -> int:
    """Writes down "no interest" for everybody who is there, on every item that still waits for
    them, as said aloud. Gives the number of answers. Items on which whoever writes is not free
    are left to somebody else, and nobody's conflict is touched."""
    settling.settle_conflicts(meeting)
    items = list(
        AgendaItem.objects.for_user(by, "lead").filter(meeting=meeting).select_related("check_row")
    )
    seats = [
        seat
        for seat in access.attending(
            Seat.objects.filter(meeting=meeting).select_related("person"), meeting
        )
        if seat.person_id != by.pk
    ]
    conflicts = access.conflicts_on(items)
    conflicted = {(conflict.check_row_id, conflict.person_id) for conflict in conflicts}
    answered = set(
        Declaration.objects.filter(
            check_row_id__in=[item.check_row_id for item in items],
            answer=Declaration.Answer.NO_INTEREST,
            replaced_at__isnull=True,
        ).values_list("check_row_id", "person_id")
    )
    written = 0
    for item in items:
        for seat in seats:
            if (item.check_row_id, seat.person_id) not in conflicted | answered:
                declaring.write_answer(
                    item.check_row, seat.person, Declaration.Answer.NO_INTEREST, by=by
                )
                written += 1
    settling.touch(items)
    return written


def _prepare(meeting: Meeting, by: Any) -> None:
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not by.has_perm("panels.prepare_meeting", meeting):
        raise DomainError(PREPARED)
