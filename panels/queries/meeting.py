"""What the panel's pages ask. Rows come in already limited to their reader by the rule."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from clusters.queries.people import people_of
from core import dates
from core.access import audience
from core.money import format_pounds
from core.templatetags.show import plural
from funding.models import Application
from funding.queries import balance_left, fund_for
from panels import access
from panels.models import (
    AgendaItem,
    Check,
    CheckGrant,
    Decision,
    Declaration,
    Meeting,
    Question,
    Seat,
)

WITHDRAWN = Application.Status.WITHDRAWN
UNSEEN = (
    "Not shown to you yet: you are a silent observer for an outcome that is not published. What is "
    "left shows here once it is."
)


def check_lines(rows: QuerySet[Check]) -> QuerySet[Check]:
    """Ready for the tray, by closing time."""
    rows = rows.select_related("application__school", "cluster", "panel_date")
    return rows.order_by("panel_date__closes_at", "pk")


def could_check(check: Check) -> QuerySet[User]:
    """Whom the rule lets be named to check it, each with where they work."""
    return audience("be_checker", check, people_of(check.cluster))


def asked_to_check(check: Check) -> list[CheckGrant]:
    """Whom the cluster asked to check it, and when."""
    grants = CheckGrant.objects.live().to("check").filter(content_object=check)
    return list(grants.select_related("user").order_by("granted_at"))


def with_application(rows: QuerySet) -> QuerySet:
    """Ready for one page of papers."""
    return rows.select_related(
        "application__school", "application__first_term", "cluster__rules"
    ).prefetch_related("application__pupils", "application__cost_lines", "application__outcomes")


def with_what_hangs_on(rows: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Says of each whether it has a decision, a question and a declared interest: most have none,
    and need not be asked for them."""
    of_case = {"check_row_id": OuterRef("check_row_id")}
    interests = Declaration.objects.filter(answer=Declaration.Answer.INTEREST, **of_case)
    return rows.annotate(
        is_decided=Exists(Decision.objects.filter(item=OuterRef("pk"))),
        is_asked=Exists(Question.objects.filter(**of_case)),
        is_declared=Exists(interests),
    )


def agenda(
    meeting: Meeting, user: Any, seats: list[Seat], verbs: Iterable[str] = ()
) -> list[AgendaItem]:
    """The meeting's lines for this reader, each with its time, its people, its silent observers
    in the room's words, and the reader's own state. What their cluster hides is not on it; that
    an item `is_decided` is the panel's side. `verbs` are asked with those of every agenda."""
    rows = (
        AgendaItem.objects.for_user(user, "see_line")
        .filter(meeting=meeting)
        .with_verbs(user, "see_school", "answer", "observe", "read", "discuss", *verbs)
        .annotate(is_decided=Exists(Decision.objects.filter(item=OuterRef("pk"))))
        .select_related("application__school")
    )
    items = list(rows)
    set_people(items, seats, meeting)
    starts = datetime.combine(meeting.panel_date.held_on, meeting.panel_date.starts_at)
    for item in items:
        item.starts_at = starts.time()
        starts += timedelta(minutes=item.minutes)
    return items


def set_people(items: list[AgendaItem], seats: list[Seat], meeting: Meeting) -> list[Any]:
    """Adds to each item who attends, who is silent and why, who chairs, and whether there are
    enough people, by the meeting's `seats_at`. Gives the conflicts with the items' cases."""
    conflicts = access.conflicts_on(items)
    there = access.attending(seats, meeting)
    people = access.people_on(items, there, conflicts)
    observers = access.silent_observers(conflicts)
    needed = meeting.cluster.rules.least_free_deciders
    for item in items:
        causes = observers.get(item.check_row_id, {})
        item.people = enough_people(people[item.pk], needed)
        item.has_enough = len(people[item.pk].free) >= needed
        item.chair = access.who_chairs(item, there, people[item.pk])
        item.will_chair = access.who_will_chair(item, there, people[item.pk])
        item.silent = [
            (seat.person, causes[seat.person_id]) for seat in seats if seat.person_id in causes
        ]
        item.deciders = [seat.person for seat in there if seat.person_id in people[item.pk].free]
        item.unanswered = [
            seat.person
            for seat in there
            if seat.person_id in people[item.pk].able - people[item.pk].free
        ]
    return conflicts


def stage_of(meeting: Meeting, items: list[AgendaItem]) -> str:
    """How far a meeting is for the reader of these lines: "told" once everything is published,
    "decided" once all that they may discuss is."""
    standing = [item for item in items if item.application.status != WITHDRAWN]
    if meeting.started_at is None or not standing:
        return ""
    if all(item.published_at for item in standing):
        return "told"
    seen = [item for item in standing if item.can_discuss]  # type: ignore[attr-defined]
    decided = [item for item in seen if item.is_decided]  # type: ignore[attr-defined]
    return "decided" if seen and decided == seen else ""


