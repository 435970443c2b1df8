"""Who handles a stage, whom the complaint is about, and which case: what decides who may."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from complaints import emails
from complaints.actions.locking import lock, may, may_handle
from complaints.models import Complaint, ComplaintStage, Concerned, ConnectedCase, Handler
from complaints.queries import case_of, latest_stage
from core import audit
from core.errors import DomainError


@transaction.atomic
def name_handler(*, stage: ComplaintStage, person: User, by: Any) -> Handler:
    """Names somebody to handle the stage whom it does not bar."""
    lock(stage.complaint)
    may(by, "name_handler", stage)
    if not person.has_perm("complaints.be_handler_complaintstage", stage):
        raise DomainError(
            f"{person} may not handle this stage. Choose somebody from the list.", field="person"
        )
    handler, made = Handler.objects.get_or_create(
        cluster_id=stage.cluster_id,
        stage=stage,
        person=person,
        ended_at=None,
        defaults={"named_by": by},
    )
    if made:
        audit.record(by=by, verb="named who handles", subject=stage, person=person.pk)
        emails.named(handler=handler)
    return handler


@transaction.atomic
def end_handler(*, handler: Handler, why: str, by: Any) -> Handler:
    """Ends a naming: they lose the complaint at once, unless an office or post gives it to them."""
    lock(handler.stage.complaint)
    if not by.has_perm("complaints.end_handler", handler):
        raise DomainError("They do not handle this stage any more, or it is not yours to say.")
    handler.ended_at, handler.ended_by, handler.ended_why = timezone.now(), by, why
    handler.save(update_fields=["ended_at", "ended_by", "ended_why"])
    audit.record(
        by=by, verb="ended who handles", subject=handler.stage, person=handler.person_id, why=why
    )
    emails.naming_ended(handler=handler)
    emails.left_without_handler(stage=handler.stage, once=f"ended {handler.pk}")
    return handler


@transaction.atomic
def name_concerned(*, complaint: Complaint, person: User, why: str, by: Any) -> Concerned:
    """Somebody whom it is about, or who has an interest: they see nothing of it any more."""
    complaint = lock(complaint)
    may_handle(by, complaint)
    named, made = Concerned.objects.get_or_create(
        cluster_id=complaint.cluster_id,
        complaint=complaint,
        person=person,
        defaults={"why": why, "by": by},
    )
    if made:
        audit.record(by=by, verb="named whom it concerns", subject=complaint, person=person.pk)
        emails.left_without_handler(stage=latest_stage(complaint), once=f"concerned {named.pk}")
    return named


@transaction.atomic
def connect_case(*, complaint: Complaint, reference: str, why: str, by: Any) -> ConnectedCase:
    """Connects the complaint to the case of that reference, instead of any before it. Whom its
    conflicts bar handles the complaint no more, whoever connected it included."""
    complaint = lock(complaint)
    may_handle(by, complaint)
    application = case_of(complaint.cluster, reference)
    if application is None:
        raise DomainError(
            "No application to this cluster has that reference. Look at the letter, or ask the "
            "person who complains to read it out.",
            field="reference",
        )
    if application == complaint.application:
        raise DomainError("The complaint is connected to it already.", field="reference")
    return _connect(complaint, application, why, by)


@transaction.atomic
def disconnect_case(*, complaint: Complaint, why: str, by: Any) -> ConnectedCase:
    """The complaint is about no case any more. Those whom the case barred may handle it again."""
    complaint = lock(complaint)
    may_handle(by, complaint)
    if complaint.application is None:
        raise DomainError("The complaint is connected to no decision.")
    return _connect(complaint, None, why, by)


def _connect(complaint: Complaint, application: Any, why: str, by: Any) -> ConnectedCase:
    row = ConnectedCase.objects.create(
        cluster_id=complaint.cluster_id,
        complaint=complaint,
        application=application,
        why=why,
        by=by,
    )
    before, complaint.application = complaint.application_id, application
    complaint.save(update_fields=["application"])
    audit.record(
        by=by,
        verb="connected a complaint to its case",
        subject=complaint,
        before=before,
        now=complaint.application_id,
        why=why,
    )
    emails.left_without_handler(stage=latest_stage(complaint), once=f"case {row.pk}")
    return row
