"""The annual report of a cluster: to write, have made and release, to read, and to save."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.models import Cluster
from core import pdf
from core.dates import academic_year
from core.doing import done
from core.errors import DomainError
from core.loading import load
from reports import actions, documents, queries
from reports.forms import FORMS
from reports.impact import end_of
from reports.models import PARTS, AnnualReport, ReportVersion
from reports.views.shared import opened

RELEASE_ONLY = (
    "The newest version is released by the cluster SENCO or the chair, once. Ask one of them."
)
UNWRITTEN = " You have written no words around the figures yet: go back if you want to."


@require_safe
def report(request: HttpRequest, cluster_id: str, first_year: int) -> HttpResponse:
    """To who writes it: the texts, the versions, and what comes next. To others: what is there
    to read."""
    with opened(request, cluster_id) as cluster:
        rows = _rows(cluster, first_year).for_user(request.user)
        found = rows.with_verbs(request.user, "write").first()
        versions = queries.versions_for(request.user, found) if found else []
        released = next((one for one in versions if hasattr(one, "release")), None)
        context = {
            "cluster": cluster,
            "first_year": first_year,
            "year": academic_year(end_of(first_year)),
            "report": found,
            "versions": versions,
            "released": released,
            "may_begin": found is None and queries.may_write(request.user, cluster),
        }
        if found and found.can_write:
            context |= _writing(found, versions)
        return render(request, "reports/annual.html", context)


def _writing(report: AnnualReport, versions: list[ReportVersion]) -> dict:
    newest = queries.newest_version(report)
    contents = queries.contents_of(report, number=newest.number + 1 if newest else 1)
    return {
        "parts": queries.parts_of(report),
        "job": actions.job_of(report),
        "newest": versions[0] if versions else None,
        "fresh": contents is not None and actions.has_been_made(newest, contents),
        "can_be_made": pdf.can_be_made(),
    }


@require_POST
def begin(request: HttpRequest, cluster_id: str, first_year: int) -> HttpResponse:
    with opened(request, cluster_id) as cluster:
        done(
            request,
            lambda: actions.begin_report(cluster=cluster, first_year=first_year, by=request.user),
            "The report is begun. Only those who run the cluster’s meetings see it.",
        )
        return redirect("reports:annual", cluster_id, first_year)


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, cluster_id: str, first_year: int, part: str) -> HttpResponse:
    if part not in FORMS:
        raise Http404
    with opened(request, cluster_id) as cluster:
        row = _to_write(request, cluster, first_year)
        form = FORMS[part](request.POST or None, instance=row, user=request.user)
        if form.is_valid():
            try:
                actions.save_words(
                    report=form.save(commit=False),
                    fields=form._meta.fields,
                    by=request.user,
                    version=form.version,
                )
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, "Saved. The next version has these words.")
                return redirect("reports:annual", cluster_id, first_year)
        context = {
            "form": form,
            "heading": f"{PARTS[part][0]}, {academic_year(end_of(first_year))}",
            "back_url": reverse("reports:annual", args=[cluster_id, first_year]),
            "back_label": "Back to the report",
        }
        return render(request, "core/form.html", context)


@require_POST
def make(request: HttpRequest, cluster_id: str, first_year: int) -> HttpResponse:
    with opened(request, cluster_id) as cluster:
        row = _to_write(request, cluster, first_year)
        said = "The report is being made. You can leave this page."
        done(request, lambda: actions.ask_for_version(report=row, by=request.user), said)
        return redirect("reports:annual", cluster_id, first_year)


@require_POST
def cancel(request: HttpRequest, cluster_id: str, first_year: int) -> HttpResponse:
    with opened(request, cluster_id) as cluster:
        row = _to_write(request, cluster, first_year)
        said = "The report is not being made any more."
        done(request, lambda: actions.cancel_version(report=row, by=request.user), said)
        return redirect("reports:annual", cluster_id, first_year)


@require_safe
def page(request: HttpRequest, cluster_id: str, first_year: int, version_id: str) -> HttpResponse:
    """One version on a page made for printing."""
    with opened(request, cluster_id) as cluster:
        version = _version(request, cluster, first_year, version_id, "read")
        return pdf.page_response(documents.annual_page(version))


@require_safe
def file(request: HttpRequest, cluster_id: str, first_year: int, version_id: str) -> HttpResponse:
    with opened(request, cluster_id) as cluster:
        version = _version(request, cluster, first_year, version_id, "read")
        return documents.annual_file(version)


@require_http_methods(["GET", "HEAD", "POST"])
def release(
    request: HttpRequest, cluster_id: str, first_year: int, version_id: str
) -> HttpResponse:
    with opened(request, cluster_id) as cluster:
        version = _version(request, cluster, first_year, version_id, "release")
        if request.method == "POST":
            done(
                request,
                lambda: actions.release(version=version, by=request.user),
                "The report is released. Governors and heads are told by email.",
            )
            return redirect("reports:annual", cluster_id, first_year)
        unwritten = not any(part.is_written for part in queries.parts_of(version.report))
        context = {
            "question": f"Release version {version.number} to governors, heads and the authority?",
            "consequence": "They can read and save it from now on, and governors and heads get an "
            "email with a link. It cannot be taken back. A newer version can take its place."
            + (UNWRITTEN if unwritten else ""),
            "button": f"Release version {version.number}",
            "warning": False,
            "back_url": reverse("reports:annual", args=[cluster_id, first_year]),
        }
        return render(request, "core/confirm.html", context)


def _rows(cluster: Cluster, first_year: int):
    rows = AnnualReport.objects.select_related("cluster__rules")
    return rows.filter(cluster=cluster, first_year=first_year)


def _to_write(request: HttpRequest, cluster: Cluster, first_year: int) -> AnnualReport:
    rows = _rows(cluster, first_year)
    return load(rows, request.user, "write", reason=actions.WRITERS_ONLY)


def _version(
    request: HttpRequest, cluster: Cluster, first_year: int, version_id: str, verb: str
) -> ReportVersion:
    return load(
        ReportVersion.objects.select_related("report__cluster"),
        request.user,
        verb,
        reason=RELEASE_ONLY,
        cluster=cluster,
        report__first_year=first_year,
        public_id=version_id,
    )
