"""Who looks after mail that did not arrive."""

from django.db.models import Exists, OuterRef, Q

from clusters.access import MANAGERS, offices_of
from complaints.access import ComplaintAccess, ComplaintStageAccess
from complaints.models import Complaint, ComplaintStage
from core.access import Access, Asker, administrators
from core.models import OutgoingMail
from panels.access import CheckAccess
from panels.models import Check, Question

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
