"""Emptying what was said in a complaint whose time has come. What stays tells that there was one:
its stages, days, outcomes and who handled it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from complaints.actions.opening import end_links
from complaints.models import (
    Complaint,
    ComplaintWords,
    Contact,
    ConversationNote,
    NoteAnswer,
    StageOutcome,
)
from core import audit
from core.errors import DomainError


@transaction.atomic
def erase(*, complaint: Complaint, why: str, by: Any) -> Complaint:
    """Empties every text of an ended complaint, and who made it, once it has been kept for its
    time. Its links end. Called with the wall open for its cluster."""
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if not by.has_perm("complaints.erase_complaint", complaint):
        raise DomainError(
            "A complaint is erased by an administrator of the site, seven years after its end."
        )
    if why not in Complaint.ErasedFor.values:
        raise DomainError("Choose why it is erased.", field="why")
    now = timezone.now()
    of_stage = {"stage__complaint": complaint, "erased_at": None}
    emptied = {
        "contact": Contact.objects.filter(complaint=complaint, erased_at=None).update(
            name="", email="", telephone="", child="", erased_at=now
        ),
        "words": ComplaintWords.objects.filter(complaint=complaint, erased_at=None).update(
            text="", erased_at=now
        ),
        "answers": NoteAnswer.objects.filter(
            note__stage__complaint=complaint, erased_at=None
        ).update(words="", erased_at=now),
        "notes": ConversationNote.objects.filter(**of_stage).update(
            people="", text="", erased_at=now
        ),
        "outcomes": StageOutcome.objects.filter(**of_stage).update(
            reasons="", will_do="", erased_at=now
        ),
    }
    complaint.closing_words, complaint.erased_at = "", now
    complaint.save(update_fields=["closing_words", "erased_at"])
    end_links(complaint)
    audit.record(by=by, verb="erased a complaint", subject=complaint, why=why, **emptied)
    return complaint
