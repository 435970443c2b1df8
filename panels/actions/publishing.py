"""Outcomes told to everybody at one moment, and their words put right later."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.errors import ChangedMeanwhile, DomainError
from funding import actions as funding_actions
from funding.models import Application, Outcome
from panels import access, emails
from panels.actions import settling
from panels.models import AgendaItem, Check, Decision, Meeting
from panels.queries import deferred_until, latest_outcome, outcome_of, ready_decisions

STATUS = {
    Outcome.Kind.AWARD: Application.Status.AWARDED,
    Outcome.Kind.DECLINE: Application.Status.DECLINED,
    Outcome.Kind.ADVISE: Application.Status.ADVISED,
    Outcome.Kind.DEFER: Application.Status.CHECKED,
}


@transaction.atomic
def publish(*, meeting: Meeting, by: Any) -> list[Outcome]:
    """Publishes every decision whose letter is read: the school's page and letter, the money and
    the mails, all of it or nothing."""
    settling.settle_conflicts(meeting)
    if not by.has_perm("panels.publish_meeting", meeting):
        raise DomainError("Only those who run the cluster’s meetings publish, once one was held.")
    ready = ready_decisions(meeting)
    if not ready:
        raise DomainError("No outcome is ready. A free officer has to read its letter first.")
    # Items are locked by settling; every application next, before any money is touched.
    applications = Application.objects.select_for_update().order_by("pk")
    locked = applications.in_bulk([decision.item.application_id for decision in ready])
    published = [_publish(decision, locked[decision.item.application_id], by) for decision in ready]
    audit.record(by=by, verb="published", subject=meeting, outcomes=len(published))
    return published


@transaction.atomic
def correct(
    *,
    item: AgendaItem,
    reasons: str,
    conditions: str,
    next_step: str,
    why: str,
    by: Any,
    seen: int,
) -> Outcome:
    """Puts the words of a published outcome right, as a new version; the earlier stay to be read.
    `seen` is the version that `by` had before them. The amount is not changed here: the finance
    officer stops an award or takes money back."""
    AgendaItem.objects.select_for_update().get(pk=item.pk)
    if not by.has_perm("panels.correct_agendaitem", item):
        raise DomainError("You may not correct this outcome. Open the item to see why.")
    latest = latest_outcome(item)
    if latest.version != seen:
        who = "You" if latest.published_by_id == by.pk else latest.published_by
        raise ChangedMeanwhile(
            f"{who} published a correction meanwhile. Look at it, then publish yours if it is "
            "still needed.",
            now=str(latest.version),
        )
    outcome = Outcome.objects.get(pk=latest.pk)
    outcome.pk, outcome._state.adding = None, True
    outcome.public_id = Outcome._meta.get_field("public_id").get_default()
    outcome.version += 1
    outcome.reasons, outcome.conditions, outcome.next_step = reasons, conditions, next_step
    outcome.corrected_why, outcome.published_by = why, by
    outcome.published_at = timezone.now()
    outcome.save(force_insert=True)
    audit.record(by=by, verb="corrected an outcome", subject=outcome, version=outcome.version)
    emails.outcome_published(outcome=outcome)
    return outcome


def _publish(decision: Decision, application: Application, by: Any) -> Outcome:
    item = decision.item
    outcome = outcome_of(decision)
    outcome.published_by = by
    outcome.save()
    item.published_at = outcome.published_at
    item.save(update_fields=["published_at"])
    if outcome.kind == Outcome.Kind.AWARD:
        _award(decision, application, by)
    else:
        funding_actions.unreserve(application=application, by=by)
    if outcome.kind == Outcome.Kind.DEFER:
        _defer(decision, application)
    funding_actions.show_balances(application=application)
    funding_actions.set_status(application, STATUS[Outcome.Kind(outcome.kind)], by=by)
    settling.touch([item])
    audit.record(by=by, verb="published an outcome", subject=outcome)
    emails.outcome_published(outcome=outcome)
    return outcome


def _award(decision: Decision, application: Application, by: Any) -> None:
    """The money, promised. Whoever took part in the decision does not release it alone."""
    first_term: Any = decision.first_term
    funding_actions.make_award(
        application=application,
        amount_pence=decision.amount_pence or 0,
        terms=decision.terms or 0,
        first_term=first_term,
        conditions=decision.conditions,
        barred=access.took_part(decision),
        silent=access.silent_officers(decision.item),
        by=by,
    )


def _defer(decision: Decision, application: Application) -> None:
    """It comes before the later panel as a new item: recusals carry over, answers do not."""
    check = decision.item.check_row
    later: Any = deferred_until(decision.deferred_to)
    application.panel_date = later
    application.save(update_fields=["panel_date"])
    Check.objects.get_or_create(
        cluster_id=check.cluster_id,
        application=application,
        panel_date=later,
        defaults={
            "outcome": Check.Outcome.READY,
            "checked_at": check.checked_at,
            "checked_by": check.checked_by,
            "note": check.note,
        },
    )
