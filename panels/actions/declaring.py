"""What people say of their interest in a case, and the recusals that follow."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.errors import DomainError
from panels.actions import settling
from panels.models import AgendaItem, Check, Declaration, Meeting
from panels.models.conflict import Cause, Recusal


@transaction.atomic
def answer_no_interest(*, check: Check, by: Any, person: Any = None) -> Declaration:
    """Says "I have no interest". It opens the papers; nobody conflicted can say it. `person` is
    who said it, where it was said aloud and `by` writes it down."""
    settling.settle_and_lock(check)
    person = person or by
    _require_answer(check, person)
    return write_answer(check, person, Declaration.Answer.NO_INTEREST, by=by)


@transaction.atomic
def declare_interest(
    *, check: Check, kind: str, detail: str, by: Any, person: Any = None
) -> Declaration:
    """Stands back from the application, at this panel and any later one. What this person scored,
    voted or noted on it is struck out: kept, not counted. `person` is who said it aloud."""
    settling.settle_and_lock(check)
    person = person or by
    declaration = write_answer(
        check, person, Declaration.Answer.INTEREST, by=by, kind=kind, detail=detail
    )
    Recusal.objects.get_or_create(
        cluster_id=check.cluster_id,
        application_id=check.application_id,
        person=person,
        cause=Cause.DECLARED,
        ended_at=None,
        defaults={"declaration": declaration},
    )
    settling.strike_out(AgendaItem.objects.filter(application_id=check.application_id))
    return declaration


@transaction.atomic
def lift(*, declaration: Declaration, why: str, by: Any) -> Recusal:
    """Ends a declared recusal. The person has to answer again; what was struck out stays so."""
    settling.settle_and_lock(declaration.check_row)
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
    settling.settle_conflicts(meeting)
    items = AgendaItem.objects.filter(meeting=meeting).select_related("check_row")
    open_to_them = items.for_user(by, "answer").with_verbs(by, "read")
    checks = [row.check_row for row in open_to_them if not getattr(row, "can_read")]  # noqa: B009
    for check in checks:
        write_answer(check, by, Declaration.Answer.NO_INTEREST, by=by)
    settling.touch(open_to_them)
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


def write_answer(
    check: Check, person: Any, answer: str, *, by: Any, kind: str = "", detail: str = ""
) -> Declaration:
    """Replaces what the person said before. The caller has settled, locked and asked the rule."""
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
        orally=person != by,
        by=by,
    )
    audit.record(by=by, verb="answered", subject=check, answer=answer, person=person.pk)
    return declaration
