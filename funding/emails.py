"""The mails about applications and payments. Each says that something happened, and links."""

from typing import Any

from django.urls import reverse

from clusters.queries.people import people_at, people_of
from core import mail
from core.access import audience
from funding.models import (
    Application,
    Evaluation,
    EvaluationStep,
    Instalment,
    Signature,
    StatusChange,
)


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
    mail.send(
        to=colleague, template="funding/email/shared", context={"path": path}, about=application
    )


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
            about=award,
        )


def evaluation_due(*, evaluation: Evaluation, once: str) -> int:
    """To the school's SENCO; once it is overdue, or where there is none, to its heads too. How
    many were told."""
    people = people_at(evaluation.school)
    told = [*audience("be_reminded", evaluation, people).order_by("pk")]
    if evaluation.is_overdue or not told:
        told = [*audience("be_told_overdue", evaluation, people).order_by("pk")]
    for person in told:
        _of_evaluation(person, evaluation, "evaluation_due", once)
    return len(told)


def evaluation_sent(*, evaluation: Evaluation, step: EvaluationStep) -> None:
    """To the cluster SENCO; to the finance officer where money comes back."""
    people = people_of(evaluation.cluster)
    for person in audience("hear_of", evaluation, people).order_by("pk"):
        _of_evaluation(person, evaluation, "evaluation_sent", f"sent {step.pk}")
    if evaluation.to_return > 0:  # type: ignore[attr-defined]
        path = reverse("funding:award", args=[evaluation.award.public_id])
        for person in audience("record_return", evaluation, people).order_by("pk"):
            mail.send(
                to=person,
                template="funding/email/unspent",
                context={"path": path},
                once=f"unspent {step.pk}",
                about=evaluation,
            )


def evaluation_to_sign(*, evaluation: Evaluation, step: EvaluationStep) -> None:
    """To the heads, where the cluster asks for their signature."""
    for person in audience("sign", evaluation, people_at(evaluation.school)).order_by("pk"):
        _of_evaluation(person, evaluation, "evaluation_to_sign", f"to sign {step.pk}")


def evaluation_sent_back(*, evaluation: Evaluation, step: EvaluationStep) -> None:
    """To the school's SENCO and heads, but for whoever sent it back."""
    for person in audience("write", evaluation, people_at(evaluation.school)).order_by("pk"):
        if person != step.by:
            _of_evaluation(person, evaluation, "evaluation_sent_back", f"sent back {step.pk}")


def _of_evaluation(person: Any, evaluation: Evaluation, name: str, once: str) -> None:
    path = reverse("funding:evaluation", args=[evaluation.public_id])
    mail.send(
        to=person,
        template=f"funding/email/{name}",
        context={"path": path},
        once=f"{evaluation.public_id} {once}",
        about=evaluation,
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
                to=person,
                template=f"funding/email/{name}",
                context={"path": path},
                once=once,
                about=application,
            )
