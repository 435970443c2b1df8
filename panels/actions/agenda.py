"""The meeting of a panel date: its seats and its items."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from clusters.models import Office, PanelDate
from core import audit
from core.errors import DomainError
from panels.actions import settling
from panels.models import AgendaItem, Check, Meeting, Seat


@transaction.atomic
def call_meeting(*, panel_date: PanelDate, by: Any) -> Meeting:
    """The meeting of a cluster's panel date, with a seat for each person in office that day."""
    if panel_date.cluster_id is None:
        raise DomainError(
            "This panel is the authority’s. Only a cluster’s panel has an agenda here."
        )
    meeting, created = Meeting.objects.get_or_create(
        cluster_id=panel_date.cluster_id, panel_date=panel_date
    )
    if created:
        for office in offices_without_seat(meeting):
            seat(meeting=meeting, office=office, by=by)
        audit.record(by=by, verb="called", subject=meeting)
    return meeting


def offices_without_seat(meeting: Meeting) -> list[Office]:
    """Who holds an office on the day and has no seat yet: one office a person, the first in the
    order of the roles."""
    panel_date = meeting.panel_date
    seated = Seat.objects.filter(meeting=meeting).values("person_id")
    offices = (
        Office.objects.on(panel_date.held_on)
        .filter(cluster_id=meeting.cluster_id, kind__in=Seat.Role.values)
        .exclude(person_id__in=seated)
        .select_related("person")
    )
    order = {role: place for place, role in enumerate(Seat.Role.values)}
    by_person: dict[int, Office] = {}
    for office in sorted(offices, key=lambda held: (order[held.kind], held.person.name)):
        by_person.setdefault(office.person_id, office)
    return list(by_person.values())


@transaction.atomic
def seat(*, meeting: Meeting, office: Office, by: Any) -> Seat:
    """A seat in the role of the person's office."""
    if Seat.objects.filter(meeting=meeting, person=office.person).exists():
        raise DomainError(f"{office.person} already has a seat at this meeting.")
    seated = Seat.objects.create(
        cluster_id=meeting.cluster_id, meeting=meeting, person=office.person, role=office.kind
    )
    audit.record(by=by, verb="seated", subject=seated, person=office.person_id, role=office.kind)
    return seated


@transaction.atomic
def take_seat_away(*, seat: Seat, by: Any) -> None:
    """Only while the agenda is empty. Later the answer would tell who has put something down, and
    a silent observer could send the free away."""
    if AgendaItem.objects.filter(meeting_id=seat.meeting_id).exists():
        raise DomainError(
            f"There are items on the agenda, so {seat.person}’s seat stays. End the office "
            "instead: the seat then opens nothing."
        )
    audit.record(by=by, verb="took a seat away", subject=seat, person=seat.person_id)
    seat.delete()


@transaction.atomic
def add_item(*, meeting: Meeting, check: Check, by: Any) -> AgendaItem:
    """Puts a checked application on the agenda, last."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    # Its panel may have been cancelled while we waited for the lock.
    check = Check.objects.get(pk=check.pk)
    if check.panel_date_id != meeting.panel_date_id:
        raise DomainError("That application is for another panel.")
    if not by.has_perm("panels.put_on_agenda_check", check):
        raise DomainError("That application is already on the agenda, or not yet checked.")
    last = AgendaItem.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    item, _ = AgendaItem.objects.update_or_create(
        cluster_id=meeting.cluster_id,
        check_row=check,
        application_id=check.application_id,
        defaults={"meeting": meeting, "number": last + 1, "taken_off_at": None},
    )
    settling.settle_conflicts(meeting)
    audit.record(by=by, verb="added to the agenda", subject=item)
    return item
