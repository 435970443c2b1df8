"""The one way out for mail: a row in the outbox, sent by a job after commit."""

import hashlib
import json
import uuid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.utils import DNS_NAME
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from core.jobs import tell_worker
from core.models import OutgoingMail


def send(*, to: Any, template: str, context: dict[str, Any], once: str = "") -> OutgoingMail:
    """Writes to a person. `template` names `<template>.subject.txt` and `<template>.txt`.

    `once` names the event, so that telling the same person twice of it sends one message.
    """
    return send_to_address(
        address=to.email, person=to, template=template, context=context, once=once
    )


def send_to_address(
    *, address: str, person: Any, template: str, context: dict[str, Any], once: str = ""
) -> OutgoingMail:
    """Writes to one address, which may be a person's second one or nobody's yet."""
    context = {"site_url": settings.SITE_URL, "person": person, **context}
    mail, created = OutgoingMail.objects.get_or_create(
        key=_key(template, address, once),
        defaults={
            "person": person,
            "address": address,
            "subject": " ".join(render_to_string(f"{template}.subject.txt", context).split()),
            "body": render_to_string(f"{template}.txt", context),
        },
    )
    if created:
        transaction.on_commit(lambda: tell_worker("core.deliver_mail", mail.pk))
    return mail


def deliver(mail_id: int) -> None:
    """Hands one waiting message to the server. Twice changes nothing: the row is locked.

    The message id is ours and settled before sending, so that a message sent by a worker that
    died before saying so is recognised as the same one by the recipient's mail system.
    """
    with transaction.atomic():
        mail = (
            OutgoingMail.objects.select_for_update(skip_locked=True)
            .filter(pk=mail_id, status=OutgoingMail.Status.WAITING)
            .first()
        )
        if mail is None:
            return
        mail.message_id = f"<{mail.key}@{DNS_NAME}>"
        message = EmailMessage(
            mail.subject, mail.body, to=[mail.address], headers={"Message-ID": mail.message_id}
        )
        try:
            message.send()
        except OSError as refusal:
            mail.status = OutgoingMail.Status.REFUSED
            mail.server_answer = str(refusal)[:300]
        else:
            mail.status = OutgoingMail.Status.SENT
            mail.sent_at = timezone.now()
        mail.save()


def waiting() -> models.QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(status=OutgoingMail.Status.WAITING).order_by("pk")


def _key(template: str, address: str, once: str) -> str:
    if not once:
        return uuid.uuid4().hex
    return hashlib.sha256(json.dumps([template, address.lower(), once]).encode()).hexdigest()
