"""What the seats put down on an item: scores, votes and notes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast

from panels import access
from panels.models import AgendaItem, Note, Part, Score, Seat, Vote

SAID: dict[type[Part], str] = {Score: "value", Vote: "choice", Note: "text"}


@dataclass(frozen=True)
class Tally:
    """The votes that count. A vote that was struck out is kept but not among them."""

    votes: dict[str, int]
    scores: list[int]

    @property
    def against(self) -> int:
        return self.votes[Vote.Choice.AGAINST.label]

    @property
    def average(self) -> str:
        return f"{sum(self.scores) / len(self.scores):.1f}" if self.scores else ""


@dataclass(frozen=True)
class PutDown:
    """What stands on an item, for somebody who may discuss it; `score` and `vote` are their own."""

    tally: Tally
    notes: list[Note]
    score: Score | None
    vote: Vote | None


def put_down(user: Any, item: AgendaItem, seats: Iterable[Seat], conflicts: list[Any]) -> PutDown:
    """By the seats of the item's meeting, and the conflicts with its case."""
    scores, votes, notes = _standing(user, item, {seat.pk: seat for seat in seats})
    return PutDown(
        tally=_tally(votes, scores, conflicts),
        notes=notes,
        score=next((score for score in scores if score.seat.person_id == user.pk), None),
        vote=next((vote for vote in votes if vote.seat.person_id == user.pk), None),
    )


def tally(item: AgendaItem) -> Tally:
    conflicts = access.conflicts_on([item])
    votes, scores = (standing(model, [item]) for model in (Vote, Score))
    return _tally(votes, scores, conflicts)


def standing(model: type[Part], items: Iterable[AgendaItem]) -> QuerySet:
    """Ready for `access.counted`."""
    return model.objects.standing().filter(item__in=items).select_related("item", "seat")


def _tally(votes: Iterable[Part], scores: Iterable[Part], conflicts: list[Any]) -> Tally:
    cast = Counter(vote.choice for vote in access.counted(votes, conflicts))
    given = [score.value for score in access.counted(scores, conflicts)]
    return Tally({label: cast[value] for value, label in Vote.Choice.choices}, sorted(given))


def _standing(user: Any, item: AgendaItem, seats: dict[int, Seat]) -> list[list[Any]]:
    """The scores, votes and notes that the person may read, asked for together."""
    first, *others = (
        model.objects.for_user(user)
        .standing()
        .filter(item=item)
        .order_by()
        .values_list(Value(number), "pk", "seat_id", "made_at", Cast(field, TextField()))
        for number, (model, field) in enumerate(SAID.items())
    )
    found: list[list[Any]] = [[], [], []]
    for number, *facts in first.union(*others, all=True):
        found[number].append(_part(number, item, seats, *facts))
    return [sorted(parts, key=lambda part: part.pk) for parts in found]


def _part(
    number: int,
    item: AgendaItem,
    seats: dict[int, Seat],
    pk: int,
    seat_id: int,
    at: datetime,
    said: str,
) -> Part:
    model, field = list(SAID.items())[number]
    value = model._meta.get_field(field).to_python(said)
    return model(pk=pk, item=item, seat=seats[seat_id], made_at=at, **{field: value})
