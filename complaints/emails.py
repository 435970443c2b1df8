"""The mails about complaints. Each says that something happened, and links: no name, no child."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from clusters.queries.people import people_of
from complaints.models import (
    Complaint,
    ComplaintStage,
    ComplaintWords,
    Contact,
    ConversationNote,
    Handler,
)
from core import mail
from core.access import audience


def stage_opened(*, stage: ComplaintStage) -> None:
    """To those who handle it; where nobody does yet, to whoever may name somebody."""
    people = people_of(stage.complaint.cluster)
    handling = audience("be_told", stage, people)
    if handling:
        _tell(handling, "stage_opened", stage, once=str(stage.pk))
    else:
        _tell(audience("name_handler", stage, people), "needs_handler", stage, once=str(stage.pk))


def named(*, handler: Handler) -> None:
    _tell([handler.person], "stage_opened", handler.stage, once=f"named {handler.pk}")


def naming_ended(*, handler: Handler) -> None:
    """Its page is theirs no more, so the link goes to those that they handle."""
    mail.send(
        to=handler.person,
        template="complaints/email/naming_ended",
        context={
            "path": reverse("complaints:index"),
            "reference": handler.stage.complaint.reference,
        },
        once=f"ended {handler.pk}",
    )


def left_without_handler(*, stage: ComplaintStage, once: str) -> None:
    """To whoever may name somebody, where something has left the stage without anybody."""
    people = people_of(stage.complaint.cluster)
    if stage.kind != ComplaintStage.Kind.AUTHORITY and not audience("be_told", stage, people):
        _tell(audience("name_handler", stage, people), "needs_handler", stage, once=once)


def words_added(*, stage: ComplaintStage, words: ComplaintWords) -> None:
    _tell(_handling(stage), "words_added", stage, once=f"words {words.pk}")


def note_answered(*, note: ConversationNote) -> None:
    _tell(_handling(note.stage), "words_added", note.stage, once=f"note {note.pk}")


def contact_changed(*, stage: ComplaintStage, contact: Contact) -> None:
    _tell(_handling(stage), "contact_changed", stage, once=f"contact {contact.pk}")


def address_changed(*, complaint: Complaint, address: str, contact: Contact) -> None:
    """To the address before: that it is no longer the one. Whose it is nobody knows for sure, so
    the link leads to what everybody may see."""
    mail.send_to_address(
        address=address,
        person=None,
        template="complaints/email/address_changed",
        context={
            "reference": complaint.reference,
            "path": reverse("complaints:start", args=[complaint.cluster.public_id]),
        },
        once=f"contact {contact.pk}",
        about=complaint,
    )


def received(*, complaint: Complaint, address: str, token: str) -> None:
    """To the person who complains: their private link."""
    _to_complainant(complaint, address, token, "received", once=token)


def news(*, complaint: Complaint, address: str, token: str, once: str) -> None:
    _to_complainant(complaint, address, token, "news", once=once)


def _to_complainant(
    complaint: Complaint, address: str, token: str, name: str, *, once: str
) -> None:
    mail.send_to_address(
        address=address,
        person=None,
        template=f"complaints/email/{name}",
        context={"reference": complaint.reference},
        once=once,
        about=complaint,
        link=f"{settings.SITE_URL}{reverse('complaints:follow', args=[token])}",
    )


def _handling(stage: ComplaintStage) -> Any:
    return audience("be_told", stage, people_of(stage.complaint.cluster))


def _tell(people: Any, name: str, stage: ComplaintStage, *, once: str) -> None:
    path = reverse("complaints:complaint", args=[stage.complaint.public_id])
    for person in people:
        mail.send(
            to=person,
            template=f"complaints/email/{name}",
            context={"path": path, "reference": stage.complaint.reference},
            once=once,
            about=stage,
        )
