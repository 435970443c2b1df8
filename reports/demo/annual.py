"""Last school year's annual reports: one released with its words, one that waits for them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from clusters.models import Cluster
from core.dates import at_local
from reports import actions
from reports.demo.cast import A, B
from reports.demo.clock import at
from reports.demo.story import People
from reports.models import PARTS, AnnualReport, ReportVersion
from reports.queries import ended_year

RELEASED_BEFORE = timedelta(days=6)
WORDS = {
    "introduction": "This was our second full year together: a panel met in each half term, and "
    "every school took part in at least one.\n\n"
    "Most of the money went into speech and language, and into small groups for reading. Two "
    "schools asked for the first time.",
    "learnt": "Small groups that met four times a week did better than those that met twice, "
    "whatever they cost. Where mornings were lost to cover, nothing much changed.\n\n"
    "Schools that wrote down a baseline in the first week could say in the last one what came of "
    "it. Those that did not are the evaluations that are overdue.",
    "next_steps": "From September each application names the adult who gives the help and who "
    "steps in for them. The cluster SENCO visits each school that has an evaluation overdue "
    "before the autumn half term.\n\n"
    "We will ask the panel to look at speech and language as a whole, since several schools buy "
    "the same hours.",
}


def tell(people: People, clusters: Mapping[str, Cluster]) -> None:
    """Both are made when the year ends. Amina writes hers and releases it some days ago."""
    year, now = ended_year(), timezone.now()
    ended = at_local(date(year + 1, 9, 1), time(7, 0))
    with at(min(ended, now)):
        reports = {name: _made(clusters[name], year) for name in (A, B)}
    with at(_lately(ended, now)):
        _release(reports[A], people)


def _made(cluster: Cluster, year: int) -> AnnualReport:
    report = AnnualReport.objects.create(cluster=cluster, first_year=year)
    _make(report, 0)
    return report


def _release(report: AnnualReport, people: People) -> None:
    by = people["amina"]
    for name in PARTS:
        setattr(report, name, WORDS[name])
    actions.save_words(report=report, fields=PARTS, by=by)
    _make(report, by.pk)
    version = ReportVersion.objects.select_related("report__cluster").filter(report=report)[0]
    actions.release(version=version, by=by)


def _make(report: AnnualReport, person_id: int) -> None:
    actions.make_version(cluster_id=report.cluster_id, report_id=report.pk, person_id=person_id)


def _lately(ended: datetime, now: datetime) -> datetime:
    return min(now, max(ended + timedelta(hours=3), now - RELEASED_BEFORE))
