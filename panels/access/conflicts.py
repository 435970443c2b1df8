"""The conflicts that stand with a case: what the room sees of them, and what still counts."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from panels.models import AgendaItem, Decision, Part
from panels.models.conflict import Cause, Conflict


def conflicts_on(items: Iterable[AgendaItem]) -> list[Conflict]:
    """Every standing conflict with the items' cases, of whomever: for the two functions below."""
    return Conflict.objects.on_checks(item.check_row_id for item in items)


def causes_for(person: Any, check_id: int) -> list[Conflict]:
    """Why this person stands back from the case: for their own eyes."""
    own = Conflict.objects.of_person(person.pk)
    return [conflict for conflict in own if conflict.check_row_id == check_id]


def silent_observers(conflicts: Iterable[Conflict]) -> dict[int, dict[int, str]]:
    """What the room sees of each case: who, and "own school", "same trust" or "declared".

    Authorship shows as own school, so that the line never says who wrote an application.
    """
    order = {Cause.DECLARED: 0, Cause.SAME_TRUST: 1, Cause.AUTHOR: 2, Cause.OWN_SCHOOL: 3}
    observers: dict[int, dict[int, str]] = {}
    for conflict in sorted(conflicts, key=lambda conflict: order[Cause(conflict.cause)]):
        cause = Cause(conflict.cause)
        shown = Cause.OWN_SCHOOL if cause == Cause.AUTHOR else cause
        observers.setdefault(conflict.check_row_id, {})[conflict.person_id] = shown.label.lower()
    return observers


def still_stands(decisions: Iterable[Decision]) -> set[int]:
    """Ids of the decisions that nobody recorded or chaired who had a conflict then. A conflict
    found late means that the decision has to be recorded again, by the free."""
    decisions = list(decisions)
    conflicts = Conflict.objects.on_checks({row.item.check_row_id for row in decisions})
    standing = set()
    for row in decisions:
        made_on = timezone.localdate(row.recorded_at)
        barred = {
            conflict.person_id
            for conflict in conflicts
            if conflict.check_row_id == row.item.check_row_id and conflict.since <= made_on
        }
        if not barred & {row.recorded_by_id, row.chaired_by_id}:
            standing.add(row.pk)
    return standing


def counted(parts: Iterable[Part], conflicts: Iterable[Conflict]) -> list[Any]:
    """Of the scores, votes or notes that stand those that count: no conflict stood at the time."""
    return [part for part in parts if not _cause_then(part, conflicts)]


def to_strike(parts: QuerySet) -> list[tuple[Any, str]]:
    """Those that stand although a conflict stood when they were made, each with its cause."""
    standing = list(parts.filter(struck_at__isnull=True).select_related("item", "seat"))
    conflicts = Conflict.objects.on_checks({part.item.check_row_id for part in standing})
    found = [(part, _cause_then(part, conflicts)) for part in standing]
    return [(part, cause) for part, cause in found if cause]


def _cause_then(part: Part, conflicts: Iterable[Conflict]) -> str:
    """A post that began after a vote removes reading; it says nothing about the vote."""
    made_on = timezone.localdate(part.made_at)
    causes = [
        (conflict.since, conflict.cause)
        for conflict in conflicts
        if conflict.check_row_id == part.item.check_row_id
        and conflict.person_id == part.seat.person_id
        and conflict.since <= made_on
    ]
    return min(causes)[1] if causes else ""
