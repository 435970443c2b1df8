"""What every act on a complaint asks first: the complaint locked, and whether one may."""

from typing import Any

from complaints.models import Complaint, ComplaintStage
from core.errors import DomainError

NOT_YOURS = "You do not handle this stage, or it has an outcome already."


def lock(complaint: Complaint) -> Complaint:
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.closed_at is not None:
        raise DomainError("This complaint has ended, so nothing can be changed in it.")
    return complaint


def may(by: Any, verb: str, stage: ComplaintStage) -> None:
    if not by.has_perm(f"complaints.{verb}_complaintstage", stage):
        raise DomainError(NOT_YOURS)


def may_handle(by: Any, complaint: Complaint) -> None:
    if not by.has_perm("complaints.handle_complaint", complaint):
        raise DomainError(NOT_YOURS)
