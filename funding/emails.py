"""The mails about applications. Each says that something happened, and links."""

from typing import Any

from django.urls import reverse

from core import mail
from funding.models import Application


def to_sign(*, application: Application, head: Any) -> None:
    path = reverse("funding:sign", args=[application.public_id])
    mail.send(to=head, template="funding/email/to_sign", context={"path": path})


def shared(*, application: Application, colleague: Any) -> None:
    path = reverse("funding:application", args=[application.public_id])
    mail.send(to=colleague, template="funding/email/shared", context={"path": path})
