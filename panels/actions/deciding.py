"""What a seat puts down on an item: a score, a vote, a note."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.errors import DomainError
from panels.actions import settling
from panels.models import AgendaItem, Note, Score, Seat, Vote


def give_score(*, item: AgendaItem, value: int, by: Any) -> Score:
    return _put_down(Score, "score", item, by=by, value=value)


def cast_vote(*, item: AgendaItem, choice: str, by: Any) -> Vote:
    return _put_down(Vote, "vote", item, by=by, choice=choice)


def write_note(*, item: AgendaItem, text: str, by: Any) -> Note:
    return _put_down(Note, "note", item, by=by, text=text)


@transaction.atomic
def _put_down(
    model: type[Score | Vote | Note],
    verb: str,
    item: AgendaItem,
    *,
    by: Any,
    **what: Any,
) -> Any:
    """Writes the person's score or vote, replacing their standing one; a note is a new one."""
    settling.settle_and_lock(item.check_row)
    if not by.has_perm(f"panels.{verb}_agendaitem", item):
        raise DomainError(f"You may not {verb} on this item. Open the item to see why.")
    seated = Seat.objects.get(meeting_id=item.meeting_id, person=by)
    mine = model.objects.filter(item=item, seat=seated, struck_at__isnull=True)
    try:
        with transaction.atomic():
            part = None if model is Note else mine.first()
            part = part or model(cluster_id=item.cluster_id, item=item, seat=seated)
            for field, value in what.items():
                setattr(part, field, value)
            part.made_at = timezone.now()
            part.save()
    except IntegrityError as refusal:
        raise DomainError(
            f"You may not {verb} on this item. Open the item to see why."
        ) from refusal
    audit.record(by=by, verb=f"put down a {verb}", subject=item)
    return part
