"""Writing down what the facts say, and striking out what stood against them."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from clusters.models import Cluster, Office
from core import audit
from core.tenancy import tenant
from funding import actions as funding_actions
from funding.models import Application, BalanceHidden
from panels import access
from panels.models import AgendaItem, Check, Meeting, Note, Score, Seat, Vote
from panels.models.conflict import Cause, Conflict, Recusal

PARTS = (Score, Vote, Note)


def settle_and_lock(check: Check) -> None:
    """Begins every write on a case. The lock is the item's row; before the agenda, the check's."""
    item = AgendaItem.objects.filter(check_row=check).select_related("meeting").first()
    if item is None:
        Check.objects.select_for_update().get(pk=check.pk)
    else:
        settle_conflicts(item.meeting)
        touch([item])


def touch(items: Iterable[AgendaItem]) -> None:
    """Tells the pages that are open on these items that there is something new."""
    rows = AgendaItem.objects.filter(pk__in=[item.pk for item in items])
    rows.update(revision=F("revision") + 1)


@transaction.atomic
def settle_conflicts(meeting: Meeting) -> None:
    """Writes down what the facts say of a meeting's unpublished items, and strikes out what was
    put down against them. Twice changes nothing.

    Locks the items of these applications at every meeting in the order of their keys, so that two
    settlers, or a settler and a recusal, never wait for one another.
    """
    unpublished = AgendaItem.objects.filter(published_at__isnull=True)
    applications = unpublished.filter(meeting=meeting).values("application_id")
    items = list(
        unpublished.filter(application_id__in=applications).order_by("pk").select_for_update()
    )
    facts = _facts(items)
    live = Recusal.objects.filter(
        application_id__in=[item.application_id for item in items], ended_at__isnull=True
    ).exclude(cause=Cause.DECLARED)
    known = {(row.application_id, row.person_id, row.cause): row for row in live}
    taking_part = _taking_part(meeting)
    for key in facts.keys() - known.keys():
        application_id, person_id, cause = key
        if person_id not in taking_part:
            continue
        recusal = Recusal.objects.create(
            cluster_id=meeting.cluster_id,
            application_id=application_id,
            person_id=person_id,
            cause=cause,
            since=facts[key],
        )
        audit.record(by=None, verb="recused", subject=recusal, person=person_id, cause=cause)
    for key in known.keys() - facts.keys():
        recusal = known[key]
        recusal.ended_at, recusal.ended_why = timezone.now(), "The fact has ended."
        recusal.save(update_fields=["ended_at", "ended_why"])
        audit.record(by=None, verb="ended a recusal", subject=recusal, person=recusal.person_id)
    strike_out(items)
    _hide_balances(items)


def settle_all() -> None:
    """Settles every meeting with something unpublished, one cluster at a time behind the wall."""
    for cluster_id in Cluster.objects.live().values_list("pk", flat=True):
        with transaction.atomic(), tenant(clusters=[cluster_id]):
            unpublished = AgendaItem.objects.filter(published_at__isnull=True)
            for meeting in Meeting.objects.filter(pk__in=unpublished.values("meeting_id")):
                settle_conflicts(meeting)


def _facts(items: Iterable[AgendaItem]) -> dict[tuple[int, int, str], date]:
    """The standing facts of anybody: application, person and cause to the first day."""
    facts: dict[tuple[int, int, str], date] = {}
    for conflict in Conflict.objects.on_checks(item.check_row_id for item in items):
        if not conflict.stored:
            key = (conflict.application_id, conflict.person_id, conflict.cause)
            facts[key] = min(conflict.since, facts.get(key, conflict.since))
    return facts


def _taking_part(meeting: Meeting) -> set[int]:
    """Whose recusals are worth a record: a seat at the meeting, or an office that runs it."""
    running = Office.objects.live().filter(cluster_id=meeting.cluster_id, kind__in=access.RUNNING)
    seats = Seat.objects.filter(meeting=meeting)
    return {
        *running.values_list("person_id", flat=True),
        *seats.values_list("person_id", flat=True),
    }


def _hide_balances(items: Iterable[AgendaItem]) -> None:
    """Whoever is silent for an item that is not published sees no balance of the fund meanwhile:
    two balances would tell what the panel means to give."""
    open_ones = [item for item in items if item.taken_off_at is None]
    applications = Application.objects.exclude(status=Application.Status.WITHDRAWN).in_bulk(
        {item.application_id for item in open_ones}
    )
    officers = Office.objects.live().filter(cluster_id__in={item.cluster_id for item in open_ones})
    holders = set(officers.values_list("person_id", flat=True))
    silent: dict[int, set[int]] = {pk: set() for pk in applications}
    for conflict in Conflict.objects.on_checks(item.check_row_id for item in open_ones):
        if conflict.application_id in silent and conflict.person_id in holders:
            silent[conflict.application_id].add(conflict.person_id)
    hidden: dict[int, set[int]] = {pk: set() for pk in applications}
    rows = BalanceHidden.objects.filter(application_id__in=applications)
    for pk, person_id in rows.values_list("application_id", "person_id"):
        hidden[pk].add(person_id)
    people = get_user_model().objects.in_bulk(set().union(*silent.values()))
    for pk, application in applications.items():
        if silent[pk] != hidden[pk]:
            funding_actions.hide_balances(
                application=application, people=[people[person_id] for person_id in silent[pk]]
            )


def strike_out(items: Iterable[AgendaItem]) -> None:
    """Strikes out what stands against a conflict of its time: kept, not counted."""
    for model in PARTS:
        for part, cause in access.to_strike(model.objects.filter(item__in=items)):
            part.struck_at, part.struck_cause = timezone.now(), cause
            part.save(update_fields=["struck_at", "struck_cause"])
            touch([part.item])
            audit.record(by=None, verb="struck out", subject=part, cause=cause)
