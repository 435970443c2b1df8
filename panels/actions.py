"""Every write on the panel's side. Each settles the conflicts of its meeting first, then locks the
item, then asks the rule: one statement with both would let a recusal slip in between."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from clusters.models import Cluster, Office, PanelDate
from core import audit
from core.errors import DomainError
from core.tenancy import tenant
from funding import actions as funding_actions
from funding.models import Application, Authorship
from funding.queries import missing_from
from panels import access
from panels.models import (
    AgendaItem,
    Check,
    Declaration,
    Meeting,
    Note,
    Score,
    Seat,
    Vote,
)
from panels.models.conflict import Cause, Conflict, Recusal

PARTS = (Score, Vote, Note)


@transaction.atomic
def submit(*, application: Application, by: Any) -> Check:
    """Sends a draft to its panel; after the closing time the school picks the next one."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    if not by.has_perm("funding.submit_application", application):
        raise DomainError("This application can no longer be submitted. Open it to see why.")
    lacking = missing_from(application)
    if lacking:
        raise DomainError("Before you submit: " + "; ".join(lacking) + ".")
    if not application.panel_date.is_open:
        raise DomainError(
            "The closing time of this panel has passed. Choose the next panel, then submit."
        )
    application.submitted_at = timezone.now()
    funding_actions.set_status(application, Application.Status.SUBMITTED, by=by)
    Authorship.objects.get_or_create(
        cluster_id=application.cluster_id,
        application=application,
        person=by,
        part=Authorship.Part.SUBMITTED,
    )
    check, created = Check.objects.get_or_create(
        cluster_id=application.cluster_id,
        application=application,
        panel_date_id=application.panel_date_id,
    )
    if not created:
        check.outcome, check.checked_at, check.checked_by = "", None, None
        check.received_at = timezone.now()
        check.save()
    audit.record(by=by, verb="submitted", subject=application, check=check.pk)
    return check


@transaction.atomic
def find_ready(*, check: Check, note: str, by: Any) -> Check:
    check = _finish_check(check, Check.Outcome.READY, by=by)
    check.note = note
    check.save()
    funding_actions.set_status(check.application, Application.Status.CHECKED, by=by)
    audit.record(by=by, verb="found ready", subject=check)
    return check


@transaction.atomic
def return_to_school(*, check: Check, needed: str, by: Any) -> Check:
    """Sends it back with what is needed; the school sees those words, and who asked for them."""
    check = _finish_check(check, Check.Outcome.RETURNED, by=by)
    check.needed = needed
    check.save()
    funding_actions.set_status(check.application, Application.Status.RETURNED, by=by, words=needed)
    audit.record(by=by, verb="returned", subject=check)
    return check


def _finish_check(check: Check, outcome: str, *, by: Any) -> Check:
    Application.objects.select_for_update().get(pk=check.application_id)
    check = Check.objects.select_for_update().select_related("application").get(pk=check.pk)
    if check.outcome:
        raise DomainError("Somebody has already checked this application.")
    if not by.has_perm("panels.check_check", check):
        raise DomainError(
            "You may not check this application. Say first that you have no interest."
        )
    check.outcome, check.checked_at, check.checked_by = outcome, timezone.now(), by
    return check


@transaction.atomic
def call_meeting(*, panel_date: PanelDate, by: Any) -> Meeting:
    """The meeting of a cluster's panel date, with a seat for each person in office that day."""
    if panel_date.cluster_id is None:
        raise DomainError(
            "This panel is the authority’s. Only a cluster’s panel has an agenda here."
        )
    meeting, created = Meeting.objects.get_or_create(
        cluster_id=panel_date.cluster_id, panel_date=panel_date
    )
    if created:
        for office in offices_without_seat(meeting):
            seat(meeting=meeting, office=office, by=by)
        audit.record(by=by, verb="called", subject=meeting)
    return meeting


def offices_without_seat(meeting: Meeting) -> list[Office]:
    """Who holds an office on the day and has no seat yet: one office a person, the first in the
    order of the roles."""
    panel_date = meeting.panel_date
    seated = Seat.objects.filter(meeting=meeting).values("person_id")
    offices = (
        Office.objects.on(panel_date.held_on)
        .filter(cluster_id=meeting.cluster_id, kind__in=Seat.Role.values)
        .exclude(person_id__in=seated)
        .select_related("person")
    )
    order = {role: place for place, role in enumerate(Seat.Role.values)}
    by_person: dict[int, Office] = {}
    for office in sorted(offices, key=lambda held: (order[held.kind], held.person.name)):
        by_person.setdefault(office.person_id, office)
    return list(by_person.values())


