"""Questions of fact to the school, and who checks in a conflicted checker's place."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from accounts import grants
from accounts.models import User
from core import audit
from core.access import audience
from core.errors import DomainError
from panels import emails
from panels.models import Check, CheckGrant, Question


@transaction.atomic
def ask_school(*, check: Check, text: str, by: Any) -> Question:
    """Puts a question of fact to the school. The school sees the question and the cluster's name
    for it, never the discussion."""
    if not by.has_perm("panels.ask_school_check", check):
        raise DomainError("You may not put a question to the school on this application.")
    question = Question.objects.create(
        cluster_id=check.cluster_id, check_row=check, text=text, asked_by=by
    )
    audit.record(by=by, verb="asked the school", subject=question)
    emails.question_asked(question=question)
    return question


@transaction.atomic
def answer_question(*, question: Question, answer: str, by: Any) -> Question:
    """The school's answer, once."""
    question = Question.objects.select_for_update().get(pk=question.pk)
    if not by.has_perm("panels.answer_question", question):
        raise DomainError("Somebody has answered this question already.")
    question.answer, question.answered_by, question.answered_at = answer, by, timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(by=by, verb="answered the panel", subject=question)
    asker = get_user_model().objects.filter(pk=question.asked_by_id)
    for person in audience("ask_school", question.check_row, asker):
        emails.question_answered(question=question, person=person)
    return question


@transaction.atomic
def name_checker(*, check: Check, person: User, by: Any) -> None:
    """Hands the check to somebody without a conflict, until the day after the panel. They say
    "no interest" first, like everybody."""
    if not by.has_perm("panels.name_checker_check", check):
        raise DomainError("Somebody has already checked this application, or it was withdrawn.")
    if not person.has_perm("panels.be_checker_check", check):
        raise DomainError(
            f"{person} cannot check this application: they have a conflict, or no post at a "
            "school of the cluster. Choose somebody else."
        )
    until = timezone.now() + timedelta(days=60)
    grants.give(CheckGrant, "check", check, to=person, by=by, why="To check it", until=until)
    audit.record(by=by, verb="named who checks", subject=check, person=person.pk)
    emails.named_to_check(check=check, person=person)
