"""The evaluation of an award: made with it, written and sent by the school, frozen then."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from clusters.models import Cluster, Rules
from core import audit, dates
from core.edits import require_same, values_of
from core.errors import DomainError
from core.tenancy import tenant
from funding import emails
from funding.models import (
    Award,
    Evaluation,
    EvaluationHidden,
    EvaluationStep,
    OutcomeReached,
    Progress,
    said_of,
)
from funding.queries import (
    hoped_for,
    missing_from_evaluation,
    terms_from,
    with_evaluation_money,
)

SENT = (
    "This evaluation has been sent, so it cannot be changed. Ask the cluster SENCO to send it back "
    "to you if something is wrong."
)
# Before it is due, and how often once it is late.
TELL_BEFORE = timedelta(days=14)
TELL_EVERY_DAYS = 14
Step = EvaluationStep.Step


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


@transaction.atomic
def save_evaluation(
    *, evaluation: Evaluation, fields: Iterable[str], by: Any, version: str = ""
) -> Evaluation:
    """Saves these fields of an evaluation that is not sent yet."""
    locked, names = _to_write(evaluation, by), list(fields)
    require_same(version, now=values_of(locked, names), typed=values_of(evaluation, names))
    for field in names:
        setattr(locked, field, getattr(evaluation, field))
    locked.save(update_fields=names)
    _written(locked, by)
    return locked


@transaction.atomic
def save_reached(
    *, evaluation: Evaluation, reached: Iterable[OutcomeReached], by: Any, version: str = ""
) -> list[OutcomeReached]:
    """What came of the hoped outcomes, one row for each that is said."""
    locked, reached = _to_write(evaluation, by), list(reached)
    hoped = hoped_for(locked)
    known = {one.pk: one for one in hoped}
    typed = {row.hoped_id: row for row in reached}
    require_same(version, now=said_of(hoped), typed=said_of(hoped, typed))
    saved = []
    for row in reached:
        if row.hoped_id not in known:
            raise DomainError("That outcome is not one of this application.")
        row.evaluation, row.cluster_id = locked, locked.cluster_id
        row.save()
        saved.append(row)
    _written(locked, by)
    return saved


@transaction.atomic
def add_progress(*, evaluation: Evaluation, progress: Progress, by: Any) -> Progress:
    """One test before and after, once for each pupil and measure."""
    locked = _to_write(evaluation, by)
    known = Progress.objects.filter(cluster_id=locked.cluster_id, evaluation=locked)
    if known.filter(measure=progress.measure, pupil_id=progress.pupil_id).exists():
        raise DomainError(
            "You have entered results for this already. Remove them first to enter others.",
            field="measure",
        )
    progress.evaluation, progress.cluster_id = locked, locked.cluster_id
    progress.save()
    _written(locked, by)
    return progress


@transaction.atomic
def remove_progress(*, progress: Progress, by: Any) -> None:
    locked = _to_write(progress.evaluation, by)
    Progress.objects.filter(pk=progress.pk, evaluation=locked).delete()
    _written(locked, by)


@transaction.atomic
def send_evaluation(*, evaluation: Evaluation, by: Any) -> Evaluation:
    """From now on nothing of it changes. A head who sends it signs it too, where the cluster asks
    for that."""
    locked = _lock(evaluation)
    if not by.has_perm("funding.send_evaluation", locked):
        raise DomainError(SENT)
    missing = missing_from_evaluation(locked)
    if missing:
        raise DomainError(f"It cannot be sent yet. Still to do: {'; '.join(missing)}.")
    locked.sent_at, locked.sent_by = timezone.now(), by
    locked.save(update_fields=["sent_at", "sent_by"])
    step = _step(locked, Step.SENT, by)
    emails.evaluation_sent(evaluation=locked, step=step)
    if by.has_perm("funding.sign_evaluation", locked):
        return sign_evaluation(evaluation=locked, by=by)
    emails.evaluation_to_sign(evaluation=locked, step=step)
    return locked


@transaction.atomic
def sign_evaluation(*, evaluation: Evaluation, by: Any) -> Evaluation:
    """What is signed cannot change any more, so the signature covers what was sent."""
    locked = _lock(evaluation)
    if not by.has_perm("funding.sign_evaluation", locked):
        raise DomainError("Only the school’s headteacher signs, once, when it has been sent.")
    locked.signed_at, locked.signed_by = timezone.now(), by
    locked.save(update_fields=["signed_at", "signed_by"])
    _step(locked, Step.SIGNED, by)
    return locked


@transaction.atomic
def send_evaluation_back(*, evaluation: Evaluation, words: str, by: Any) -> Evaluation:
    """Opens it again, and says why. Nothing that was written goes."""
    locked = _lock(evaluation)
    if not by.has_perm("funding.send_back_evaluation", locked):
        raise DomainError("Only the cluster SENCO, or the head instead of signing, sends it back.")
    if not words.strip():
        raise DomainError("Say what is to be changed.", field="words")
    step = _step(locked, Step.SENT_BACK, by, words.strip())
    locked.sent_at = locked.sent_by = locked.signed_at = locked.signed_by = None
    locked.save(update_fields=["sent_at", "sent_by", "signed_at", "signed_by"])
    emails.evaluation_sent_back(evaluation=locked, step=step)
    return locked


@transaction.atomic
def remind_school(*, evaluation: Evaluation, by: Any) -> int:
    """Writes to the school, at most once a day. Returns how many people are told."""
    locked = _lock(evaluation)
    if not by.has_perm("funding.remind_evaluation", locked):
        raise DomainError("It has been sent already, or it is not due for some weeks.")
    told = emails.evaluation_due(evaluation=locked, once=f"asked {dates.today()}")
    if not told:
        raise DomainError(
            "The school has no SENCO or headteacher here. Add one to its people, then try again."
        )
    audit.record(by=by, verb="reminded of an evaluation", subject=locked)
    return told


def remind_schools() -> None:
    """Two weeks before an evaluation is due, and every two weeks once it is late, until it is
    sent. Said twice it writes once."""
    for cluster_id in Cluster.objects.live().values_list("pk", flat=True):
        with transaction.atomic(), tenant(clusters=[cluster_id]):
            waiting = Evaluation.objects.filter(cluster_id=cluster_id, sent_at__isnull=True)
            soon = waiting.filter(due_on__lte=dates.today() + TELL_BEFORE)
            for evaluation in soon.select_related("school", "award__application"):
                late = (dates.today() - evaluation.due_on).days
                stage = "before" if late <= 0 else f"late {late // TELL_EVERY_DAYS}"
                emails.evaluation_due(evaluation=evaluation, once=f"{stage} {evaluation.due_on}")


def _lock(evaluation: Evaluation) -> Evaluation:
    """The row as it is now, with its money."""
    Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    return with_evaluation_money(Evaluation.objects.all()).get(pk=evaluation.pk)


def _to_write(evaluation: Evaluation, by: Any) -> Evaluation:
    locked = _lock(evaluation)
    if not by.has_perm("funding.write_evaluation", locked):
        raise DomainError(SENT)
    return locked


def _written(evaluation: Evaluation, by: Any) -> None:
    if evaluation.started_at is None:
        evaluation.started_at, evaluation.started_by = timezone.now(), by
        evaluation.save(update_fields=["started_at", "started_by"])
    audit.record(by=by, verb="wrote an evaluation", subject=evaluation)


def _step(evaluation: Evaluation, step: str, by: Any, words: str = "") -> EvaluationStep:
    made = EvaluationStep.objects.create(
        cluster_id=evaluation.cluster_id, evaluation=evaluation, step=step, by=by, words=words
    )
    audit.record(by=by, verb=f"evaluation {step}", subject=evaluation)
    return made


def _patience(award: Award) -> timedelta:
    """How long after the help has ended the cluster waits for the evaluation."""
    return timedelta(days=Rules.objects.get(cluster_id=award.cluster_id).evaluation_days)
