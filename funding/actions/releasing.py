"""Paying an award's instalments: once each, with four eyes where somebody is involved."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.errors import DomainError
from core.ids import new_public_id
from funding import emails
from funding.actions import posting
from funding.models import Account, Cause, Fund, Hold, Instalment

NOT_NOW = (
    "This payment cannot be released: it is paid, held, stopped, not due yet, or waits for a "
    "countersignature. Open the list again to see which."
)
NOT_YOURS = (
    "This payment cannot be countersigned by you: it is paid or held, you released it yourself, "
    "you took part in the decision, or it goes to a school of yours."
)


@transaction.atomic
def release(*, instalment: Instalment, by: Any) -> Instalment:
    """Pays it. Where whoever releases took part in the decision or has a post at the school, it
    waits for a countersignature instead, and no money moves."""
    fund, instalment = _lock(instalment)
    if not by.has_perm("funding.release_instalment", instalment):
        raise DomainError(NOT_NOW)
    instalment.released_by, instalment.asked_at = by, timezone.now()
    if by.has_perm("funding.release_alone_instalment", instalment):
        return _pay(fund, instalment, by=by)
    instalment.save(update_fields=["released_by", "asked_at"])
    audit.record(by=by, verb="asked for a countersignature", subject=instalment)
    return instalment


@transaction.atomic
def countersign(*, instalment: Instalment, by: Any) -> Instalment:
    """An uninvolved officer agrees, and the money moves."""
    fund, instalment = _lock(instalment)
    if not by.has_perm("funding.countersign_instalment", instalment):
        raise DomainError(NOT_YOURS)
    instalment.countersigned_by = by
    return _pay(fund, instalment, by=by)


@transaction.atomic
def take_back(*, instalment: Instalment, by: Any) -> Instalment:
    """Undoes a release that nobody has countersigned yet."""
    _, instalment = _lock(instalment)
    if not by.has_perm("funding.take_back_instalment", instalment):
        raise DomainError("There is no release to take back: it is paid, or nobody released it.")
    instalment.released_by = instalment.asked_at = None
    instalment.save(update_fields=["released_by", "asked_at"])
    audit.record(by=by, verb="took a release back", subject=instalment)
    return instalment


@transaction.atomic
def hold(*, instalment: Instalment, why: str, by: Any) -> Hold:
    _, instalment = _lock(instalment)
    if not by.has_perm("funding.hold_instalment", instalment):
        raise DomainError("This payment cannot be held: it is paid, stopped or held already.")
    if not why.strip():
        raise DomainError("Say why the payment is held.", field="why")
    made = Hold.objects.create(
        cluster_id=instalment.cluster_id, instalment=instalment, why=why.strip(), by=by
    )
    audit.record(by=by, verb="held", subject=instalment)
    return made


@transaction.atomic
def end_hold(*, instalment: Instalment, by: Any) -> Instalment:
    _, instalment = _lock(instalment)
    if not by.has_perm("funding.end_hold_instalment", instalment):
        raise DomainError("This payment is not held.")
    Hold.objects.filter(
        cluster_id=instalment.cluster_id, instalment=instalment, ended_at__isnull=True
    ).update(ended_at=timezone.now(), ended_by=by)
    audit.record(by=by, verb="ended a hold", subject=instalment)
    return instalment


def _lock(instalment: Instalment) -> tuple[Fund, Instalment]:
    """The row as it is now, locked last, so that what is asked next stays true."""
    award = instalment.award
    fund = posting.lock(award.fund_id, application_id=award.application_id)
    rows = Instalment.objects.select_for_update(of=("self",)).select_related("award")
    return fund, rows.get(pk=instalment.pk)


def _pay(fund: Fund, instalment: Instalment, *, by: Any) -> Instalment:
    instalment.released_at = timezone.now()
    instalment.remittance = _reference()
    instalment.save()
    award = instalment.award
    posting.move(
        fund=fund,
        cause=Cause.RELEASED,
        pence=instalment.amount_pence,
        out_of=Account.COMMITTED,
        into=Account.PAID,
        by=by,
        school_id=award.school_id,
        award=award,
        application_id=award.application_id,
        instalment=instalment,
    )
    audit.record(by=by, verb="released", subject=instalment)
    emails.payment_released(instalment=instalment)
    return instalment


def _reference() -> str:
    """What stands on the school's bank statement: R-K7QFM-2WPXR."""
    code = new_public_id().upper()
    return f"R-{code[:5]}-{code[5:]}"
