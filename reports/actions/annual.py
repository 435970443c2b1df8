"""The annual report: its words, its versions, and its release."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from clusters.models import Cluster
from core import audit, jobs, pdf
from core.edits import require_same, values_of
from core.errors import DomainError
from core.models import Job
from core.tenancy import tenant
from reports import documents, emails
from reports.models import AnnualReport, ReportRelease, ReportVersion
from reports.queries import Contents, contents_of, ended_year, newest_version

TASK = "reports.make_annual_report"
STEPS = 3
MOST_LAYOUTS = 3
BY_ITSELF = 0  # in place of who asked
WRITERS_ONLY = (
    "Only those who run the cluster’s meetings write its annual report. Ask your cluster SENCO."
)
NO_FIGURES = (
    "Nothing is counted of that year, so there is nothing to report. Choose a year that is on the "
    "cluster’s impact page."
)
NOT_THE_NEWEST = (
    "This version is released already, or there is a newer one. Look at the newest version, then "
    "release that."
)


class ChangedMeanwhile(RuntimeError):
    """The report says something else than what was laid out. The job is tried again."""


@transaction.atomic
def begin_report(*, cluster: Cluster, first_year: int, by: Any) -> AnnualReport:
    """The report of that year; one that was begun already is returned as it is."""
    report, begun = AnnualReport.objects.get_or_create(cluster=cluster, first_year=first_year)
    _require("write", report, by)
    if begun:
        if contents_of(report, number=1) is None:
            raise DomainError(NO_FIGURES)
        audit.record(by=by, verb="began a report", subject=report)
    return report


@transaction.atomic
def save_words(
    *, report: AnnualReport, fields: Iterable[str], by: Any, version: str = ""
) -> AnnualReport:
    """Keeps the named texts alone, so that two people in two parts lose nothing. Versions that
    were made keep the words that they have."""
    _require("write", report, by)
    names = list(fields)
    stands = AnnualReport.objects.select_for_update().get(pk=report.pk)
    require_same(
        version,
        now=values_of(stands, names),
        typed=values_of(report, names),
        at=stands.changed_at,
    )
    report.changed_at, report.changed_by = timezone.now(), by
    report.save(update_fields=[*names, "changed_at", "changed_by"])
    audit.record(by=by, verb="wrote a report", subject=report, parts=names)
    return report


def ask_for_version(*, report: AnnualReport, by: Any) -> Job:
    """Starts making a version of the words and figures as they are; one that is being made
    already is returned."""
    _require("write", report, by)
    contents = _next_of(report)
    if contents is None:
        raise DomainError(NO_FIGURES)
    audit.record(by=by, verb="asked for a report", subject=report)
    return _start(report, by.pk)


def cancel_version(*, report: AnnualReport, by: Any) -> None:
    """Stops making it. Versions that are there stay."""
    _require("write", report, by)
    job = job_of(report)
    if job is None or not jobs.cancel(job):
        raise DomainError("It is not being made any more. Look at its page.")
    audit.record(by=by, verb="cancelled a report", subject=report)


def job_of(report: AnnualReport) -> Job | None:
    return jobs.newest(TASK, str(report.pk))


def make_version(*, cluster_id: int, report_id: int, person_id: int) -> None:
    """Makes a version for whoever asked, or for the schedule where that is nobody. Where the newest
    one says the same already, nothing is made.

    It takes seconds to lay out, so meanwhile no transaction is open. The rule is asked again
    before the version is kept, and what was written or counted by then is laid out anew.
    """
    reading = partial(_readable, cluster_id, report_id, person_id)
    for _ in range(MOST_LAYOUTS):
        with reading() as contents:
            if contents is None:
                return
            version = _version_of(contents, person_id)
            page = documents.annual_page(version)
        jobs.step(1, STEPS)
        if pdf.can_be_made():
            version.file = pdf.file_of(page)
        jobs.step(2, STEPS)
        with suppress(ChangedMeanwhile):
            with jobs.finishing(), reading() as contents:
                if contents is not None:
                    _keep(version, contents)
            return
    raise ChangedMeanwhile


@contextmanager
def _readable(cluster_id: int, report_id: int, person_id: int) -> Iterator[Contents | None]:
    """What the next version says at this moment, in a transaction behind the cluster's wall; None
    where whoever asked writes the report no more, or the newest version says it already."""
    with transaction.atomic(), tenant(clusters=[cluster_id]):
        # Locked, so that two workers do not give one number twice.
        rows = AnnualReport.objects.select_for_update(of=["self"]).filter(pk=report_id)
        report = rows.select_related("cluster__rules").first()
        if report is None or not _still_asked_for(report, person_id):
            yield None
            return
        newest, contents = newest_version(report), _next_of(report)
        yield None if contents is None or has_been_made(newest, contents) else contents


def _still_asked_for(report: AnnualReport, person_id: int) -> bool:
    """By the schedule always; by a person while they write the report."""
    if person_id == BY_ITSELF:
        return True
    person = get_user_model().objects.filter(pk=person_id).first()
    return person is not None and person.has_perm("reports.write_annualreport", report)


def has_been_made(newest: ReportVersion | None, contents: Contents) -> bool:
    """Whether the newest version has these words and figures."""
    if newest is None:
        return False
    same = replace(contents, number=newest.number)
    return (newest.title, newest.body) == (same.title, documents.annual_body(same))


def make_due_reports() -> None:
    """Starts what is due: for each cluster of whose last academic year something is counted, the
    first version of its report; where there is one already, nothing."""
    year = ended_year()
    for cluster in Cluster.objects.live().select_related("rules"):
        with transaction.atomic(), tenant(clusters=[cluster.pk]):
            _start_if_due(cluster, year)


def _start_if_due(cluster: Cluster, year: int) -> None:
    report = AnnualReport.objects.filter(cluster=cluster, first_year=year).first()
    if report and newest_version(report):
        return
    contents = contents_of(report or AnnualReport(cluster=cluster, first_year=year), number=1)
    if contents is None or contents.page.is_empty:
        return
    if report is None:
        report = AnnualReport.objects.create(cluster=cluster, first_year=year)
        audit.record(by=None, verb="began a report", subject=report)
    _start(report, BY_ITSELF)


@transaction.atomic
def release(*, version: ReportVersion, by: Any) -> ReportRelease:
    """Opens a version to governors, heads and the authority, and tells governors and heads."""
    AnnualReport.objects.select_for_update().get(pk=version.report_id)
    if not by.has_perm("reports.release_reportversion", version):
        raise DomainError(NOT_THE_NEWEST)
    made = ReportRelease.objects.create(cluster_id=version.cluster_id, version=version, by=by)
    audit.record(by=by, verb="released a report", subject=version, number=version.number)
    emails.report_released(release=made)
    return made


def _require(verb: str, report: AnnualReport, by: Any) -> None:
    if not by.has_perm(f"reports.{verb}_annualreport", report):
        raise DomainError(WRITERS_ONLY)


def _next_of(report: AnnualReport) -> Contents | None:
    newest = newest_version(report)
    return contents_of(report, number=newest.number + 1 if newest else 1)


def _start(report: AnnualReport, person_id: int) -> Job:
    return jobs.start(
        TASK,
        str(report.pk),
        cluster_id=report.cluster_id,
        report_id=report.pk,
        person_id=person_id,
    )


def _version_of(contents: Contents, person_id: int) -> ReportVersion:
    return ReportVersion(
        cluster_id=contents.report.cluster_id,
        report=contents.report,
        number=contents.number,
        title=contents.title,
        counted_until=contents.page.until,
        body=documents.annual_body(contents),
        made_by_id=person_id or None,
    )


def _keep(version: ReportVersion, contents: Contents) -> None:
    """Keeps the version if the report still says what the file says."""
    said = (version.number, version.title, version.counted_until, version.body)
    says = (contents.number, contents.title, contents.page.until, documents.annual_body(contents))
    if said != says:
        raise ChangedMeanwhile
    version.save(force_insert=True)
    audit.record(by=version.made_by, verb="made a report", subject=version, number=version.number)