@transaction.atomic
def seat(*, meeting: Meeting, office: Office, by: Any) -> Seat:
    """A seat in the role of the person's office."""
    if Seat.objects.filter(meeting=meeting, person=office.person).exists():
        raise DomainError(f"{office.person} already has a seat at this meeting.")
    seated = Seat.objects.create(
        cluster_id=meeting.cluster_id, meeting=meeting, person=office.person, role=office.kind
    )
    audit.record(by=by, verb="seated", subject=seated, person=office.person_id, role=office.kind)
    return seated


@transaction.atomic
def take_seat_away(*, seat: Seat, by: Any) -> None:
    """Only while nothing was put down from it: what was said at a meeting is kept."""
    if any(model.objects.filter(seat=seat).exists() for model in PARTS):
        raise DomainError(
            f"{seat.person} has already scored, voted or noted, so the seat stays. End the office "
            "instead: the seat then opens nothing."
        )
    audit.record(by=by, verb="took a seat away", subject=seat, person=seat.person_id)
    seat.delete()


@transaction.atomic
def add_item(*, meeting: Meeting, check: Check, by: Any) -> AgendaItem:
    """Puts a checked application on the agenda, last."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if check.panel_date_id != meeting.panel_date_id:
        raise DomainError("That application is for another panel.")
    if not by.has_perm("panels.put_on_agenda_check", check):
        raise DomainError("That application is already on the agenda, or not yet checked.")
    last = AgendaItem.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    item = AgendaItem.objects.create(
        cluster_id=meeting.cluster_id,
        meeting=meeting,
        check_row=check,
        application_id=check.application_id,
        number=last + 1,
    )
    settle_conflicts(meeting)
    audit.record(by=by, verb="added to the agenda", subject=item)
    return item


@transaction.atomic
def answer_no_interest(*, check: Check, by: Any) -> Declaration:
    """Says "I have no interest". It opens the papers; nobody conflicted can say it."""
    _settle_and_lock(check)
    _require_answer(check, by)
    return _answer(check, by, Declaration.Answer.NO_INTEREST)


@transaction.atomic
def declare_interest(*, check: Check, kind: str, detail: str, by: Any) -> Declaration:
    """Stands back from the application, at this panel and any later one. What this person scored,
    voted or noted on it is struck out: kept, not counted."""
    _settle_and_lock(check)
    declaration = _answer(check, by, Declaration.Answer.INTEREST, kind=kind, detail=detail)
    Recusal.objects.get_or_create(
        cluster_id=check.cluster_id,
        application_id=check.application_id,
        person=by,
        cause=Cause.DECLARED,
        ended_at=None,
        defaults={"declaration": declaration},
    )
    _strike_out(AgendaItem.objects.filter(application_id=check.application_id))
    return declaration


@transaction.atomic
def lift(*, declaration: Declaration, why: str, by: Any) -> Recusal:
    """Ends a declared recusal. The person has to answer again; what was struck out stays so."""
    _settle_and_lock(declaration.check_row)
    if not by.has_perm("panels.lift_declaration", declaration):
        raise DomainError(
            "Only a chair, deputy or clerk without an interest in the application can lift it."
        )
    recusal = Recusal.objects.get(declaration=declaration, ended_at__isnull=True)
    recusal.ended_at, recusal.ended_by, recusal.ended_why = timezone.now(), by, why
    recusal.save(update_fields=["ended_at", "ended_by", "ended_why"])
    Declaration.objects.filter(pk=declaration.pk, replaced_at__isnull=True).update(
        replaced_at=timezone.now()
    )
    audit.record(by=by, verb="lifted a recusal", subject=recusal, person=recusal.person_id)
    return recusal


@transaction.atomic
def answer_all(*, meeting: Meeting, by: Any) -> int:
    """Says "I have no interest" on every item that still waits for this person's answer."""
    settle_conflicts(meeting)
    items = AgendaItem.objects.filter(meeting=meeting).select_related("check_row")
    open_to_them = items.for_user(by, "answer").with_verbs(by, "read")
    checks = [row.check_row for row in open_to_them if not getattr(row, "can_read")]  # noqa: B009
    for check in checks:
        _answer(check, by, Declaration.Answer.NO_INTEREST)
    return len(checks)


def _require_answer(check: Check, by: Any) -> None:
    """By the item's rule once it is on an agenda, by the check's until then."""
    item = AgendaItem.objects.filter(check_row=check).first()
    if item is None:
        allowed = by.has_perm("panels.answer_check", check)
    else:
        allowed = by.has_perm("panels.answer_agendaitem", item)
    if not allowed:
        raise DomainError(
            "There is nothing to answer: you are a silent observer for this application, or its "
            "outcome is published."
        )


