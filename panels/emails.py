"""The mails of the panel's side. Each says that something happened, and links."""

from typing import Any

from django.db.models import Model
from django.urls import reverse

from clusters.models import PanelDate
from clusters.queries.people import people_at, people_of
from core import mail
from core.access import audience
from funding.models import Application, Outcome, StatusChange
from panels.models import Check, Question


def outcome_published(*, outcome: Outcome) -> None:
    """To the SENCO and heads of each applicant school."""
    path = reverse("funding:application", args=[outcome.application.public_id])
    for person in _of_schools("read", outcome, outcome.application):
        _send(person, "outcome_published", path, once=outcome.public_id, about=outcome)


def question_asked(*, question: Question) -> None:
    """To the SENCO and heads of each applicant school."""
    application = question.check_row.application
    path = reverse("panels:questions", args=[application.public_id])
    for person in _of_schools("answer", question, application):
        _send(person, "question_asked", path, once=question.public_id, about=question)


def question_answered(*, question: Question, person: Any) -> None:
    path = reverse("panels:check", args=[question.check_row.public_id])
    _send(person, "question_answered", path, once=question.public_id, about=question)


def named_to_check(*, check: Check, person: Any) -> None:
    path = reverse("panels:check", args=[check.public_id])
    _send(person, "named_to_check", path, once=check.public_id, about=check)


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
            about=check.application,
        )


def returned(*, check: Check, change: StatusChange) -> None:
    """To the school's SENCO and heads: it is theirs again."""
    _tell_school("submit", check, "returned", change)


def panel_cancelled(*, application: Application, panel_date: PanelDate) -> None:
    """To whoever follows it at the school: it is for a later panel."""
    path = reverse("funding:application", args=[application.public_id])
    once = f"panel cancelled {panel_date.pk} {application.pk}"
    for person in audience("follow", application, people_at(application.school)):
        _send(person, "panel_cancelled", path, once=once, about=application)


def found_ready(*, check: Check, change: StatusChange) -> None:
    """To the school's SENCO: it goes to the panel."""
    _tell_school("follow", check, "ready", change)


def _of_schools(verb: str, row: Any, application: Application) -> set[Any]:
    """Those at the applicant schools whom the rule of the row names."""
    schools = application.applicant_schools.select_related("school")
    return {person for one in schools for person in audience(verb, row, people_at(one.school))}


def _send(person: Any, template: str, path: str, *, once: str, about: Model) -> None:
    mail.send(
        to=person,
        template=f"panels/email/{template}",
        context={"path": path},
        once=once,
        about=about,
    )


def _tell_school(verb: str, check: Check, name: str, change: StatusChange) -> None:
    application = check.application
    path = reverse("funding:application", args=[application.public_id])
    for person in audience(verb, application, people_at(application.school)):
        mail.send(
            to=person,
            template=f"panels/email/{name}",
            context={"path": path},
            once=f"{name} {change.pk}",
            about=application,
        )
