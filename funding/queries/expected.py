"""Payments on the first screen: what an officer releases or signs, what a school may expect."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from funding.models import Application, Award, Instalment
from funding.queries.payments import (
    MOST,
    in_sections,
    money_line,
    with_parts_of_payment,
    with_states,
)

AHEAD = timedelta(days=120)
LATELY = timedelta(days=60)
SHOWN = 5


@dataclass(frozen=True)
class Figure:
    """So many payments, and what they come to."""

    number: int
    pence: int


def unpaid(rows: QuerySet[Instalment], until: date) -> QuerySet[Instalment]:
    found = rows.filter(released_at__isnull=True, stopped_at__isnull=True, due_on__lte=until)
    return found.order_by("due_on", "pk")


def queue_of(user: Any) -> list[dict[str, Any]]:
    """The payments of one's clusters in the sections of the list, without what one may do."""
    rows = unpaid(Instalment.objects.for_user(user, "queue"), timezone.localdate() + AHEAD)
    return in_sections(with_parts_of_payment(rows)[:MOST])


def to_countersign(user: Any) -> Figure:
    """What somebody involved released, and this officer may sign."""
    found = Instalment.objects.for_user(user, "countersign").aggregate(
        number=Count("pk"), pence=Sum("amount_pence", default=0)
    )
    return Figure(**found)


def coming_to(user: Any) -> list[Instalment]:
    """The next payments to one's schools."""
    rows = unpaid(Instalment.objects.for_user(user, "receive"), date.max)
    return with_states(with_parts_of_payment(rows.with_verbs(user, "see_title"))[:SHOWN])


def came_to(user: Any) -> list[Instalment]:
    """The newest payments to one's schools, by which a bank statement is read."""
    rows = Instalment.objects.for_user(user, "receive")
    paid = rows.filter(released_at__gte=timezone.now() - LATELY).order_by("-released_at")
    paid = paid.with_verbs(user, "see_title")
    return with_states(with_parts_of_payment(paid)[:SHOWN])


def award_on(application: Application, user: Any) -> dict[str, Any] | None:
    """The award on an application, with its money line, for whoever may read it."""
    rows = Award.objects.for_user(user).filter(application=application)
    award = rows.prefetch_related("instalments").first()
    return {"award": award, "money": money_line(award)} if award else None
