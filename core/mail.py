"""The one way out for mail: a row in the outbox, sent by a job after commit."""

import hashlib
import json
import smtplib
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from core.jobs import tell_worker
from core.models import OutgoingMail

Status = OutgoingMail.Status

PATIENCE = timedelta(days=14)  # after it no link in a message works any more
GIVEN_UP = "Given up after 14 days."


def send(*, to: Any, template: str, context: dict[str, Any], once: str = "") -> OutgoingMail:
    """Writes to a person. `template` names `<template>.subject.txt` and `<template>.txt`.

    `once` names the event, so that telling the same person twice of it sends one message.
    """
    return send_to_address(
        address=to.email, person=to, template=template, context=context, once=once
    )


def send_to_address(
    *,
    address: str,
    person: Any,
    template: str,
    context: dict[str, Any],
    once: str = "",
    link: str = "",
) -> OutgoingMail:
    """Writes to one address, which may be a person's second one or nobody's yet.

    `link` is one that opens something for whoever has it. The template says {{ link }} where it
    belongs, and it is kept no longer than the message waits.
    """
    context = {"site_url": settings.SITE_URL, "person": person, **context}
    context["link"] = OutgoingMail.LINK_HERE
    mail, created = OutgoingMail.objects.get_or_create(
        key=_key(template, address, once),
        defaults={
            "person": person,
            "address": address,
            "subject": " ".join(render_to_string(f"{template}.subject.txt", context).split()),
            "body": render_to_string(f"{template}.txt", context),
            "link": link,
        },
    )
    if created:
        transaction.on_commit(lambda: tell_worker("core.deliver_mail", mail.pk))
    return mail


class ServerAway(Exception):
    """The mail server cannot be reached, or does not let us in: no message can go just now."""


def deliver(mail_id: int) -> None:
    """Hands one waiting message to the server. Twice changes nothing: the row is locked.

    Refused for good by the server, it stays so with the answer; for any other trouble it waits to
    be tried again. Raises ServerAway where trying another one would be in vain.

    The message id is settled by the row, so that a message sent by a worker that died before
    saying so is recognised as the same one by the recipient's mail system.
    """
    away = None
    with transaction.atomic():
        mail = (
            OutgoingMail.objects.select_for_update(skip_locked=True)
            .filter(pk=mail_id, status=Status.WAITING)
            .first()
        )
        if mail is None:
            return
        mail.message_id = f"<{mail.key}@{urlsplit(settings.SITE_URL).hostname}>"
        try:
            mail.status, answer = _hand_over(mail)
        except ServerAway as fault:
            away, answer = fault, str(fault)
        mail.server_answer = answer[:300]
        if mail.status == Status.SENT:
            mail.sent_at = timezone.now()
        if mail.status != Status.WAITING and not settings.KEEP_SENT_LINKS:
            mail.link = ""
        mail.save()
    if away:
        raise away


def deliver_waiting() -> None:
    """Tries every waiting message again, unless the server cannot be reached."""
    too_old = waiting().filter(created_at__lt=timezone.now() - PATIENCE)
    too_old.update(status=Status.REFUSED, server_answer=GIVEN_UP, link="")
    for pk in list(waiting().values_list("pk", flat=True)):
        try:
            deliver(pk)
        except ServerAway:
            return


def waiting() -> models.QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(status=Status.WAITING).order_by("pk")


def _hand_over(mail: OutgoingMail) -> tuple[str, str]:
    """What became of the message, and what the server said unless it took it."""
    try:
        validate_email(mail.address)
    except ValidationError:
        return Status.REFUSED, "This is no email address."
    message = EmailMessage(
        mail.subject, mail.text, to=[mail.address], headers={"Message-ID": mail.message_id}
    )
    try:
        with get_connection() as message.connection:
            return _answer_to(message)
    except OSError as fault:
        raise ServerAway(_answer(fault)[1]) from fault


def _answer_to(message: EmailMessage) -> tuple[str, str]:
    """Only the recipient or the message is refused for good. A refusal of the sender is a fault
    of our settings, and the message waits for them to be mended."""
    try:
        message.send()
    except OSError as fault:
        code, words = _answer(fault)
        of_this = isinstance(fault, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        for_good = of_this and code >= 500
        return (Status.REFUSED if for_good else Status.WAITING), words
    return Status.SENT, ""


def _answer(fault: OSError) -> tuple[int, str]:
    """The server's code, 0 where it said none, and its words."""
    words: bytes | str
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        [(code, words)] = fault.recipients.values()
    elif isinstance(fault, smtplib.SMTPResponseException):
        code, words = fault.smtp_code, fault.smtp_error
    else:
        return 0, str(fault)
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return code, f"{code} {text}"


def _key(template: str, address: str, once: str) -> str:
    if not once:
        return uuid.uuid4().hex
    return hashlib.sha256(json.dumps([template, address.lower(), once]).encode()).hexdigest()
