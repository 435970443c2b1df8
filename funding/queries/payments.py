"""Payments to release, each with where it stands and what the reader may do with it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from core import dates
from funding.models import Award, Hold, Instalment
from schools.models import School

State = Instalment.State
VERBS = (
    "release",
    "release_alone",
    "countersign",
    "take_back",
    "hold",
    "end_hold",
    "read_conditions",
)
LATE_AFTER = 5  # working days
MOST = 300
SECTIONS = (State.OVERDUE, State.DUE, State.WAITING, State.HELD, State.LATER)
PRESSING = (State.OVERDUE, State.DUE)


def to_pay(rows: QuerySet[Instalment], user: Any, until: date) -> QuerySet[Instalment]:
    """Of the given rows those not yet paid and due up to a day, ready for the list."""
    unpaid = rows.filter(released_at__isnull=True, stopped_at__isnull=True, due_on__lte=until)
    return with_parts_of_payment(unpaid.with_verbs(user, *VERBS)).order_by("due_on", "pk")


def with_parts_of_payment(rows: QuerySet[Instalment]) -> QuerySet[Instalment]:
    live = Hold.objects.filter(ended_at__isnull=True).select_related("by")
    return rows.select_related(
        "award__application", "award__school", "award__cluster", "released_by", "countersigned_by"
    ).prefetch_related(Prefetch("holds", queryset=live, to_attr="live_holds"))


def state_of(instalment: Instalment, today: date | None = None) -> State:
    """Where one payment stands. Its live holds are prefetched as `live_holds`."""
    today = today or timezone.localdate()
    if instalment.released_at:
        return State.PAID
    if instalment.stopped_at:
        return State.STOPPED
    if instalment.live_holds:  # type: ignore[attr-defined]
        return State.HELD
    if instalment.asked_at:
        return State.WAITING
    if instalment.due_on < dates.working_days_before(today, LATE_AFTER):
        return State.OVERDUE
    return State.DUE if instalment.due_on <= today else State.LATER


def with_states(rows: Iterable[Instalment]) -> list[Instalment]:
    rows = list(rows)
    for row in rows:
        row.state = state_of(row)  # type: ignore[attr-defined]
        row.state_label = State(row.state).label  # type: ignore[attr-defined]
    return rows


def in_sections(rows: Iterable[Instalment]) -> list[dict[str, Any]]:
    """The list in its order: what is to be released first, what comes later last."""
    rows = with_states(rows)
    found = []
    for state in SECTIONS:
        among = [row for row in rows if row.state == state]  # type: ignore[attr-defined]
        if among:
            found.append(
                {
                    "state": state.value,
                    "pressing": state in PRESSING,
                    "label": state.label,
                    "rows": among,
                    "total": sum(row.amount_pence for row in among),
                }
            )
    return found


def awards_for(
    rows: QuerySet[Award], *, school: School | None = None, running: str = ""
) -> QuerySet[Award]:
    """Ready for a list: each with its payments."""
    unpaid = Instalment.objects.filter(
        award_id=OuterRef("pk"), released_at__isnull=True, stopped_at__isnull=True
    )
    if school:
        rows = rows.filter(school=school)
    if running:
        rows = rows.filter(Exists(unpaid) if running == "yes" else ~Exists(unpaid))
    return rows.select_related("application", "school", "cluster").prefetch_related("instalments")


def with_money(rows: Iterable[Award]) -> list[Award]:
    """Each with its money line."""
    rows = list(rows)
    for row in rows:
        row.money = money_line(row)  # type: ignore[attr-defined]
    return rows


def schools_of(rows: QuerySet[Award]) -> QuerySet[School]:
    return School.objects.filter(pk__in=rows.order_by().values("school_id"))


def money_line(award: Award) -> dict[str, Any]:
    """Asked, granted, paid and the next payment of an award whose instalments are prefetched."""
    instalments = list(award.instalments.all())
    unpaid = [one for one in instalments if not one.released_at and not one.stopped_at]
    return {
        "asked": award.application.amount_pence if award.application else None,
        "granted": award.amount_pence,
        "paid": award.paid_before_pence
        + sum(one.amount_pence for one in instalments if one.released_at),
        "next": min(unpaid, key=lambda one: one.due_on, default=None),
        "stopped": any(one.stopped_at for one in instalments),
    }
