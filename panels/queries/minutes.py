"""Minutes that write themselves from the meeting, and each reader's copy of them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from core.money import format_pounds
from core.templatetags.show import day, plural
from funding.models import Application, Outcome
from panels import access
from panels.models import AgendaItem, Decision, Meeting, Minutes, MinutesItem, Seat, Vote
from panels.queries.meeting import seats_at, set_people
from panels.queries.parts import standing

UNDECIDED = "Not decided yet."


@dataclass(frozen=True)
class Entry:
    """One item of a reader's copy: its line, who was silent, and what else they may read."""

    item: AgendaItem
    silent: str
    said: MinutesItem | None


def copy_for(user: Any, meeting: Meeting) -> tuple[Minutes, list[Entry]]:
    """The minutes that were approved, or unsaved as they stand now, and the meeting's items as this
    reader's copy has them. What they may not read is not fetched."""
    approved = Minutes.objects.filter(meeting=meeting).select_related("approved_by").first()
    rows = (
        AgendaItem.objects.for_user(user, "see_line")
        .filter(meeting=meeting)
        .with_verbs(user, "see_school", "observe", "discuss")
        .select_related("application__school")
        .order_by("number")
    )
    items = list(rows)
    open_items = [item for item in items if item.can_discuss]
    if approved:
        kept = MinutesItem.objects.for_user(user, "see_line").filter(minutes=approved)
        silent = dict(kept.values_list("item_id", "silent"))
        kept = MinutesItem.objects.for_user(user).filter(minutes=approved)
        said = {row.item_id: row for row in kept.filter(item__in=open_items)}
        return approved, _entries(items, silent, said)
    seats = seats_at(meeting)
    said = _said(open_items, set_people(items, seats, meeting))
    return _unsaved(meeting, seats), _entries(items, {row.pk: _silent(row) for row in items}, said)


def _entries(
    items: list[AgendaItem], silent: dict[int, str], said: dict[int, MinutesItem]
) -> list[Entry]:
    return [Entry(item, silent.get(item.pk, ""), said.get(item.pk)) for item in items]


def whole(meeting: Meeting) -> tuple[Minutes, list[MinutesItem]]:
    """The minutes and every item as they are written down when they are approved."""
    rows = AgendaItem.objects.filter(meeting=meeting, taken_off_at__isnull=True)
    items = list(rows.select_related("application").order_by("number"))
    seats = seats_at(meeting)
    conflicts = set_people(items, seats, meeting)
    return _unsaved(meeting, seats), list(_said(items, conflicts).values())


def _unsaved(meeting: Meeting, seats: list[Seat]) -> Minutes:
    return Minutes(
        cluster_id=meeting.cluster_id,
        meeting=meeting,
        there="\n".join(
            f"{seat.person}, {seat.get_role_display()}: {seat.get_attendance_display().lower()}"
            for seat in seats
        ),
    )


def _said(items: list[AgendaItem], conflicts: list[Any]) -> dict[int, MinutesItem]:
    """What the meeting says of these items, unsaved. Expects their people (`set_people`)."""
    rows = Decision.objects.filter(item__in=items).select_related(
        "first_term", "deferred_to", "chaired_by", "recorded_by"
    )
    decisions = {row.item_id: row for row in rows}
    votes = _votes(items, conflicts)
    return {item.pk: _written(item, decisions.get(item.pk), votes[item.pk]) for item in items}


def _votes(items: list[AgendaItem], conflicts: list[Any]) -> dict[int, Counter[str]]:
    """The votes that count, by item and choice."""
    found: dict[int, Counter[str]] = {item.pk: Counter() for item in items}
    for vote in access.counted(standing(Vote, items), conflicts):
        found[vote.item_id][vote.choice] += 1
    return found


def _written(item: AgendaItem, decision: Decision | None, votes: Counter[str]) -> MinutesItem:
    said = MinutesItem(cluster_id=item.cluster_id, item=item, silent=_silent(item))
    if item.application.status == Application.Status.WITHDRAWN:
        said.decided = "Withdrawn by the school."
    elif decision is None:
        said.decided = UNDECIDED
    else:
        said.decided = _decided(decision)
        said.how = "\n".join(_how(item, decision, votes))
        said.reasons = decision.why
        said.conditions = decision.conditions
        said.next_step = decision.next_step
    return said


def _silent(item: AgendaItem) -> str:
    return "\n".join(f"{person} ({cause})" for person, cause in item.silent)  # type: ignore[attr-defined]


def _decided(decision: Decision) -> str:
    match decision.outcome:
        case Outcome.Kind.AWARD:
            return (
                f"Awarded {format_pounds(decision.amount_pence or 0)} for "
                f"{plural(decision.terms or 0, 'term')}, from {day(decision.first_term.starts_on)}."
            )
        case Outcome.Kind.DEFER:
            return f"Deferred to the panel of {day(decision.deferred_to.held_on)}."
        case _:
            return f"{decision.get_outcome_display()}."


def _agreed(decision: Decision) -> str:
    """Nobody is asked how the panel came to defer."""
    if decision.outcome == Outcome.Kind.DEFER:
        return ""
    return ": all agreed" if decision.by_consensus else ": not all agreed"


def _cast(decision: Decision, votes: Counter[str], *, among: int) -> str:
    """The votes. Where only some put one down, or all agreed whatever they had put down, the panel
    decided by word of mouth: then a vote is beside that, and no count of who was for it."""
    number, is_one_mind = votes.total(), len(votes) == 1
    every = [(label.lower(), votes[value]) for value, label in Vote.Choice.choices]
    if number >= among and (is_one_mind or not decision.by_consensus):
        return f"Votes: {_listed(every)}."
    cast = _listed([(label, count) for label, count in every if count])
    if number < among:
        return f"It was decided aloud; not everybody put down a vote. Votes put down: {cast}."
    return f"It was decided aloud; the votes put down were not all the same: {cast}."


def _listed(counts: list[tuple[str, int]]) -> str:
    return ", ".join(f"{label} {count}" for label, count in counts)


def _how(item: AgendaItem, decision: Decision, votes: Counter[str]) -> list[str]:
    people = ", ".join(str(person) for person in item.deciders)  # type: ignore[attr-defined]
    lines = [f"Decided by {people or 'nobody who is still free'}{_agreed(decision)}."]
    if votes:
        lines.append(_cast(decision, votes, among=len(item.deciders)))  # type: ignore[attr-defined]
    return [*lines, f"Chaired by {decision.chaired_by}, recorded by {decision.recorded_by}."]
