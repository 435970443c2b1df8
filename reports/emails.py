"""The emails of reports: that there is one, and where."""

from django.urls import reverse

from clusters.queries.people import people_of
from core import mail
from core.access import audience
from reports.models import ReportRelease


def report_released(*, release: ReportRelease) -> None:
    """To the governors and heads, but for whoever released it."""
    version = release.version
    report = version.report
    path = reverse("reports:annual", args=[report.cluster.public_id, report.first_year])
    for person in audience("be_told", version, people_of(report.cluster)):
        if person != release.by:
            mail.send(
                to=person,
                template="reports/email/report_released",
                context={"path": path},
                once=f"released {version.public_id}",
            )
