"""What the page of a fund shows: where its money stands, term by term, and who signed twice."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from clusters.models import SchoolTerm
from funding.models import Fund, Instalment
from funding.queries.money import Balances, balances_of

BAR_WIDTH = 600
NOT_SHOWN = "Not shown until published"


@dataclass(frozen=True)
class Part:
    """One part of the fund: a row of the table and a piece of the bar. `pence` is None where the
    reader may not know it."""

    key: str
    label: str
    pence: int | None
    left: int = 0
    width: int = 0


def parts_of(fund: Fund, *, whole: bool, published: bool) -> tuple[Balances, list[Part]]:
    """The fund's money in parts that add up to what was given. Without `whole` what is reserved
    and what is left are one part, and without `published` that has no figure."""
    balances = balances_of(fund)
    known: list[tuple[str, str, int | None, int]] = [
        ("paid", "Paid to schools", balances.paid, balances.paid),
        ("committed", "Promised, not yet paid", balances.committed, balances.committed),
    ]
    rest = balances.reserved + balances.available
    if whole:
        known += [
            (
                "reserved",
                "Kept for decisions not yet published",
                balances.reserved,
                balances.reserved,
            ),
            ("left", "Left", balances.available, balances.available),
        ]
    else:
        label = "Left, before decisions not yet published"
        known.append(("left", label, rest if published else None, rest))
    return balances, _along_the_bar(known, balances.given)


def by_term(fund: Fund) -> list[dict[str, Any]]:
    """Payments by the term in which they are due: what was paid and what is still to pay."""
    due = (
        Instalment.objects.filter(award__fund=fund, stopped_at__isnull=True)
        .order_by("due_on")
        .values("due_on")
        .annotate(
            paid=Sum("amount_pence", filter=Q(released_at__isnull=False), default=0),
            to_pay=Sum("amount_pence", filter=Q(released_at__isnull=True), default=0),
        )
    )
    terms = list(SchoolTerm.objects.filter(cluster_id=fund.cluster_id).order_by("-starts_on"))
    rows: dict[str, dict[str, Any]] = {}
    for day in due:
        began = next((term for term in terms if term.starts_on <= day["due_on"]), None)
        name = str(began) if began else "Before the calendar begins"
        row = rows.setdefault(name, {"name": name, "paid": 0, "to_pay": 0})
        row["paid"] += day["paid"]
        row["to_pay"] += day["to_pay"]
    return list(rows.values())


def signed_twice(fund: Fund) -> QuerySet[Instalment]:
    """The newest releases by somebody involved, which somebody else countersigned or is to."""
    return (
        Instalment.objects.filter(award__fund=fund, asked_at__isnull=False)
        .filter(Q(countersigned_by__isnull=False) | Q(released_at__isnull=True))
        .select_related("award__application", "award__school", "released_by", "countersigned_by")
        .order_by("-asked_at")[:20]
    )


def _along_the_bar(known: list[tuple[str, str, int | None, int]], given: int) -> list[Part]:
    parts, gone = [], 0
    for key, label, shown, pence in known:
        start, end = (_place(gone, given), _place(gone + pence, given))
        parts.append(Part(key, label, shown, start, end - start))
        gone += pence
    return parts


def _place(pence: int, given: int) -> int:
    return BAR_WIDTH * pence // given if given else 0


def with_states_of_two(rows: QuerySet[Instalment]) -> list[Instalment]:
    """Each with the words for where its second signature stands."""
    found = list(rows)
    for row in found:
        row.second = (  # type: ignore[attr-defined]
            f"countersigned by {row.countersigned_by}"
            if row.countersigned_by
            else "waits for a countersignature"
        )
    return found
