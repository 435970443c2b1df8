"""The demonstration's mail server: takes every message and passes none on, but for one domain."""

import smtplib
from collections.abc import Sequence
from datetime import timedelta

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from core.models import OutgoingMail

Status = OutgoingMail.Status

# A school that has moved its mail elsewhere.
REFUSES = "old-mail.example"
REFUSAL = (550, "5.1.1 <{}>: Recipient address rejected: User unknown in virtual mailbox table")
TAKEN = "250 2.0.0 Ok: kept in the demonstration"
# Of what was refused longer ago the clerk has told its reader some other way.
DEALT_WITH_AFTER = timedelta(days=60)


class EmailBackend(BaseEmailBackend):
    taken_with = TAKEN

    @property
    def connection(self) -> "EmailBackend":
        """What it said is looked for where a real server's words are (`core.smtp.answer_of`)."""
        return self

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.recipients():
                if address.endswith(f"@{REFUSES}"):
                    code, words = REFUSAL
                    refusal = (code, words.format(address).encode())
                    raise smtplib.SMTPRecipientsRefused({address: refusal})
        return len(email_messages)


def tell(clerk: User) -> None:
    """What came of the mail of days that have passed. Today's is for the worker to hand over."""
    now = timezone.now()
    before = OutgoingMail.objects.filter(created_at__lt=now - timedelta(days=1))
    refused = before.filter(address__endswith=f"@{REFUSES}")
    code, words = REFUSAL
    for mail in refused:
        mail.server_answer = f"{code} {words.format(mail.address)}"
        mail.status, mail.failed_at, mail.tries = Status.REFUSED, mail.created_at, 1
        if mail.created_at < now - DEALT_WITH_AFTER:
            mail.settled_at, mail.settled_by = mail.created_at + timedelta(days=1), clerk
        mail.save()
    before.filter(status=Status.WAITING).update(
        status=Status.SENT, sent_at=F("created_at"), server_answer=TAKEN, tries=1
    )
