"""What came of an award of the last panel: the help ended early, and some money came back."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from core.dates import local_day
from funding import actions as funding
from funding.models import Award, Evaluation, OutcomeReached
from funding.queries import evaluation_of, hoped_for
from reports.demo.clock import at

SPENT = 41_250
SAID = {
    "intervention": Evaluation.Intervention.SPEECH,
    "led_by": Evaluation.Lead.TA,
    "supported_by": "Class teacher, SENCO",
    "sessions_planned": 60,
    "sessions_delivered": 46,
    "sessions_attended": 44,
    "spent_pence": SPENT,
    "pupils_view": "I tell my partner what I need. Then we do it.",
    "parents_view": "They tell us about their day at tea time now.",
    "staff_view": "They start most talk themselves, and wait for an answer.",
    "what_worked": "The same partner each day, and a picture card for each step.",
    "what_did_not": "Afternoon sessions: the pupil was tired, so we moved them to the morning.",
    "next_step": Evaluation.Next.OWN_MONEY,
    "avoided": Evaluation.Avoided.ASSESSMENT,
    "may_share": True,
}


def tell(people: Mapping[str, User]) -> None:
    """Curlew Lane's SENCO sends it, the head signs, and what came back is entered."""
    award = Award.objects.get(application__title="Talking through a task with a partner")
    writer, head, keeper = people["priya"], people["mo"], people["farid"]
    told = timezone.now()
    with at(max(award.made_at, told - timedelta(days=9))):
        funding.release(instalment=award.instalments.get(), by=keeper)
    with at(max(award.made_at, told - timedelta(days=3))):
        _write(evaluation_of(award), award, writer)
        funding.send_evaluation(evaluation=evaluation_of(award), by=writer)
        funding.sign_evaluation(evaluation=evaluation_of(award), by=head)
    with at(max(award.made_at, told - timedelta(days=1))):
        funding.return_unspent(
            award=award,
            amount_pence=evaluation_of(award).to_return,  # type: ignore[attr-defined]
            words="By the evaluation",
            by=keeper,
        )


def _write(evaluation: Evaluation, award: Award, by: User) -> None:
    facts = SAID | {
        "actual_from_on": evaluation.planned_from_on,
        "actual_to_on": local_day(timezone.now()),
    }
    for field, value in facts.items():
        setattr(evaluation, field, value)
    funding.save_evaluation(evaluation=evaluation, fields=facts, by=by)
    reached = [
        OutcomeReached(
            hoped=one,
            actual="9",
            measured_on=local_day(timezone.now()),
            result=OutcomeReached.Result.EXCEEDED,
        )
        for one in hoped_for(evaluation)
    ]
    funding.save_reached(evaluation=evaluation, reached=reached, by=by)
