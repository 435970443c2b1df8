"""What those who handle a complaint do."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clusters.queries.schooldays import SchoolDays
from complaints import emails
from complaints.actions.opening import make_link, open_stage, send_link, tell_complainant
from complaints.models import (
    Complaint,
    ComplaintLink,
    ComplaintStage,
    Concerned,
    ConversationNote,
    Handler,
    NoteAnswer,
    StageOutcome,
)
from complaints.procedures import APPEAL_PANEL, DAYS_TO_ASK, plan_at
from complaints.queries import hearing
from core import audit
from core.errors import DomainError

NOT_YOURS = "You do not handle this stage, or it has an outcome already."


@transaction.atomic
def name_handler(*, stage: ComplaintStage, person: User, by: Any) -> Handler:
    """Names somebody to handle the stage whom it does not bar."""
    _lock(stage.complaint)
    _may(by, "name_handler", stage)
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
def write_note(
    *, stage: ComplaintStage, note: ConversationNote, agreed_aloud: bool, by: Any
) -> ConversationNote:
    """A note of a conversation: agreed aloud, or for the other side to agree by their link."""
    _lock(stage.complaint)
    _may(by, "handle", stage)
    note.cluster_id, note.stage, note.written_by = stage.cluster_id, stage, by
    _enough_at_appeal(stage)
    note.save(force_insert=True)
    audit.record(by=by, verb="wrote a note of a conversation", subject=stage, note=note.pk)
    if agreed_aloud:
        NoteAnswer.objects.create(cluster_id=stage.cluster_id, note=note, agreed=True, by=by)
    tell_complainant(stage.complaint, f"note {note.pk}")
    return note


@transaction.atomic
def give_outcome(*, stage: ComplaintStage, outcome: StageOutcome, by: Any) -> StageOutcome:
    """Ends the stage with its reasons. The time to ask for the next one begins."""
    _lock(stage.complaint)
    _may(by, "handle", stage)
    _enough_at_appeal(stage)
    outcome.ask_by = _ask_by(stage)
    return _end(stage, outcome, by)


@transaction.atomic
def tell_authority(*, stage: ComplaintStage, reasons: str, by: Any) -> StageOutcome:
    """The authority has been told that there is a complaint: the last stage here."""
    _lock(stage.complaint)
    _may(by, "inform", stage)
    return _end(stage, StageOutcome(kind=StageOutcome.Kind.TOLD, reasons=reasons), by)


def _end(stage: ComplaintStage, outcome: StageOutcome, by: Any) -> StageOutcome:
    outcome.cluster_id, outcome.stage, outcome.by = stage.cluster_id, stage, by
    outcome.save(force_insert=True)
    audit.record(by=by, verb="ended a stage", subject=stage, outcome=outcome.kind)
    tell_complainant(stage.complaint, f"outcome {outcome.pk}")
    return outcome


def _ask_by(stage: ComplaintStage) -> date | None:
    if plan_at(stage.complaint, stage.number + 1) is None:
        return None
    return SchoolDays(stage.complaint.cluster).after(timezone.localdate(), DAYS_TO_ASK)


@transaction.atomic
def open_next(*, stage: ComplaintStage, by: Any) -> ComplaintStage:
    """Opens the next stage for a person who asked for it aloud, or late with a reason."""
    complaint = _lock(stage.complaint)
    _may(by, "move_on", stage)
    opened = open_stage(complaint, stage.number + 1, by)
    audit.record(by=by, verb="opened the next stage", subject=complaint, stage=opened.number)
    tell_complainant(complaint, f"stage {opened.pk}")
    return opened


@transaction.atomic
def name_concerned(*, complaint: Complaint, person: User, why: str, by: Any) -> Concerned:
    """Somebody whom it is about, or who has an interest: they see nothing of it any more."""
    complaint = _lock(complaint)
    if not by.has_perm("complaints.handle_complaint", complaint):
        raise DomainError(NOT_YOURS)
    named, made = Concerned.objects.get_or_create(
        cluster_id=complaint.cluster_id,
        complaint=complaint,
        person=person,
        defaults={"why": why, "by": by},
    )
    if made:
        audit.record(by=by, verb="named whom it concerns", subject=complaint, person=person.pk)
    return named


@transaction.atomic
def renew_link(*, complaint: Complaint, by: Any) -> str:
    """Every private link stops working, and there is one new one."""
    complaint = _lock(complaint)
    if not by.has_perm("complaints.handle_complaint", complaint):
        raise DomainError(NOT_YOURS)
    ComplaintLink.objects.live().filter(complaint=complaint).update(ended_at=timezone.now())
    audit.record(by=by, verb="renewed the private link", subject=complaint)
    send_link(complaint, by)
    return make_link(complaint, by)


@transaction.atomic
def close(*, complaint: Complaint, ending: str, by: Any) -> Complaint:
    complaint = _lock(complaint)
    if not by.has_perm("complaints.close_complaint", complaint):
        raise DomainError(NOT_YOURS)
    complaint.closed_at, complaint.closed_by, complaint.ending = timezone.now(), by, ending
    complaint.save(update_fields=["closed_at", "closed_by", "ending"])
    audit.record(by=by, verb="closed a complaint", subject=complaint, ending=ending)
    tell_complainant(complaint, f"closed {complaint.pk}")
    return complaint


def _lock(complaint: Complaint) -> Complaint:
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.closed_at is not None:
        raise DomainError("This complaint has ended, so nothing can be changed in it.")
    return complaint


def _may(by: Any, verb: str, stage: ComplaintStage) -> None:
    if not by.has_perm(f"complaints.{verb}_complaintstage", stage):
        raise DomainError(NOT_YOURS)


def _enough_at_appeal(stage: ComplaintStage) -> None:
    if stage.kind == ComplaintStage.Kind.APPEAL and len(hearing(stage)) < APPEAL_PANEL:
        raise DomainError("Three people hear an appeal. Name all three first.")
