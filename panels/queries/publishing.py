"""What is ready to be told, what it says, and what was told before."""

from dataclasses import dataclass
from typing import Any

from funding.models import Application, Outcome
from panels import access
from panels.models import AgendaItem, Decision, Meeting
from panels.queries.dates import deferred_until

MOST_LIKE = 5
# Of an application, what a line says of it.
LINE = [f"application__{field}" for field in ("public_id", "title", "amount_pence", "school__name")]


def ready_decisions(meeting: Meeting) -> list[Decision]:
    """Those that go out when somebody publishes: letter read, and no late conflict on them."""
    rows = list(
        Decision.objects.filter(
            item__meeting=meeting,
            item__published_at__isnull=True,
            item__taken_off_at__isnull=True,
            letter_read_at__isnull=False,
        )
        .exclude(item__application__status=Application.Status.WITHDRAWN)
        .select_related("item__check_row", "item__meeting", "first_term", "deferred_to")
        .order_by("item__application_id")
    )
    standing = access.still_stands(rows)
    return [row for row in rows if row.pk in standing]


def publication(meeting: Meeting, user: Any) -> list[AgendaItem]:
    """One row an item: its decision and letter for the free, for others only whether it is
    ready, until it is published. `ready` and `published_at` are what a silent observer who
    publishes sees."""
    items = list(
        AgendaItem.objects.for_user(user, "see_line")
        .filter(meeting=meeting)
        .with_verbs(user, "see_school", "answer", "observe", "discuss", "read_letter", "correct")
        .select_related("application__school")
    )
    people = ("letter_read_by", "deferred_to")
    own = Decision.objects.for_user(user).filter(item__in=items).select_related(*people)
    decisions = {row.item_id: row for row in own}
    ready = {row.item_id for row in ready_decisions(meeting)}
    told = _newest_of([item for item in items if item.published_at])
    for item in items:
        item.outcome = told.get((item.application_id, meeting.panel_date_id))
        item.decision = decisions.get(item.pk)
        item.ready = item.pk in ready
    return items


def outcome_of(decision: Decision) -> Outcome:
    """What the school is told, unsaved: its letter is made from this before and after."""
    item = decision.item
    lines = decision.lines.select_related("cost_line")
    return Outcome(
        cluster_id=item.cluster_id,
        application_id=item.application_id,
        panel_date_id=item.meeting.panel_date_id,
        met_on=item.meeting.met_on,
        kind=decision.outcome,
        amount_pence=decision.amount_pence,
        terms=decision.terms,
        first_term=decision.first_term,
        lines="\n".join(f"{line.cost_line.what}\t{line.amount_pence}" for line in lines),
        reasons=decision.why,
        conditions=decision.conditions,
        next_step=decision.next_step,
        deferred_to=deferred_until(decision.deferred_to),
    )


@dataclass(frozen=True)
class LikeCase:
    item: AgendaItem
    outcome: Outcome


def like_cases(user: Any, item: AgendaItem) -> list[LikeCase]:
    """What this cluster's panels decided for the same primary need, the newest first.

    Of the cases whose papers the reader may read: the need of any other is not theirs to learn.
    """
    rows = (
        AgendaItem.objects.for_user(user, "read")
        .filter(
            cluster_id=item.cluster_id,
            application__need=item.application.need,
            published_at__isnull=False,
        )
        .exclude(application_id=item.application_id)
        .select_related("application__school", "meeting")
        .only("public_id", "meeting__panel_date", *LINE)
        .order_by("-published_at", "-pk")
    )
    items = list(rows[:MOST_LIKE])
    newest = _newest_of(items)
    return [LikeCase(row, newest[row.application_id, row.meeting.panel_date_id]) for row in items]


def _newest_of(items: list[AgendaItem]) -> dict[tuple[int, int], Outcome]:
    """The version that stands of each outcome, by application and panel."""
    told = Outcome.objects.filter(application_id__in=[row.application_id for row in items])
    return {(row.application_id, row.panel_date_id): row for row in told.order_by("version")}


def latest_outcome(item: AgendaItem) -> Outcome:
    """The version that stands of a published item's outcome."""
    return Outcome.objects.filter(
        application_id=item.application_id, panel_date_id=item.meeting.panel_date_id
    ).latest("version")
