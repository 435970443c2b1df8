"""Who of a meeting's seats is free for an item, who chairs it, and who had a hand in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from clusters.models import Office
from core.access import RuledQuerySet
from panels.access.conflicts import conflicts_on
from panels.access.roles import SITTING
from panels.models import AgendaItem, Decision, Declaration, Meeting, Note, Score, Seat, Vote
from panels.models.conflict import Conflict


@dataclass(frozen=True)
class People:
    """Of the deciding seats, who is free now, and who will be once they say "no interest"."""

    free: frozenset[int]
    able: frozenset[int]


def seats_at(meeting: Meeting) -> RuledQuerySet:
    """Its seats with their people; `in_office`, whether they still hold an office there, and
    `answered`, the cases of the meeting to which they said "no interest"."""
    offices = Office.objects.live().filter(
        cluster_id=OuterRef("cluster_id"), person_id=OuterRef("person_id"), kind__in=SITTING
    )
    items = AgendaItem.objects.filter(meeting_id=meeting.pk)
    answers = Declaration.objects.filter(
        cluster_id=OuterRef("cluster_id"),
        person_id=OuterRef("person_id"),
        check_row_id__in=items.values("check_row_id"),
        answer=Declaration.Answer.NO_INTEREST,
        replaced_at__isnull=True,
    )
    rows: RuledQuerySet = Seat.objects.filter(meeting_id=meeting.pk).select_related("person")
    return rows.annotate(
        in_office=Exists(offices), answered=ArraySubquery(answers.order_by().values("check_row_id"))
    )


def people_on(
    items: Iterable[AgendaItem], seats: Iterable[Seat], conflicts: Iterable[Conflict]
) -> dict[int, People]:
    """Person ids by item, for a whole agenda at once, by the seats of its meeting (`seats_at`): the
    same answer as the rules `take_part` and `be_able` give person by person, which a test holds it
    to."""
    deciding = [
        seat
        for seat in seats
        if seat.role in Seat.DECIDING and seat.in_office  # type: ignore[attr-defined]
    ]
    back = {(conflict.check_row_id, conflict.person_id) for conflict in conflicts}
    people = {}
    for item in items:
        able = [seat for seat in deciding if (item.check_row_id, seat.person_id) not in back]
        free = [seat for seat in able if item.check_row_id in seat.answered]  # type: ignore[attr-defined]
        people[item.pk] = People(_people_of(free), _people_of(able))
    return people


def _people_of(seats: Iterable[Seat]) -> frozenset[int]:
    return frozenset(seat.person_id for seat in seats)


def attending(seats: Iterable[Seat], meeting: Meeting) -> list[Seat]:
    """Whom to count on: who is there once the meeting has started; until then all but those who
    sent apologies."""
    counted_on = {Seat.Attendance.PRESENT}
    if meeting.started_at is None:
        counted_on.add(Seat.Attendance.EXPECTED)
    return [seat for seat in seats if seat.attendance in counted_on]


def who_chairs(item: AgendaItem, seats: Iterable[Seat], people: People) -> Seat | None:
    """Of those who attend: the acting chair if one is named, else the chair, else the deputy, if
    they are free for the item."""
    return _chair_among(people.free, item, seats)


def who_will_chair(item: AgendaItem, seats: Iterable[Seat], people: People) -> Seat | None:
    """The same once everybody has said "no interest". It tells nobody who has, so silent
    observers may know it."""
    return _chair_among(people.able, item, seats)


def _chair_among(those: frozenset[int], item: AgendaItem, seats: Iterable[Seat]) -> Seat | None:
    found = {seat.person_id: seat for seat in seats if seat.person_id in those}
    if item.acting_chair_id:
        return found.get(item.acting_chair_id)
    roles = {seat.role: seat for seat in reversed(list(found.values()))}
    return roles.get(Seat.Role.CHAIR) or roles.get(Seat.Role.DEPUTY_CHAIR)


def took_part(decision: Decision) -> set[Any]:
    """Who had a hand in it: the free deciders who were there, who chaired and recorded, and whoever
    scored or voted, struck out or not."""
    item = decision.item
    seats = list(seats_at(item.meeting))
    people = people_on([item], attending(seats, item.meeting), conflicts_on([item]))[item.pk]
    put_down = {
        seat_id
        for model in (Score, Vote, Note)
        for seat_id in model.objects.filter(item=item).values_list("seat_id", flat=True)
    }
    had_a_seat = {
        seat.person for seat in seats if seat.person_id in people.free or seat.pk in put_down
    }
    return {*had_a_seat, decision.chaired_by, decision.recorded_by}


def silent_officers(item: AgendaItem) -> list[Any]:
    """Of the cluster's officers those who are silent observers of the case now."""
    officers = Office.objects.live().filter(cluster_id=item.cluster_id).select_related("person")
    silent = {conflict.person_id for conflict in conflicts_on([item])}
    return [office.person for office in officers if office.person_id in silent]