def _answer(
    check: Check, person: Any, answer: str, *, kind: str = "", detail: str = ""
) -> Declaration:
    Declaration.objects.filter(check_row=check, person=person, replaced_at__isnull=True).update(
        replaced_at=timezone.now()
    )
    declaration = Declaration.objects.create(
        cluster_id=check.cluster_id,
        check_row=check,
        person=person,
        answer=answer,
        kind=kind,
        detail=detail,
        by=person,
    )
    audit.record(by=person, verb="answered", subject=check, answer=answer)
    return declaration


def give_score(*, item: AgendaItem, value: int, by: Any) -> Score:
    return _put_down(Score, "score", item, by=by, value=value)


def cast_vote(*, item: AgendaItem, choice: str, by: Any) -> Vote:
    return _put_down(Vote, "vote", item, by=by, choice=choice)


def write_note(*, item: AgendaItem, text: str, by: Any) -> Note:
    return _put_down(Note, "note", item, by=by, text=text)


@transaction.atomic
def _put_down(
    model: type[Score | Vote | Note],
    verb: str,
    item: AgendaItem,
    *,
    by: Any,
    **what: Any,
) -> Any:
    """Writes the person's score or vote, replacing their standing one; a note is a new one."""
    _settle_and_lock(item.check_row)
    if not by.has_perm(f"panels.{verb}_agendaitem", item):
        raise DomainError(f"You may not {verb} on this item. Open the item to see why.")
    seated = Seat.objects.get(meeting_id=item.meeting_id, person=by)
    mine = model.objects.filter(item=item, seat=seated, struck_at__isnull=True)
    try:
        with transaction.atomic():
            part = None if model is Note else mine.first()
            part = part or model(cluster_id=item.cluster_id, item=item, seat=seated)
            for field, value in what.items():
                setattr(part, field, value)
            part.made_at = timezone.now()
            part.save()
    except IntegrityError as refusal:
        raise DomainError(
            f"You may not {verb} on this item. Open the item to see why."
        ) from refusal
    audit.record(by=by, verb=f"put down a {verb}", subject=item)
    return part


def _settle_and_lock(check: Check) -> None:
    """The lock is the item's row; a case not yet on an agenda has nothing to race for."""
    item = AgendaItem.objects.filter(check_row=check).select_related("meeting").first()
    if item is not None:
        settle_conflicts(item.meeting)


@transaction.atomic
def settle_conflicts(meeting: Meeting) -> None:
    """Writes down what the facts say of a meeting's unpublished items, and strikes out what was
    put down against them. Twice changes nothing.

    Locks the items in the order of their keys, so that two settlers never wait for one another.
    """
    unpublished = AgendaItem.objects.filter(meeting=meeting, published_at__isnull=True)
    items = list(unpublished.order_by("pk").select_for_update())
    facts = _facts(meeting, items)
    live = Recusal.objects.filter(
        application_id__in=[item.application_id for item in items], ended_at__isnull=True
    ).exclude(cause=Cause.DECLARED)
    known = {(row.application_id, row.person_id, row.cause): row for row in live}
    for key in facts.keys() - known.keys():
        application_id, person_id, cause = key
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
    _strike_out(items)


def settle_all() -> None:
    """Settles every meeting with something unpublished, one cluster at a time behind the wall."""
    for cluster_id in Cluster.objects.live().values_list("pk", flat=True):
        with transaction.atomic(), tenant(clusters=[cluster_id]):
            unpublished = AgendaItem.objects.filter(published_at__isnull=True)
            for meeting in Meeting.objects.filter(pk__in=unpublished.values("meeting_id")):
                settle_conflicts(meeting)


def _facts(meeting: Meeting, items: Iterable[AgendaItem]) -> dict[tuple[int, int, str], date]:
    """The standing facts about those who take part: application, person and cause to first day."""
    running = Office.objects.live().filter(cluster_id=meeting.cluster_id, kind__in=access.RUNNING)
    taking_part = set(running.values_list("person_id", flat=True)) | set(
        Seat.objects.filter(meeting=meeting).values_list("person_id", flat=True)
    )
    facts: dict[tuple[int, int, str], date] = {}
    for conflict in Conflict.objects.on_checks(item.check_row_id for item in items):
        if not conflict.stored and conflict.person_id in taking_part:
            key = (conflict.application_id, conflict.person_id, conflict.cause)
            facts[key] = min(conflict.since, facts.get(key, conflict.since))
    return facts


def _strike_out(items: Iterable[AgendaItem]) -> None:
    """Strikes out what stands against a conflict of its time: kept, not counted."""
    for model in PARTS:
        for part, cause in access.to_strike(model.objects.filter(item__in=items)):
            part.struck_at, part.struck_cause = timezone.now(), cause
            part.save(update_fields=["struck_at", "struck_cause"])
            audit.record(by=None, verb="struck out", subject=part, cause=cause)