def item_to_go_to(meeting: Meeting, items: list[AgendaItem]) -> AgendaItem | None:
    """The item that the room is on; to who may not discuss it, the first that waits for them."""
    on = next((item for item in items if item.pk == meeting.current_item_id), None)
    if on is None or on.can_discuss:  # type: ignore[attr-defined]
        return on
    theirs = [item for item in items if item.can_discuss and not item.is_decided]  # type: ignore[attr-defined]
    return next(iter(theirs), on)


def could_chair(item: AgendaItem) -> list[Seat]:
    """The seats of those who attend, decide and are free for the item."""
    seats = access.attending(seats_at(item.meeting), item.meeting)
    people = access.people_on([item], seats, access.conflicts_on([item]))[item.pk]
    return [seat for seat in seats if seat.person_id in people.free]


def room(meeting: Meeting, user: Any) -> dict[str, Any]:
    """What the wall of the room shows, as `user` may see it: the current item's line, who is
    silent, and its decision once recorded."""
    rows = (
        AgendaItem.objects.for_user(user, "see_line")
        .with_verbs(user, "see_school", "discuss")
        .filter(pk=meeting.current_item_id)
        .select_related("application__school")
    )
    items = list(rows)
    if not items:
        return {"item": None}
    set_people(items, seats_at(meeting), meeting)
    return {"item": items[0], "decision": decision_for(user, items[0])}


def decision_for(user: Any, item: AgendaItem) -> Decision | None:
    rows = Decision.objects.for_user(user).filter(item=item)
    people = ("recorded_by", "chaired_by", "letter_read_by")
    return rows.select_related("first_term", "deferred_to", *people).first()


def enough_people(people: access.People, needed: int) -> str:
    """Whether an item can be decided, and what it waits for."""
    free, able = len(people.free), len(people.able)
    if free >= needed:
        return f"Yes: {free} free, {needed} needed"
    if able >= needed:
        waiting = plural(able - free, "person still has,people still have")
        return f"Not yet: {free} free, {needed} needed. {waiting} to say if they have an interest."
    return f"No: at most {able} can be free, {needed} needed. Give somebody a seat, or defer it."


def seats_of(meeting: Meeting) -> QuerySet[Seat]:
    return Seat.objects.filter(meeting=meeting).select_related("person")


def seats_at(meeting: Meeting) -> list[Seat]:
    """With what the count of people goes by."""
    return list(access.seats_at(meeting))


def seats_for(user: Any, meeting: Meeting) -> list[Seat]:
    """The same with what this reader may do to them."""
    return list(access.seats_at(meeting).with_verbs(user, "take_away"))


def reasons_for(user: Any, check_id: int) -> list[str]:
    """Why this person is a silent observer, as the end of "because …": for their eyes alone."""
    causes = access.causes_for(user, check_id)
    facts = [cause for cause in causes if not cause.stored or cause.cause == "declared"]
    return list(dict.fromkeys(_reason(cause) for cause in facts or causes))


def _reason(conflict: Any) -> str:
    place = {"base": "your office is based at", "employer": "you are employed by"}
    at = f"{place.get(conflict.via, 'you have a post at')} {conflict.school_name}"
    return {
        "own_school": at if conflict.school_name else "you had a post at the school",
        "same_trust": f"{at}, which is in the same trust",
        "author": "you wrote, signed or submitted this application",
        "declared": "you declared an interest",
    }[conflict.cause]


def left_in_fund(user: Any, item: AgendaItem) -> str:
    """What the fund has left, in words; without a figure for whoever awaits an outcome."""
    fund = fund_for(user, item.cluster_id, dates.today())
    if fund is None:
        return "Your cluster has no fund for today."
    pence = balance_left(fund)
    return UNSEEN if pence is None else f"{format_pounds(pence)} left"


def questions_on(user: Any, item: AgendaItem) -> QuerySet[Question]:
    """What the school was asked on this case, and what it answered."""
    rows = Question.objects.for_user(user).filter(check_row_id=item.check_row_id)
    return rows.select_related("answered_by")


def liftable(user: Any, item: AgendaItem) -> QuerySet[Declaration]:
    """Declared interests on this case that the reader may lift."""
    rows = Declaration.objects.for_user(user, "lift").filter(check_row_id=item.check_row_id)
    return rows.select_related("person")


def neighbours(user: Any, item: AgendaItem) -> dict[str, AgendaItem | None]:
    """The lines before and after on the same agenda, of those that the reader sees."""
    seen = AgendaItem.objects.for_user(user, "see_line").filter(meeting_id=item.meeting_id)
    lines = list(seen.only("public_id", "number").order_by("number"))
    before = [line for line in lines if line.number < item.number]
    after = [line for line in lines if line.number > item.number]
    return {"previous": before[-1] if before else None, "next": after[0] if after else None}


def ready_for(meeting: Meeting, user: Any) -> QuerySet[Check]:
    """Checked applications of this panel that are not yet on its agenda, as lines."""
    rows = Check.objects.for_user(user, "put_on_agenda").filter(panel_date_id=meeting.panel_date_id)
    return rows.with_verbs(user, "see_school").select_related("application__school")
