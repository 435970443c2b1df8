"""What mail servers say: kept where they take a message, and in plain words where they do not."""

import re
import smtplib
from typing import Any

from django.core.mail.backends import smtp

NO_ADDRESS = "This is no email address."
GIVEN_UP = "Given up after 14 days."

NO_SUCH_BOX = "There is no mailbox at this address. The address may be mistyped, or out of use."
IN_PLAIN_WORDS = (
    (re.escape(NO_ADDRESS), "This is not an email address. It may be mistyped."),
    (
        re.escape(GIVEN_UP),
        "We tried for 14 days. The mail system at this address was away, or put us off each time.",
    ),
    (r"\b5\.1\.\d+\b|user unknown|no such user|nobody of that name", NO_SUCH_BOX),
    (r"\b[45]\.2\.2\b|^552\b|full|quota", "The mailbox at this address is full."),
    (r"\b5\.2\.1\b|disabled", "The mailbox at this address is closed."),
    (r"\b5\.7\.\d+\b|spam|policy", "The mail system at this address does not let us write to it."),
    (r"^55[013]\b", NO_SUCH_BOX),
)
OTHERWISE = "The mail system at this address did not take the message."
NOT_KNOWN = (
    "We stopped while we were handing the message over, so we do not know whether it arrived. Ask "
    "before you send it again: else it may come twice."
)


class _Remembering(smtplib.SMTP):
    """Keeps what the server said when it took a message. Python's own forgets it."""

    taken_with = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, words = super().data(msg)
        self.taken_with = f"{code} {words.decode(errors='replace')}"
        return code, words


class _RememberingEncrypted(_Remembering, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _RememberingEncrypted if self.use_ssl else _Remembering


def answer_of(backend: Any) -> str:
    """What the server said to the last message that it took; nothing where no server was asked."""
    return str(getattr(getattr(backend, "connection", None), "taken_with", ""))


def in_plain_words(answer: str) -> str:
    """Why a message did not arrive, for somebody who has never read a server's answer."""
    for pattern, words in IN_PLAIN_WORDS:
        if re.search(pattern, answer, re.IGNORECASE):
            return words
    return OTHERWISE
