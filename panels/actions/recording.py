"""The panel's decision on an item: written down, changed until it is published, its letter read."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.errors import ChangedMeanwhile, DomainError
from core.money import format_pounds
from funding import actions as funding_actions
from funding.models import CostLine, Outcome
from panels import access
from panels.actions import settling
from panels.models import AgendaItem, Decision, DecisionLine

NOT_ENOUGH = (
    "Not enough people are here and free to decide this item. Give somebody else a seat, record "
    "the answers that are missing, or defer it."
)
NOBODY_CHAIRS = (
    "Nobody chairs this item: the chair and the deputy are silent observers, are not here, or "
    "have not answered. Name an acting chair first."
)


@transaction.atomic
def record(
    *,
    item: AgendaItem,
    decision: Decision,
    granted: Mapping[CostLine, int],
    by: Any,
    seen: str = "",
    more: bool = False,
) -> Decision:
    """Writes the decision down, in place of an earlier one. `decision` is unsaved or the item's
    own; `granted` is what of each cost is granted, in pence, and adds up to the amount. `seen` is
    the stamp of the earlier one that `by` knows of; `more` says that they give more than was
    asked knowingly.

    An award is kept aside in the fund from now on. Raises DomainError where another decision
    stands, nobody chairs, not enough people are free, the fund does not have it, the reasons are
    missing, or `by` may not record.
    """
    settling.settle_and_lock(item.check_row)
    if not by.has_perm("panels.record_agendaitem", item):
        raise DomainError("You may not record a decision on this item. Open the item to see why.")
    _refuse_unseen(item, seen, by)
    decision.item, decision.cluster_id = item, item.cluster_id
    decision.chaired_by = _chair(item, decision.outcome)
    decision.recorded_by, decision.recorded_at = by, timezone.now()
    decision.letter_read_by, decision.letter_read_at = None, None
    decision.amount_pence = None
    if decision.outcome == Outcome.Kind.AWARD:
        decision.amount_pence = sum(granted.values())
        if decision.amount_pence <= 0:
            raise DomainError(
                "Enter what is granted of at least one cost. To give nothing, choose “Do not "
                "award” instead."
            )
    _check_reasons(decision, granted, more)
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as refusal:
        raise DomainError(NOT_ENOUGH) from refusal
    if decision.amount_pence:
        funding_actions.reserve(
            application=item.application, amount_pence=decision.amount_pence, by=by
        )
    else:
        funding_actions.unreserve(application=item.application, by=by)
    DecisionLine.objects.filter(decision=decision).delete()
    DecisionLine.objects.bulk_create(
        DecisionLine(
            cluster_id=item.cluster_id, decision=decision, cost_line=line, amount_pence=pence
        )
        for line, pence in granted.items()
    )
    audit.record(by=by, verb="recorded a decision", subject=decision, outcome=decision.outcome)
    return decision


@transaction.atomic
def read_letter(*, item: AgendaItem, seen: str, by: Any) -> Decision:
    """Marks the letter as read by somebody free. `seen` is the stamp of what they read: if it
    has changed since, they read it again."""
    settling.settle_and_lock(item.check_row)
    if not by.has_perm("panels.read_letter_agendaitem", item):
        raise DomainError("You may not read this letter. Open the item to see why.")
    decision = Decision.objects.select_for_update().get(item=item)
    if decision.stamp != seen:
        raise DomainError("The decision changed while you read. Read the letter again.")
    if decision.pk not in access.still_stands([decision]):
        raise DomainError(
            "Whoever recorded or chaired this decision has a conflict that was found later. "
            "Somebody free has to record it again."
        )
    decision.letter_read_by, decision.letter_read_at = by, timezone.now()
    decision.save(update_fields=["letter_read_by", "letter_read_at"])
    audit.record(by=by, verb="read the letter", subject=decision)
    return decision


def _refuse_unseen(item: AgendaItem, seen: str, by: Any) -> None:
    stands = Decision.objects.filter(item=item).select_related("recorded_by").first()
    if stands is not None and stands.stamp != seen:
        stands.item = item
        who = "You" if stands.recorded_by_id == by.pk else stands.recorded_by
        raise ChangedMeanwhile(
            f"{who} recorded a decision meanwhile: {stands.in_short}. Look at it, then record "
            "yours if the panel decided otherwise.",
            now=stands.stamp,
        )


def _check_reasons(decision: Decision, granted: Mapping[CostLine, int], more: bool) -> None:
    """Anything but the award that was asked for is explained in words."""
    if decision.outcome != Outcome.Kind.AWARD:
        if not decision.reasons:
            raise DomainError("Enter why the panel decided this.", field="reasons")
        return
    given, asked = decision.amount_pence or 0, decision.item.application.amount_pence or 0
    above = [(pence, line.amount_pence) for line, pence in granted.items()]
    above = [(given, asked)] if given > asked else [pair for pair in above if pair[0] > pair[1]]
    if above and not more:
        against = ", ".join(
            f"{format_pounds(pence)} against {format_pounds(wanted)}" for pence, wanted in above
        )
        raise DomainError(
            f"The panel would give more than was asked: {against}. Put the amount right, or tick "
            "that the panel gives more and say why in the reasons.",
            field="more",
        )
    if (above or given < asked) and not decision.reasons:
        how = "more" if above else "less"
        raise DomainError(
            f"Say in the reasons why the panel gives {how} than was asked.", field="reasons"
        )


def _chair(item: AgendaItem, outcome: str) -> Any:
    """Who chairs, once there are enough people; a deferral needs only somebody to chair it."""
    seats = access.attending(access.seats_at(item.meeting), item.meeting)
    people = access.people_on([item], seats, access.conflicts_on([item]))[item.pk]
    if (
        outcome != Outcome.Kind.DEFER
        and len(people.free) < item.meeting.cluster.rules.least_free_deciders
    ):
        raise DomainError(NOT_ENOUGH)
    seat = access.who_chairs(item, seats, people)
    if seat is None:
        raise DomainError(NOBODY_CHAIRS)
    return seat.person
