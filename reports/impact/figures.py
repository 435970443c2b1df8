"""What is counted: money that was paid, and evaluations that were sent. Both exist only once an
outcome is published, so nothing of a decision that is not can stand in a figure.

Awards that were running when a cluster joined are left out: nothing is known of their children.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

from clusters.models import Cluster, Membership
from core.dates import LONDON, at_local
from funding.models import Account, Evaluation, LedgerLine, OutcomeReached, Progress
from schools.models import School

Result = OutcomeReached.Result
MOST_YEARS = 6
FIRST_MONTH = 9  # the academic year, from September to August

# Per row and academic year: which children, and sums over what they had.
Children = dict[tuple[str, int], set[int]]
Sums = dict[tuple[str, int], list[int]]


@dataclass
class Counted:
    """One way of splitting children and figures: by need, by school, by intervention."""

    children: Children = field(default_factory=lambda: defaultdict(set))
    sums: Sums = field(default_factory=dict)

    def add(self, row: str, year: int, children: Iterable[int | None], *figures: int) -> None:
        self.children[row, year] |= {child for child in children if child is not None}
        before = self.sums.get((row, year), [0] * len(figures))
        self.sums[row, year] = [one + more for one, more in zip(before, figures, strict=True)]

    @property
    def years(self) -> set[int]:
        return {year for _, year in self.sums}


@dataclass(frozen=True)
class Figures:
    """Everything that the dashboard of a cluster rests on, before anything is hidden."""

    until: date
    paid_by_need: Counted  # pence
    paid_by_school: Counted  # pence
    reached: Counted  # outcomes met, those not or partly met, and the pence spent; by need
    gained: Counted  # tests, months gained and days between them; by intervention
    overdue: dict[int, int]
    schools: list[School]

    @property
    def years(self) -> list[int]:
        """The newest academic years, from the first with a figure to the one that counts now."""
        counted = self.paid_by_need.years | self.reached.years | self.gained.years
        now = year_of(self.until)
        return list(range(min(counted | {now}), now + 1))[-MOST_YEARS:]


def counted_until(today: date) -> date:
    """The last day that counts: the end of the month before. Who looks at the figures before and
    after a panel, or a payment, sees the same; from one month to the next more has changed."""
    return today.replace(day=1) - timedelta(days=1)


def year_of(day: date) -> int:
    """The calendar year in which the day's academic year began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def end_of(year: int) -> date:
    return date(year + 1, FIRST_MONTH, 1) - timedelta(days=1)


def figures_of(cluster: Cluster, until: date) -> Figures:
    """In a fixed number of queries, however much there is."""
    before = at_local(until + timedelta(days=1), time(0))
    by_need, by_school = _paid(cluster, before)
    return Figures(
        until=until,
        paid_by_need=by_need,
        paid_by_school=by_school,
        reached=_reached(cluster, before),
        gained=_gained(cluster, before),
        overdue=_overdue(cluster, until),
        schools=_schools(cluster, until),
    )


def _paid(cluster: Cluster, before: datetime) -> tuple[Counted, Counted]:
    """What the ledger says was paid on awards, less what came back, and for which children."""
    lines = _in_years(
        LedgerLine.objects.filter(
            cluster=cluster,
            account=Account.PAID,
            entry__award__application__isnull=False,
            entry__at__lt=before,
        ),
        "entry__at",
    )
    award = "entry__award__"
    keys = ("year", f"{award}application__need", f"{award}school__urn")
    paid = lines.values_list(*keys).annotate(pence=Sum("amount_pence"))
    children = lines.values_list(*keys, f"{award}application__pupils__pupil_id").distinct()
    by_need, by_school = Counted(), Counted()
    for year, need, urn, pence in paid:
        by_need.add(need, year, (), pence)
        by_school.add(urn, year, (), pence)
    for year, need, urn, child in children:
        by_need.add(need, year, [child], 0)
        by_school.add(urn, year, [child], 0)
    return by_need, by_school


def _reached(cluster: Cluster, before: datetime) -> Counted:
    """What schools said of the outcomes they had hoped for, in the year in which they said it."""
    sent = _in_years(
        Evaluation.objects.filter(
            Exists(OutcomeReached.objects.filter(evaluation_id=OuterRef("pk"))),
            cluster=cluster,
            sent_at__lt=before,
        ),
        "sent_at",
    )
    rows = sent.values_list("year", "award__application__need", "spent_pence").annotate(
        pk=F("pk"),
        children=ArrayAgg("award__application__pupils__pupil_id", distinct=True),
        met=_with_result(Result.MET, Result.EXCEEDED),
        rest=_with_result(Result.PARTLY, Result.NOT_MET),
    )
    found = Counted()
    for year, need, pence, _, children, met, rest in rows:
        found.add(need, year, children, met, rest, pence)
    return found


def _with_result(*results: str) -> Count:
    return Count("reached", distinct=True, filter=Q(reached__result__in=results))


def _gained(cluster: Cluster, before: datetime) -> Counted:
    """Months of age that children gained in tests, and the time between the two tests."""
    tests = _in_years(
        Progress.objects.filter(
            cluster=cluster,
            evaluation__sent_at__lt=before,
            months_after__isnull=False,
            after_on__gt=F("before_on"),
        ),
        "evaluation__sent_at",
    )
    # A result that names nobody is one child's of its award, at the least.
    child = Coalesce("pupil__pupil_id", -F("evaluation_id"))
    rows = tests.values_list("year", "evaluation__intervention", child).annotate(
        tests=Count("pk"),
        months=Sum(F("months_after") - F("months_before")),
        between=Sum(F("after_on") - F("before_on")),
    )
    found = Counted()
    for year, intervention, pupil, count, months, between in rows:
        found.add(intervention, year, [pupil], count, months, between.days)
    return found


def _overdue(cluster: Cluster, until: date) -> dict[int, int]:
    """Evaluations that had been due and not been sent as each of the newest years ended."""
    now = year_of(until)
    ends = {year: min(end_of(year), until) for year in range(now - MOST_YEARS, now + 1)}
    moments = {year: at_local(day + timedelta(days=1), time(0)) for year, day in ends.items()}
    counts = {
        f"in_{year}": Count(
            "pk",
            filter=Q(due_on__lte=ends[year])
            & (Q(sent_at__isnull=True) | Q(sent_at__gte=moments[year])),
        )
        for year in ends
    }
    found = Evaluation.objects.filter(cluster=cluster).aggregate(**counts)
    return {year: found[f"in_{year}"] for year in ends}


def _schools(cluster: Cluster, until: date) -> list[School]:
    """Every school that was ever a member, so that one that left keeps its name."""
    members = Membership.objects.filter(cluster=cluster, starts_on__lte=until)
    return list(School.objects.filter(pk__in=members.values("school_id")))


def _in_years(rows: QuerySet, moment: str) -> QuerySet[Any]:
    """Each row with the academic year of its moment, by the clock in England."""
    month = ExtractMonth(moment, tzinfo=LONDON)
    begun = Case(When(before_autumn__lt=FIRST_MONTH, then=Value(1)), default=Value(0))
    return (
        rows.order_by()
        .alias(before_autumn=month)
        .annotate(year=ExtractYear(moment, tzinfo=LONDON) - begun)
    )
