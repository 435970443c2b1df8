"""What an annual report is made of, and which of its versions a person has before them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from clusters.models import Cluster
from core.access import asker_of
from core.dates import today
from reports.access import clusters_to_write_for
from reports.impact import Page, counted_until, end_of, page_of, year_of
from reports.impact.complaints import Complaints, complaints_of
from reports.models import PARTS, AnnualReport, ReportRelease, ReportVersion
from reports.queries.first_screen import MOST, NEWS


@dataclass(frozen=True)
class Part:
    """One of the texts around the figures."""

    name: str
    label: str
    text: str

    @property
    def is_written(self) -> bool:
        return bool(self.text.strip())


@dataclass(frozen=True)
class Contents:
    """Everything that a version says: the words as they stand and the year's figures."""

    report: AnnualReport
    number: int
    page: Page
    complaints: Complaints
    so_far: bool

    @property
    def title(self) -> str:
        so_far = ", so far" if self.so_far else ""
        return f"{self.page.cluster}: annual report {self.page.year.name}{so_far}"

    @property
    def parts(self) -> dict[str, Part]:
        return {part.name: part for part in parts_of(self.report)}

    @property
    def hides(self) -> bool:
        return self.page.hides or self.complaints.hides


def parts_of(report: AnnualReport) -> list[Part]:
    return [Part(name, label, getattr(report, name)) for name, (label, _) in PARTS.items()]


def contents_of(report: AnnualReport, *, number: int) -> Contents | None:
    """Of a year that has ended the figures as its last day left them, so that every version of it
    has the same ones; of the year that runs, up to the end of the month before. None where nothing
    of an earlier year is counted, or nothing can be yet."""
    cluster, year = report.cluster, report.first_year
    counted = counted_until(today())
    page = page_of(cluster, min(counted, end_of(year)), year)
    if page is None or (page.is_empty and year < year_of(counted) - 1):
        return None
    threshold = cluster.rules.small_number
    return Contents(
        report=report,
        number=number,
        page=page,
        complaints=complaints_of(cluster, year, page.year.name, page.until, threshold),
        so_far=page.until < end_of(year),
    )


def ended_year() -> int:
    """The academic year that ended last."""
    return year_of(today()) - 1


def newest_version(report: AnnualReport) -> ReportVersion | None:
    rows = ReportVersion.objects.filter(report=report).defer("file")
    return rows.select_related("release__by", "made_by").first()


def may_write(user: Any, cluster: Cluster) -> bool:
    return cluster.pk in clusters_to_write_for(asker_of(user))


def versions_for(user: Any, report: AnnualReport) -> list[ReportVersion]:
    """Those that the person may read, the newest first."""
    rows = ReportVersion.objects.for_user(user).filter(report=report).defer("file", "body")
    return list(rows.with_verbs(user, "release").select_related("release__by", "made_by"))


def released_of(user: Any, cluster: Cluster, first_year: int) -> ReportVersion | None:
    """The newest released version of the year."""
    rows = ReportVersion.objects.for_user(user).filter(
        report__cluster=cluster, report__first_year=first_year, release__isnull=False
    )
    return rows.defer("file", "body").order_by("-number").first()


def to_release(user: Any) -> list[AnnualReport]:
    """Of the year that ended last, those of one's clusters that nobody has released yet."""
    released = ReportRelease.objects.filter(version__report_id=OuterRef("pk"))
    rows = AnnualReport.objects.for_user(user, "release").filter(first_year=ended_year())
    return list(rows.filter(~Exists(released)).select_related("cluster").order_by("cluster__name"))


def news_for(user: Any) -> QuerySet[ReportRelease]:
    """What was released lately, of each report the newest."""
    newer = ReportRelease.objects.filter(
        version__report_id=OuterRef("version__report_id"),
        version__number__gt=OuterRef("version__number"),
    )
    rows = ReportRelease.objects.for_user(user).filter(at__gte=timezone.now() - NEWS)
    return rows.filter(~Exists(newer)).select_related("version__report__cluster")[:MOST]
