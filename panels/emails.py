"""The mails about what a panel receives and answers. Each says what happened, and links."""

from django.urls import reverse

from clusters.queries.people import people_at, people_of
from core import mail
from core.access import audience
from funding.models import StatusChange
from panels.models import Check


def submitted(*, check: Check) -> None:
    """To the cluster SENCO; where each of them is conflicted, to whoever stands in."""
    people = people_of(check.cluster)
    path = reverse("panels:check", args=[check.public_id])
    for person in audience("expect", check, people) or audience("stand_in", check, people):
        mail.send(
            to=person,
            template="panels/email/submitted",
            context={"path": path},
            once=f"submitted {check.pk} {check.received_at.isoformat()}",
        )


def returned(*, check: Check, change: StatusChange) -> None:
    """To the school's SENCO and heads: it is theirs again."""
    _tell_school("submit", check, "returned", change)


def found_ready(*, check: Check, change: StatusChange) -> None:
    """To the school's SENCO: it goes to the panel."""
    _tell_school("follow", check, "ready", change)


def _tell_school(verb: str, check: Check, name: str, change: StatusChange) -> None:
    application = check.application
    path = reverse("funding:application", args=[application.public_id])
    for person in audience(verb, application, people_at(application.school)):
        mail.send(
            to=person,
            template=f"panels/email/{name}",
            context={"path": path},
            once=f"{name} {change.pk}",
        )
