"""The money of the demonstration: a fund in each cluster, and awards that were running before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from clusters.models import Cluster, PanelDate, SchoolTerm
from core.dates import academic_year, at_local, next_working_day
from funding import actions as funding
from funding.models import Award, Fund
from reports.demo.cast import A, B
from reports.demo.clock import at
from schools.models import School

# What becomes of an award's first payment.
PAID, LEFT, HELD, SIGNED_ONCE, NEW = "paid", "left", "held", "signed once", "new"
# Its help has ended, by the calendar or before its time, and its evaluation is not sent.
ENDED, STOPPED = "ended", "stopped"


@dataclass(frozen=True)
class Running:
    """An award of the year before, `number` in its cluster's own books."""

    number: int
    school: str
    granted: int
    paid: int
    terms: int
    first: str


@dataclass(frozen=True)
class Books:
    keeper: str
    brought: int
    shares: int
    awards: tuple[Running, ...]


BOOKS = {
    A: Books(
        "farid",
        640_000,
        1_850_000,
        (
            Running(1, "Saltmarsh", 90_000, 30_000, 1, ENDED),
            Running(2, "Samphire", 120_000, 40_000, 2, STOPPED),
            Running(3, "Saltmarsh", 240_000, 80_000, 2, PAID),
            Running(5, "Curlew", 180_000, 60_000, 2, PAID),
            Running(7, "Samphire", 95_000, 0, 1, LEFT),
            Running(8, "Shingle", 114_000, 38_000, 2, HELD),
            Running(9, "Lantern", 150_000, 50_000, 2, SIGNED_ONCE),
            Running(11, "Avocet", 62_000, 0, 1, NEW),
            Running(12, "Dunlin", 100_000, 0, 3, NEW),
        ),
    ),
    B: Books(
        "tansy",
        325_000,
        1_400_000,
        (
            Running(2, "Lapwing", 88_000, 0, 2, PAID),
            Running(4, "Avocet", 162_000, 54_000, 2, NEW),
            Running(6, "Teasel", 45_000, 0, 1, LEFT),
        ),
    ),
}


def open_funds(
    people: Mapping[str, User],
    clusters: Mapping[str, Cluster],
    before: Mapping[str, Sequence[PanelDate]],
    *,
    after: datetime,
) -> dict[str, Fund]:
    """A fund for each year, from that of the first panel on; gives this year's. `after` is when the
    clusters were set up: nothing of theirs is older."""
    funds = {}
    today = timezone.localdate()
    for name, books in BOOKS.items():
        by = people[books.keeper]
        first, last = _year_of(before[name][0].held_on), _year_of(today)
        for year in range(first, last + 1):
            opened = max(after, at_local(next_working_day(date(year, 9, 4)), time(10)))
            opened = min(opened, timezone.now() - timedelta(days=1))
            with at(opened):
                funds[name] = _fund(clusters[name], year, books.shares, by)
                if year == first:
                    funding.open_balance(
                        fund=funds[name],
                        amount_pence=books.brought,
                        words=f"The host school’s books, 31 August {year}",
                        by=by,
                    )
    return funds


def tell(
    people: Mapping[str, User], schools: Mapping[str, School], funds: Mapping[str, Fund]
) -> None:
    """The awards that were running elsewhere, entered as this term began."""
    for name, fund in funds.items():
        brought = _this_term(fund)
        for running in BOOKS[name].awards:
            _bring(
                people, schools[running.school], fund, running, brought, people[BOOKS[name].keeper]
            )


def _fund(cluster: Cluster, year: int, shares: int, by: User) -> Fund:
    name = f"Top-up fund {academic_year(date(year, 9, 1))}"
    days = {"starts_on": date(year, 9, 1), "ends_on": date(year + 1, 8, 31)}
    fund = funding.set_up_fund(cluster=cluster, name=name, by=by, **days)
    funding.allocate(
        fund=fund,
        amount_pence=shares,
        words=f"The schools’ shares for {academic_year(date(year, 9, 1))}",
        by=by,
    )
    return fund


def _this_term(fund: Fund) -> datetime:
    """The first morning of the term, so that what is due in it is not late by terms."""
    days = _term_now(fund.cluster_id).starts_on, fund.starts_on + timedelta(days=7)
    return min(at_local(max(days), time(10)), timezone.now() - timedelta(hours=6))


def _bring(
    people: Mapping[str, User],
    school: School,
    fund: Fund,
    running: Running,
    brought: datetime,
    by: User,
) -> None:
    """Entered as the term began, the newest only today; then what became of its first payment."""
    if running.first == NEW:
        _open(school, fund, running, by)
        return
    with at(brought):
        award = _open(school, fund, running, by)
        first = award.instalments.order_by("number")[0]
    with at(brought + timedelta(hours=3)):
        if running.first in (PAID, SIGNED_ONCE, ENDED, STOPPED):
            funding.release(instalment=first, by=by)
        elif running.first == HELD:
            funding.hold(instalment=first, why="Waits for the new support plan", by=people["amina"])
    if running.first == STOPPED:
        with at(max(brought, timezone.now() - timedelta(days=8)) + timedelta(hours=4)):
            funding.stop_award(award=award, words="The pupil moved to another school", by=by)


def _open(school: School, fund: Fund, running: Running, by: User) -> Award:
    year_before = academic_year(fund.starts_on - timedelta(days=90))
    return funding.open_award(
        fund=fund,
        school=school,
        label=f"Award {running.number} of {year_before}",
        amount_pence=running.granted,
        paid_pence=running.paid,
        terms_left=running.terms,
        first_term=_first_term(fund.cluster_id, running),
        by=by,
    )


def _first_term(cluster_id: int, running: Running) -> SchoolTerm:
    """Today's term; for an award whose evaluation is late the last that ended weeks ago."""
    if running.first != ENDED:
        return _term_now(cluster_id)
    long_ago = timezone.localdate() - timedelta(days=40)
    ended = SchoolTerm.objects.filter(cluster_id=cluster_id, ends_on__lt=long_ago)
    return ended.latest("starts_on")


def _term_now(cluster_id: int) -> SchoolTerm:
    begun = SchoolTerm.objects.filter(cluster_id=cluster_id, starts_on__lte=timezone.localdate())
    return begun.order_by("starts_on").last() or SchoolTerm.objects.get(cluster_id=cluster_id)


def _year_of(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1
