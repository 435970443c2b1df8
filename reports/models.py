"""The annual report of a cluster: the words around its figures, and the versions made of them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from clusters.models import Cluster
from core.access import RuledManager
from core.dates import academic_year
from core.ids import new_public_id


def of_cluster(name: str) -> models.UniqueConstraint:
    """What the two-column foreign keys of the same cluster point at."""
    return models.UniqueConstraint(fields=["cluster", "id"], name=name)


# The texts of a report in their order: the heading, and what belongs into it.
PARTS = {
    "introduction": ("Introduction", "What mattered this year, for somebody who was not there."),
    "learnt": ("What we learned", "What worked, what did not, and what the figures do not show."),
    "next_steps": ("What comes next", "What the cluster will do, who does it, and by when."),
}


class AnnualReport(models.Model):
    """What the cluster writes about one of its academic years, as it stands now. The figures are
    worked out; a version keeps both as they were."""

    access_rule = "reports.access.AnnualReportAccess"
    personal = "staff's words about a cluster, in which no child is named; kept with its versions"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    first_year = models.PositiveSmallIntegerField("the calendar year in which the year began")
    introduction = models.TextField(blank=True)
    learnt = models.TextField("what we learned", blank=True)
    next_steps = models.TextField("what comes next", blank=True)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = RuledManager()

    class Meta:
        ordering = ["-first_year"]
        constraints = [
            of_cluster("annual_report_of_cluster"),
            models.UniqueConstraint(
                fields=["cluster", "first_year"], name="one_annual_report_a_year"
            ),
        ]

    @property
    def year(self) -> str:
        """2025/26."""
        return academic_year(date(self.first_year, 9, 1))


class ReportVersion(models.Model):
    """A report as it was made, words and figures: `body` is its page, `file` the PDF of that, where
    the machine could make one. It only grows. Nobody's name as `made_by` is the schedule's."""

    access_rule = "reports.access.ReportVersionAccess"
    personal = "staff's words about a cluster, and who had them made; erased after 7 years"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    counted_until = models.DateField("the last day that the figures count")
    body = models.TextField()
    file = models.BinaryField(null=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            of_cluster("report_version_of_cluster"),
            models.UniqueConstraint(
                fields=["cluster", "report", "number"], name="one_report_version_a_number"
            ),
        ]


class ReportRelease(models.Model):
    """That a version is for governors, heads and the authority from this moment on. It only grows:
    what was read cannot be unread, and a newer version takes its place."""

    access_rule = "reports.access.ReportReleaseAccess"
    personal = "who released a report; kept with its versions"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    version = models.OneToOneField(ReportVersion, on_delete=models.PROTECT, related_name="release")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RuledManager()

    class Meta:
        ordering = ["-at", "-pk"]
