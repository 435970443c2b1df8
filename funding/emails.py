"""The mails about applications and payments. Each says that something happened, and links."""

from typing import Any

from django.urls import reverse

from clusters.queries.people import people_at
from core import mail
from core.access import audience
from funding.models import Application, Instalment, Signature, StatusChange


def to_sign(*, application: Application, change: StatusChange) -> None:
    """To the heads: it waits for their signature."""
    _tell("sign", application, "to_sign", once=f"to sign {change.pk}", page="funding:sign")


def signed(*, application: Application, signature: Signature) -> None:
    """To the SENCO: the head signed it."""
    _tell("follow", application, "signed", once=f"signed {signature.pk}", by=signature.person)


def sent_back(*, application: Application, change: StatusChange) -> None:
    """To the SENCO: the head did not sign it."""
    _tell("follow", application, "sent_back", once=f"sent back {change.pk}", by=change.by)


def shared(*, application: Application, colleague: Any) -> None:
    path = reverse("funding:application", args=[application.public_id])
    mail.send(to=colleague, template="funding/email/shared", context={"path": path})


def payment_released(*, instalment: Instalment) -> None:
    """To the school's SENCO, heads and finance officer, each once."""
    award = instalment.award
    path = reverse("funding:award", args=[award.public_id])
    for person in audience("receive", award, people_at(award.school)).order_by("pk"):
        mail.send(
            to=person,
            template="funding/email/payment_released",
            context={"path": path},
            once=instalment.public_id,
        )


def _tell(
    verb: str,
    application: Application,
    name: str,
    *,
    once: str,
    page: str = "funding:application",
    by: Any = None,
) -> None:
    """Tells those at the school whom the rule names, but for whoever did it."""
    path = reverse(page, args=[application.public_id])
    for person in audience(verb, application, people_at(application.school)):
        if person != by:
            mail.send(
                to=person, template=f"funding/email/{name}", context={"path": path}, once=once
            )
