"""Awards by their reference or school, payments by what stands on the bank statement."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.access import NOBODY
from core.dates import format_day, local_day
from core.ids import LENGTH
from core.money import format_pounds
from funding.models import Award, Instalment
from reports.search.cases import by_reference
from reports.search.found import Group, Line, contains, group, with_words
from reports.search.words import as_written, part_of_id


def awards(user: Any, words: list[str]) -> Group:
    """Never by the title, need or pupil of the application: the award's page shows none of them."""
    rows = Award.objects.for_user(user).select_related("application", "school", "cluster")
    found = with_words(
        rows.order_by("-made_at", "pk"),
        words,
        lambda word: by_reference(word, "application__") | contains(word, "label", "school__name"),
    )
    return group("Awards", "award", found, _award, is_of_cases=True)


def _award(row: Award) -> Line:
    return Line(
        url=reverse("funding:award", args=[row.public_id]),
        title=f"{format_pounds(row.amount_pence)} for {row.school}",
        about=str(row.cluster),
        code=row.application.public_id if row.application else "",
        reference=row.reference,
    )


def payments(user: Any, words: list[str]) -> Group:
    rows = Instalment.objects.for_user(user).exclude(remittance="")
    rows = rows.select_related("award__school").order_by("-released_at", "pk")
    found = with_words(rows, words, _by_remittance)
    return group("Payments", "payment", found, _payment, is_of_cases=True)


def _by_remittance(word: str) -> Q:
    part = part_of_id(word)
    whole = Q(remittance=f"R-{as_written(part)}") if len(part) == LENGTH else NOBODY
    return whole | contains(word, "remittance")


def _payment(row: Any) -> Line:
    return Line(
        url=reverse("funding:award", args=[row.award.public_id]),
        title=f"{format_pounds(row.amount_pence)} for {row.award.school}",
        about=f"Released on {format_day(local_day(row.released_at))}.",
        code=part_of_id(row.remittance),
        reference=row.remittance,
    )
