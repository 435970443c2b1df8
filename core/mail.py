"""The one way out for mail: a row in the outbox, sent by a job after commit."""

import hashlib
import json
import smtplib
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat, Left
from django.template.loader import render_to_string
from django.utils import timezone

from core import smtp
from core.jobs import tell_worker
from core.models import OutgoingMail
from core.tenancy import acting_for

Status = OutgoingMail.Status

PATIENCE = timedelta(days=14)  # after it no link in a message works any more
# After the first answer that puts us off, the second, and so on; the last one for all the rest.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
# Longer than handing over one message takes: whoever took it in hand before has died.
IN_HAND = timedelta(minutes=15)


def send(
    *,
    to: Any,
    template: str,
    context: dict[str, Any],
    once: str = "",
    about: models.Model | None = None,
    asks: str = "",
) -> OutgoingMail:
    """Writes to a person. `template` names `<template>.subject.txt` and `<template>.txt`.

    `once` names the event, so that telling the same person twice of it sends one message. `about`
    is the record that it is about. With `asks` it leaves only if its recipient may still do that
    verb to the record.
    """
    return send_to_address(
        address=to.email,
        person=to,
        template=template,
        context=context,
        once=once,
        about=about,
        asks=asks,
    )


def send_to_address(
    *,
    address: str,
    person: Any,
    template: str,
    context: dict[str, Any],
    once: str = "",
    link: str = "",
    about: models.Model | None = None,
    asks: str = "",
) -> OutgoingMail:
    """Writes to one address, which may be a person's second one or nobody's yet.

    `link` is one that opens something for whoever has it. The template says {{ link }} where it
    belongs, and it is kept no longer than the message waits.
    """
    context = {"site_url": settings.SITE_URL, "person": person, **context}
    context["link"] = OutgoingMail.LINK_HERE
    return _write(
        _key(template, address, once),
        person=person,
        address=address,
        subject=" ".join(render_to_string(f"{template}.subject.txt", context).split()),
        body=render_to_string(f"{template}.txt", context),
        link=link,
        cluster_id=getattr(about, "cluster_id", None),
        about=about._meta.label_lower if about else "",
        about_id=about.pk if about else None,
        asks=asks,
    )


def send_again(mail: OutgoingMail) -> OutgoingMail:
    """The same words to the person's address of today, once for each that did not arrive."""
    return _write(
        _key(mail.key, "", "again"),
        person=mail.person,
        address=mail.person.email if mail.person else mail.address,
        subject=mail.subject,
        body=mail.body,
        cluster_id=mail.cluster_id,
        about=mail.about,
        about_id=mail.about_id,
        asks=mail.asks,
    )


def _write(key: str, **facts: Any) -> OutgoingMail:
    mail, created = OutgoingMail.objects.get_or_create(key=key, defaults=facts)
    if created:
        transaction.on_commit(lambda: tell_worker("core.deliver_mail", mail.pk))
    return mail


class ServerAway(Exception):
    """The mail server cannot be reached, or does not let us in: no message can go just now."""


def deliver(mail_id: int) -> None:
    """Hands one waiting message to the server. Twice changes nothing: one worker takes it in hand.

    Refused for good by the server, it stays so with the answer; put off, it waits longer each
    time. Raises ServerAway where trying another one would be in vain.

    That it is in hand is committed before the server is asked, so that what a dying worker may
    have sent is not sent again by itself (docs/decisions/0021-mail-and-reminders.md).
    """
    mail = due().filter(pk=mail_id).select_related("person").first()
    if mail is None:
        return
    if not _may_still(mail):
        due().filter(pk=mail.pk).update(status=Status.STOPPED, link="")
        return
    mail.message_id = f"<{mail.key}@{urlsplit(settings.SITE_URL).hostname}>"
    taken_at = timezone.now()
    taken = (
        due()
        .filter(pk=mail.pk)
        .update(status=Status.SENDING, taken_at=taken_at, message_id=mail.message_id)
    )
    if not taken:
        return
    mine = OutgoingMail.objects.filter(pk=mail.pk, taken_at=taken_at)
    try:
        status, answer = _hand_over(mail)
    except ServerAway as fault:  # no answer about this message: the next round asks again
        mine.update(status=Status.WAITING, server_answer=str(fault)[:300])
        raise
    mine.update(server_answer=answer[:300], **_came_of(status, mail.tries + 1))


def deliver_waiting() -> None:
    """Tries every message that is due again, unless the server cannot be reached."""
    _give_up()
    for pk in list(due().values_list("pk", flat=True)):
        try:
            deliver(pk)
        except ServerAway:
            return


def waiting() -> models.QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(status=Status.WAITING).order_by("pk")


def due() -> models.QuerySet[OutgoingMail]:
    """Those that wait, and whose time has come."""
    return waiting().filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=timezone.now()))


def _give_up() -> None:
    """What has waited too long, and what a worker that died had in hand."""
    now = timezone.now()
    last = Case(
        When(server_answer="", then=Value(smtp.GIVEN_UP)),
        default=Concat(Value(f"{smtp.GIVEN_UP} The last answer: "), F("server_answer")),
    )
    waiting().filter(created_at__lt=now - PATIENCE).update(
        status=Status.REFUSED, failed_at=now, link="", server_answer=Left(last, 300)
    )
    in_hand = OutgoingMail.objects.filter(status=Status.SENDING, taken_at__lt=now - IN_HAND)
    in_hand.update(status=Status.UNKNOWN, failed_at=now, link="", server_answer="")


def _came_of(status: str, tries: int) -> dict[str, Any]:
    """What is written down of a message that was in hand."""
    now = timezone.now()
    facts: dict[str, Any] = {"status": status, "tries": tries}
    if status == Status.WAITING:
        return facts | {"next_try_at": now + WAITS[min(tries, len(WAITS)) - 1]}
    if not settings.KEEP_SENT_LINKS:
        facts["link"] = ""
    if status == Status.SENT:
        return facts | {"sent_at": now, "failed_at": None}
    return facts | {"failed_at": now}


def _may_still(mail: OutgoingMail) -> bool:
    """Asks the rule again, as it stands when the message leaves."""
    if not mail.asks:
        return True
    model: Any = apps.get_model(mail.about)
    with acting_for(mail.person):
        rows = model._default_manager.for_user(mail.person, mail.asks)
        return bool(rows.filter(pk=mail.about_id).exists())


def _hand_over(mail: OutgoingMail) -> tuple[str, str]:
    """What became of the message, and what the server said."""
    try:
        validate_email(mail.address)
    except ValidationError:
        return Status.REFUSED, smtp.NO_ADDRESS
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
    return Status.SENT, smtp.answer_of(message.connection)


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
