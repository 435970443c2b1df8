"""Who looks after mail that did not arrive, and who writes, releases and reads annual reports."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from clusters.access import (
    MANAGERS,
    RUNNING,
    ClusterAccess,
    clusters_of_own_schools,
    offices_of,
)
from clusters.models import Cluster, Office
from complaints.access import ComplaintAccess, ComplaintStageAccess
from complaints.models import Complaint, ComplaintStage
from core.access import Access, Asker, administrators
from core.models import OutgoingMail
from panels.access import CheckAccess
from panels.models import Check, Question
from reports.models import ReportRelease, ReportVersion
from schools.models import Post

Kind = Office.Kind
# The chair too, so that a report need not wait for a cluster SENCO who left.
RELEASING = (Kind.CLUSTER_SENCO, Kind.CHAIR)

Status = OutgoingMail.Status

FAILED = Q(failed_at__isnull=False, status__in=(Status.REFUSED, Status.UNKNOWN))


class OutgoingMailAccess(Access):
    """A message says little, and that it was written says more: that a case was returned, or that
    somebody complains. So a message about either shows only to whoever may know of it."""

    def read(self, asker: Asker) -> Q:
        """One that did not arrive: the clerk and the cluster SENCO of its cluster; what belongs to
        none (invitations, new passwords) the administrators."""
        of_cluster = Q(cluster_id__in=offices_of(asker, *MANAGERS))
        of_site = Q(cluster_id__isnull=True) & asker.has(administrators(), person="pk")
        return FAILED & (of_site | of_cluster & self._may_know(asker))

    def chase(self, asker: Asker) -> Q:
        """Has still to be dealt with."""
        return self.read(asker) & Q(settled_at__isnull=True)

    def be_warned(self, asker: Asker) -> Q:
        """That whoever complains was not reached: on the complaint's own page, for all who read
        it, whatever office they hold. They have the address before them, and some can mend it."""
        waits = FAILED & Q(settled_at__isnull=True, about="complaints.complaint")
        return waits & self._reads_complaint(asker)

    def pass_on(self, asker: Asker) -> Q:
        """Send it again or print it: to somebody with an account, who has not left. A private link
        is erased, and so are its words without it of no use."""
        whole = ~Q(body__contains=OutgoingMail.LINK_HERE)
        return self.chase(asker) & whole & Q(person__is_active=True)

    def _may_know(self, asker: Asker) -> Q:
        return (
            (~Q(about="funding.application") | self._free_on_cases(asker))
            & (~Q(about="panels.question") | self._free_on_questions(asker))
            & (~Q(about="complaints.complaint") | self._reads_complaint(asker))
            & (~Q(about="complaints.complaintstage") | self._sees_stage(asker))
        )

    def _free_on_cases(self, asker: Asker) -> Q:
        """Of what has come before a panel, only the free: it tells what came of the check."""
        checks = asker.inside(Check.objects.all()).filter(application_id=OuterRef("about_id"))
        return ~Q(Exists(checks.exclude(CheckAccess().discuss(asker))))

    def _free_on_questions(self, asker: Asker) -> Q:
        checks = asker.inside(Check.objects.all()).filter(CheckAccess().discuss(asker))
        questions = asker.inside(Question.objects.all())
        questions = questions.filter(check_row_id__in=checks.values("pk"))
        return Q(about_id__in=questions.values("pk"))

    def _reads_complaint(self, asker: Asker) -> Q:
        """Its messages go to whoever complains: who that is, only those who handle it know."""
        complaints = asker.inside(Complaint.objects.all())
        return Q(about_id__in=complaints.filter(ComplaintAccess().read(asker)).values("pk"))

    def _sees_stage(self, asker: Asker) -> Q:
        stages = asker.inside(ComplaintStage.objects.all())
        return Q(about_id__in=stages.filter(ComplaintStageAccess().see_line(asker)).values("pk"))


def clusters_to_write_for(asker: Asker) -> Any:
    """Ids of the clusters whose reports the person writes."""
    return offices_of(asker, *RUNNING)


def _writes(asker: Asker) -> Q:
    return Q(cluster_id__in=clusters_to_write_for(asker))


def _releases(asker: Asker) -> Q:
    return Q(cluster_id__in=offices_of(asker, *RELEASING))


def _in_sight(asker: Asker) -> Q:
    """Whoever sees the cluster's figures on their page: a report tells the same ones."""
    clusters = asker.inside(Cluster.objects.all())
    return Q(cluster_id__in=clusters.filter(ClusterAccess().see_impact(asker)).values("pk"))


class AnnualReportAccess(Access):
    def read(self, asker: Asker) -> Q:
        """That there is one: who writes it, and once a version is released who may read that."""
        released = ReportRelease.objects.filter(version__report_id=OuterRef("pk"))
        return _writes(asker) | _in_sight(asker) & Q(Exists(released))

    def write(self, asker: Asker) -> Q:
        """Its words, and have versions made: who runs the cluster's meetings."""
        return _writes(asker)

    def release(self, asker: Asker) -> Q:
        return _releases(asker)


class ReportVersionAccess(Access):
    def read(self, asker: Asker) -> Q:
        """A draft is its writers'; what is released is for the officers and panel members, the
        heads and governors of the cluster's schools, and the officers of its authority."""
        return _writes(asker) | _in_sight(asker) & Q(release__isnull=False)

    def release(self, asker: Asker) -> Q:
        """The newest alone, once."""
        newer = ReportVersion.objects.filter(
            report_id=OuterRef("report_id"), number__gt=OuterRef("number")
        )
        return _releases(asker) & Q(release__isnull=True) & ~Q(Exists(newer))

    def be_told(self, asker: Asker) -> Q:
        """Of its release, by email: governors and heads."""
        governors = Q(cluster_id__in=offices_of(asker, Kind.LINK_GOVERNOR))
        at_schools = clusters_of_own_schools(asker, Post.Kind.GOVERNOR, *Post.HEADS)
        return Q(release__isnull=False) & (governors | Q(cluster_id__in=at_schools))


class ReportReleaseAccess(Access):
    def read(self, asker: Asker) -> Q:
        return _writes(asker) | _in_sight(asker)
