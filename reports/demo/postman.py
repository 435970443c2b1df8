"""The demonstration's mail server: takes every message and passes none on, but for one domain."""

import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

# A school that has moved its mail elsewhere.
REFUSES = "old-mail.example"
REFUSAL = (550, b"5.1.1 <%s>: Recipient address rejected: User unknown in virtual mailbox table")
TAKEN = "250 2.0.0 Ok: kept in the demonstration"


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
                    raise smtplib.SMTPRecipientsRefused({address: (code, words % address.encode())})
        return len(email_messages)
