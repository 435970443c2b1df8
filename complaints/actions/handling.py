"""What those who handle a complaint do."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from clusters.queries.schooldays import SchoolDays
from complaints.actions.locking import NOT_YOURS, lock, may
from complaints.actions.opening import open_stage, tell_complainant
from complaints.models import (
    Complaint,
    ComplaintStage,
    ConversationNote,
    NoteAnswer,
    StageOutcome,
)
from complaints.procedures import days_to_ask, plan_at
from complaints.queries import endings, enough, hearing, latest_stage
from core import audit
from core.errors import DomainError

NOT_YET = (
    "It has not come so far: the time to ask for the next stage still runs, or a stage is still to "
    "come. Choose another ending, or wait."
)


@transaction.atomic
def write_note(
    *, stage: ComplaintStage, note: ConversationNote, agreed_aloud: bool, by: Any
) -> ConversationNote:
    """A note of a conversation: agreed aloud, or for the other side to agree by their link."""
    lock(stage.complaint)
    may(by, "handle", stage)
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
    lock(stage.complaint)
    may(by, "handle", stage)
    _enough_at_appeal(stage)
    outcome.ask_by = _ask_by(stage)
    return _end(stage, outcome, by)


@transaction.atomic
def tell_authority(*, stage: ComplaintStage, reasons: str, by: Any) -> StageOutcome:
    """The authority has been told that there is a complaint: the last stage here."""
    lock(stage.complaint)
    may(by, "inform", stage)
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
    return SchoolDays(stage.complaint.cluster).after(
        timezone.localdate(), days_to_ask(stage.complaint)
    )


@transaction.atomic
def open_next(*, stage: ComplaintStage, by: Any) -> ComplaintStage:
    """Opens the next stage for a person who asked for it aloud, or late with a reason."""
    complaint = lock(stage.complaint)
    may(by, "move_on", stage)
    opened = open_stage(complaint, stage.number + 1, by)
    audit.record(by=by, verb="opened the next stage", subject=complaint, stage=opened.number)
    tell_complainant(complaint, f"stage {opened.pk}")
    return opened


@transaction.atomic
def close(*, complaint: Complaint, ending: str, words: str = "", by: Any) -> Complaint:
    """Ends a complaint. Nobody closes it for want of an answer before the time to answer is over,
    or as gone through every stage before it has; and whoever did not hear the end from the person
    themselves says why, in words that they read."""
    complaint = lock(complaint)
    if not by.has_perm("complaints.close_complaint", complaint):
        raise DomainError(NOT_YOURS)
    if ending not in endings(complaint, latest_stage(complaint)):
        raise DomainError(NOT_YET, field="ending")
    if ending == Complaint.Ending.TIME and not words.strip():
        raise DomainError("Say why you close it: the person who complains reads it.", field="words")
    complaint.closed_at, complaint.closed_by, complaint.ending = timezone.now(), by, ending
    complaint.closing_words = words
    complaint.save(update_fields=["closed_at", "closed_by", "ending", "closing_words"])
    audit.record(by=by, verb="closed a complaint", subject=complaint, ending=ending)
    tell_complainant(complaint, f"closed {complaint.pk}")
    return complaint


def _enough_at_appeal(stage: ComplaintStage) -> None:
    if stage.kind == ComplaintStage.Kind.APPEAL and not enough(stage, hearing(stage)):
        raise DomainError("Three people hear an appeal. Name all three first.")
