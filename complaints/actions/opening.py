"""Stages and private links, as other actions open them."""

import secrets
from typing import Any

from django.utils import timezone

from clusters.queries.schooldays import SchoolDays
from complaints import emails
from complaints.models import Complaint, ComplaintLink, ComplaintStage
from complaints.procedures import plan_at
from complaints.queries import contact_of, hash_of
from core.errors import DomainError


def open_stage(complaint: Complaint, number: int, by: Any) -> ComplaintStage:
    """The stage of that number, to be answered by a school day; its people are told."""
    plan = plan_at(complaint, number)
    if plan is None:
        raise DomainError("There is no further stage here. You can go to the local authority.")
    stage = ComplaintStage.objects.create(
        cluster_id=complaint.cluster_id,
        complaint=complaint,
        number=number,
        kind=plan.kind,
        name=plan.name,
        handled_by=plan.handled_by,
        opened_by=by,
        due_on=SchoolDays(complaint.cluster).after(timezone.localdate(), plan.days),
    )
    emails.stage_opened(stage=stage)
    return stage


def make_link(complaint: Complaint, by: Any) -> str:
    """Another private link, as the secret that is in no table."""
    token = secrets.token_urlsafe(24)
    ComplaintLink.objects.create(
        cluster_id=complaint.cluster_id, complaint=complaint, token_hash=hash_of(token), made_by=by
    )
    return token


def send_link(complaint: Complaint, by: Any) -> None:
    """A private link by email, where the person who complains gave an address."""
    address = _address(complaint)
    if address:
        emails.received(complaint=complaint, address=address, token=make_link(complaint, by))


def end_links(complaint: Complaint) -> None:
    ComplaintLink.objects.live().filter(complaint=complaint).update(ended_at=timezone.now())


def tell_complainant(complaint: Complaint, what: str) -> None:
    """That there is something new, with a link of its own to it, where they gave an address."""
    address = _address(complaint)
    if address:
        token = make_link(complaint, None)
        emails.news(complaint=complaint, address=address, token=token, once=what)


def _address(complaint: Complaint) -> str:
    contact = contact_of(complaint)
    return contact.email if contact else ""
