"""The mails of the panel's side. Each says that something happened, and links."""

from typing import Any

from django.urls import reverse

from core import mail
from funding.models import Outcome
from panels.models import Check, Question


def outcome_published(*, outcome: Outcome, person: Any) -> None:
    path = reverse("funding:application", args=[outcome.application.public_id])
    _send(person, "outcome_published", path, once=outcome.public_id)


def question_asked(*, question: Question, person: Any) -> None:
    path = reverse("panels:questions", args=[question.check_row.application.public_id])
    _send(person, "question_asked", path, once=question.public_id)


def question_answered(*, question: Question, person: Any) -> None:
    path = reverse("panels:check", args=[question.check_row.public_id])
    _send(person, "question_answered", path, once=question.public_id)


def named_to_check(*, check: Check, person: Any) -> None:
    path = reverse("panels:check", args=[check.public_id])
    _send(person, "named_to_check", path, once=check.public_id)


def _send(person: Any, template: str, path: str, *, once: str) -> None:
    mail.send(to=person, template=f"panels/email/{template}", context={"path": path}, once=once)
