"""The evaluation of an award: made with it, written and sent by the school, frozen then."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction

from clusters.models import Rules
from core import dates
from funding.models import Award, Evaluation, EvaluationHidden
from funding.queries import terms_from


@transaction.atomic
def open_evaluation(*, award: Award, silent: Iterable[Any] = ()) -> Evaluation:
    """Made with its award, filled in with what the award says. `silent` were silent observers of
    the case: they do not read it for the cluster."""
    first = award.first_term
    terms = terms_from(first, award.terms) if first else []
    starts_on = terms[0].starts_on if terms else dates.today()
    ends_on = terms[-1].ends_on if terms else dates.today()
    EvaluationHidden.objects.bulk_create(
        EvaluationHidden(cluster_id=award.cluster_id, award=award, person_id=pk)
        for pk in sorted({person.pk for person in silent})
    )
    return Evaluation.objects.create(
        cluster_id=award.cluster_id,
        award=award,
        school_id=award.school_id,
        due_on=ends_on + _patience(award),
        planned_from_on=starts_on,
        planned_to_on=ends_on,
    )


@transaction.atomic
def bring_evaluation_forward(*, award: Award) -> None:
    """An award that ends early is evaluated all the same, and sooner."""
    due_on = dates.today() + _patience(award)
    waiting = Evaluation.objects.filter(cluster_id=award.cluster_id, award=award)
    waiting.filter(sent_at__isnull=True, due_on__gt=due_on).update(due_on=due_on)


def _patience(award: Award) -> timedelta:
    """How long after the help has ended the cluster waits for the evaluation."""
    return timedelta(days=Rules.objects.get(cluster_id=award.cluster_id).evaluation_days)
