"""The mails about applications and payments. Each says that something happened, and links."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from core import mail
from core.access import audience
from funding.models import Application, Instalment
from schools.models import Post


def to_sign(*, application: Application, head: Any) -> None:
    path = reverse("funding:sign", args=[application.public_id])
    mail.send(to=head, template="funding/email/to_sign", context={"path": path})


def shared(*, application: Application, colleague: Any) -> None:
    path = reverse("funding:application", args=[application.public_id])
    mail.send(to=colleague, template="funding/email/shared", context={"path": path})


def payment_released(*, instalment: Instalment) -> None:
    """To the school's SENCO, heads and finance officer, each once."""
    award = instalment.award
    posts = Post.objects.live().filter(school_id=award.school_id)
    people = User.objects.filter(pk__in=posts.values("person_id"))
    path = reverse("funding:award", args=[award.public_id])
    for person in audience("receive", award, people).order_by("pk"):
        mail.send(
            to=person,
            template="funding/email/payment_released",
            context={"path": path},
            once=instalment.public_id,
        )
