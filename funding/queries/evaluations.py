"""What pages and actions ask about evaluations."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from core.money import format_pounds
from funding.models import Award, Cause, Evaluation, HopedOutcome, Instalment, LedgerEntry
from schools.models import School

EVALUATION_LABELS = {
    "help": "The help that was given",
    "outcomes": "What was reached",
    "progress": "Test results",
    "money": "The money",
    "views": "What people say",
    "learnt": "What you learnt, and what comes next",
}
DUE_SOON = timedelta(days=28)
State = Evaluation.State


def with_evaluation_parts(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Ready for the page of one evaluation."""
    return with_evaluation_money(rows).prefetch_related(
        "reached__hoped", "progress__pupil", "award__application__outcomes"
    )


def with_evaluation_money(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Each with what was paid on its award, what is unspent of it, what came back and what is
    still to come back. Only what this ledger paid can come back into it."""
    released = _sum(Instalment.objects.filter(award=OuterRef("award"), released_at__isnull=False))
    returned = _sum(LedgerEntry.objects.filter(award=OuterRef("award"), cause=Cause.RETURNED))
    rows = rows.select_related("school", "cluster__rules", "award__application")
    return rows.annotate(
        released=Coalesce(released, 0),
        returned=Coalesce(returned, 0),
        paid=F("award__paid_before_pence") + F("released"),
        unspent=Greatest(F("paid") - F("spent_pence"), 0),
        to_return=Greatest(Least(F("unspent") - F("returned"), F("released") - F("returned")), 0),
    )


def _sum(rows: QuerySet) -> Subquery:
    grouped = rows.order_by().values("award")
    return Subquery(grouped.annotate(sum=Sum("amount_pence")).values("sum"))


def help_runs_until(evaluation: Evaluation) -> date:
    """The day from which the cluster's days to the evaluation are counted."""
    return evaluation.due_on - timedelta(days=evaluation.cluster.rules.evaluation_days)


def evaluation_of(award: Award) -> Evaluation:
    """With its money, for actions."""
    return with_evaluation_money(Evaluation.objects.filter(award=award)).get()


def evaluation_for(award: Award, user: Any) -> Evaluation | None:
    """The award's evaluation for whoever may see that it is there, with what they may do."""
    rows = Evaluation.objects.for_user(user, "see_line").filter(award=award)
    verbs = ("read", "write", "read_money", "record_return")
    return with_evaluation_money(rows).with_verbs(user, *verbs).first()


def evaluation_on(application: Any, user: Any) -> Evaluation | None:
    rows = Evaluation.objects.for_user(user).filter(award__application=application)
    return with_evaluation_money(rows).with_verbs(user, "write").first()


def to_return(user: Any) -> list[Evaluation]:
    """Unspent money that the finance officer waits for, the oldest first."""
    rows = with_evaluation_money(Evaluation.objects.for_user(user, "record_return"))
    return list(rows.filter(to_return__gt=0).order_by("sent_at", "pk")[:8])


def evaluations_waiting(user: Any) -> list[Evaluation]:
    """Those that wait for this person: to be written or signed, or for a reminder."""
    rows = Evaluation.objects.for_user(user, "take_turn").with_verbs(user, "write", "sign")
    rows = rows.select_related("school", "award__application").order_by("due_on", "pk")
    return with_evaluation_states(rows[:25])


def evaluations_to_sign(user: Any) -> list[Evaluation]:
    """What was sent and waits for a head's signature, the oldest first."""
    rows = Evaluation.objects.for_user(user, "sign")
    return list(rows.select_related("school", "award__application").order_by("sent_at", "pk"))


def evaluations_for(
    rows: QuerySet[Evaluation], *, state: str = "", school: School | None = None
) -> QuerySet[Evaluation]:
    """Ready for the list: what is overdue first, what was sent last."""
    today = timezone.localdate()
    unsent = rows.filter(sent_at__isnull=True)
    chosen = {
        State.OVERDUE: unsent.filter(due_on__lt=today),
        State.DUE: unsent.filter(due_on__range=(today, today + DUE_SOON)),
        State.LATER: unsent.filter(due_on__gt=today + DUE_SOON),
        State.SENT: rows.filter(sent_at__isnull=False),
    }.get(state, rows)
    if school:
        chosen = chosen.filter(school=school)
    return chosen.select_related("school", "cluster__rules", "award__application").order_by(
        F("sent_at").desc(nulls_first=True), "due_on", "pk"
    )


def with_evaluation_states(rows: Any) -> list[Evaluation]:
    found = list(rows)
    for row in found:
        row.state = state_of_evaluation(row)
        row.state_label = row.state.label
    return found


def state_of_evaluation(evaluation: Evaluation) -> State:
    if evaluation.sent_at:
        return State.SENT
    if evaluation.is_overdue:
        return State.OVERDUE
    soon = timezone.localdate() + DUE_SOON
    return State.DUE if evaluation.due_on <= soon else State.LATER


def schools_of_evaluations(rows: QuerySet[Evaluation]) -> QuerySet[School]:
    return School.objects.filter(pk__in=rows.order_by().values("school_id"))


def hoped_for(evaluation: Evaluation) -> list[HopedOutcome]:
    """The application's outcomes, each with what came of it as `reached`, or None."""
    application = evaluation.award.application
    if application is None:
        return []
    found = {row.hoped_id: row for row in evaluation.reached.all()}
    hoped = list(application.outcomes.all())
    for one in hoped:
        one.reached = found.get(one.pk)  # type: ignore[attr-defined]
    return hoped


def evaluation_part_after(name: str, evaluation: Evaluation) -> str:
    """The part that follows on the list; nothing after the last."""
    names = [part["name"] for part in sections_of_evaluation(evaluation)]
    return dict(pairwise(names)).get(name, "")


def missing_from_evaluation(evaluation: Evaluation) -> list[str]:
    """What it still lacks, as things to do. Its page and sending ask this."""
    return [thing for part in sections_of_evaluation(evaluation) for thing in part["missing"]]


def sections_of_evaluation(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The parts in order, each with what it lacks. Expects the money beside it."""
    hoped = hoped_for(evaluation)
    no_help = evaluation.sessions_delivered == 0
    granted, spent = evaluation.award.amount_pence, evaluation.spent_pence
    lacking: dict[str, dict[str, Any]] = {
        "help": {
            "choose what the money was for": evaluation.intervention,
            "choose who led it": evaluation.led_by,
            "say when it started and ended": no_help
            or (evaluation.actual_from_on and evaluation.actual_to_on),
            "say how many sessions there were": evaluation.sessions_delivered is not None,
        },
        "outcomes": {
            f"say what was reached of outcome {one.number}": one.reached  # type: ignore[attr-defined]
            for one in hoped
        },
        "progress": {},
        "money": {
            "say what you spent": spent is not None,
            f"say what you spent of the {format_pounds(granted)} that was granted": spent is None
            or spent <= granted,
        },
        "views": {
            "say what the pupil says": evaluation.pupils_view.strip(),
            "say what the teacher or teaching assistant says": evaluation.staff_view.strip(),
        },
        "learnt": {
            "say what worked or what did not": evaluation.what_worked.strip()
            or evaluation.what_did_not.strip(),
            "choose what happens next": evaluation.next_step,
            "say if it avoided an assessment or an exclusion": evaluation.avoided,
            "say if it may be shared": evaluation.may_share is not None,
        },
    }
    names = [name for name in EVALUATION_LABELS if hoped or name != "outcomes"]
    return [_part(name, lacking[name], evaluation) for name in names]


def _part(name: str, things: dict[str, Any], evaluation: Evaluation) -> dict[str, Any]:
    missing = [thing for thing, there in things.items() if not there]
    optional = name == "progress" and not evaluation.progress.all()
    tag = f"{len(missing)} thing{'s' * (len(missing) > 1)} missing" if missing else "Done"
    return {
        "name": name,
        "label": EVALUATION_LABELS[name],
        "missing": missing,
        "tag": "If you tested" if optional else tag,
        "kind": "warning" if missing else "quiet" if optional else "done",
    }
