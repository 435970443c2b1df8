"""From a decision to a promise: reserving, awarding, stopping, and what comes back.

Whoever calls `reserve`, `unreserve` and `make_award` has asked its own rule about the decision;
here it is only about the money.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from clusters.models import SchoolTerm
from core import audit
from core.errors import DomainError
from core.money import format_pounds
from funding.actions import posting
from funding.actions.evaluating import bring_evaluation_forward, open_evaluation
from funding.models import (
    Account,
    Application,
    Award,
    AwardBarred,
    Cause,
    Fund,
    Instalment,
    LedgerEntry,
)
from funding.queries import (
    balances_of,
    evaluation_of,
    instalment_plan,
    reservation_of,
    returnable_of,
)


@transaction.atomic
def reserve(*, application: Application, amount_pence: int, by: Any) -> Fund:
    """Keeps this much for a decision that is not published yet; said again, it is the new amount.

    Raises DomainError, without a figure, where the fund does not have it.
    """
    posting.require_pounds(amount_pence)
    fund = _lock_fund_of(application)
    if _award_on(application):
        raise DomainError("An award has been made on this application already.")
    _set_reservation(fund, application, amount_pence, by)
    return fund


@transaction.atomic
def unreserve(*, application: Application, by: Any) -> None:
    """Lets go of what was kept; without a reservation nothing happens."""
    posting.lock_application(application.pk)
    fund_id, _ = reservation_of(application)
    if fund_id is not None:
        _set_reservation(posting.lock(fund_id), application, 0, by)


@transaction.atomic
def make_award(
    *,
    application: Application,
    amount_pence: int,
    terms: int,
    first_term: SchoolTerm,
    conditions: str,
    barred: Iterable[Any],
    silent: Iterable[Any] = (),
    by: Any,
) -> Award:
    """The published decision as a promise in equal payments. Said twice it is made once.

    `barred` are those who took part in the decision, `silent` its silent observers.
    Raises DomainError where the fund does not have the money or the calendar lacks a term.
    """
    posting.require_pounds(amount_pence)
    fund = _lock_fund_of(application)
    made = _award_on(application)
    if made:
        return _the_same(made, amount_pence, terms)
    _set_reservation(fund, application, amount_pence, by)
    award = Award.objects.create(
        cluster_id=application.cluster_id,
        fund=fund,
        application=application,
        school_id=application.school_id,
        amount_pence=amount_pence,
        terms=terms,
        first_term=first_term,
        conditions=conditions,
        made_by=by,
    )
    _add_instalments(award, instalment_plan(first_term, terms, amount_pence))
    AwardBarred.objects.bulk_create(
        AwardBarred(cluster_id=award.cluster_id, award=award, person_id=pk)
        for pk in sorted({person.pk for person in barred})
    )
    open_evaluation(award=award, silent=silent)
    posting.move(
        fund=fund,
        cause=Cause.COMMITTED,
        pence=amount_pence,
        out_of=Account.RESERVED,
        into=Account.COMMITTED,
        by=by,
        application=application,
        award=award,
    )
    audit.record(by=by, verb="awarded", subject=award)
    return award


@transaction.atomic
def open_award(
    *,
    fund: Fund,
    school: Any,
    label: str,
    amount_pence: int,
    paid_pence: int,
    terms_left: int,
    first_term: SchoolTerm,
    by: Any,
) -> Award:
    """An award that was running when the cluster joined: what is left of it is paid from here.

    `first_term` is the term of its next payment.
    """
    fund = posting.lock(fund.pk)
    if not by.has_perm("funding.keep_fund", fund):
        raise DomainError("Only the cluster’s finance officer does this.")
    left = amount_pence - paid_pence
    if left <= 0:
        raise DomainError(
            "Nothing is left to pay of that award. Leave it out, or check what was paid.",
            field="paid_pence",
        )
    if Award.objects.filter(cluster_id=fund.cluster_id, school=school, label=label).exists():
        raise DomainError(f"{school} has a running award called “{label}” already.", field="label")
    award = Award.objects.create(
        cluster_id=fund.cluster_id,
        fund=fund,
        school=school,
        label=label,
        amount_pence=amount_pence,
        paid_before_pence=paid_pence,
        terms=terms_left,
        first_term=first_term,
        made_by=by,
    )
    _add_instalments(award, instalment_plan(first_term, terms_left, left))
    open_evaluation(award=award)
    posting.move(
        fund=fund,
        cause=Cause.OPENING,
        pence=left,
        out_of=Account.SOURCE,
        into=Account.COMMITTED,
        by=by,
        award=award,
    )
    audit.record(by=by, verb="brought forward", subject=award)
    return award


@transaction.atomic
def return_unspent(*, award: Award, amount_pence: int, words: str, by: Any) -> LedgerEntry:
    """The school gives back what it did not spend, at most what it was paid; once its evaluation
    is sent, what that says was not spent."""
    posting.require_pounds(amount_pence)
    fund = posting.lock(award.fund_id, application_id=award.application_id)
    if not by.has_perm("funding.return_unspent_award", award):
        raise DomainError("Only the cluster’s finance officer takes money back.")
    paid = returnable_of(award)
    if amount_pence > paid:
        raise DomainError(
            f"The school has {format_pounds(paid)} of this award. Enter that or less.",
            field="amount_pence",
        )
    evaluation = evaluation_of(award)
    if evaluation.sent_at and amount_pence > evaluation.to_return:  # type: ignore[attr-defined]
        left = format_pounds(evaluation.to_return)  # type: ignore[attr-defined]
        raise DomainError(
            f"By its evaluation {left} is still to come back. Enter that or less, or ask the "
            "cluster SENCO to send the evaluation back to the school.",
            field="amount_pence",
        )
    return posting.move(
        fund=fund,
        cause=Cause.RETURNED,
        pence=amount_pence,
        out_of=Account.PAID,
        into=Account.AVAILABLE,
        by=by,
        school_id=award.school_id,
        award=award,
        application_id=award.application_id,
        words=words,
    )


@transaction.atomic
def stop_award(*, award: Award, words: str, by: Any) -> LedgerEntry:
    """Pays no more of it; what was promised goes back to what is left."""
    fund = posting.lock(award.fund_id, application_id=award.application_id)
    if not by.has_perm("funding.stop_award", award):
        raise DomainError("Only the finance officer or the cluster SENCO stops an award.")
    rows = Instalment.objects.select_for_update(of=("self",)).order_by("pk")
    unpaid = list(rows.filter(award=award, released_at__isnull=True, stopped_at__isnull=True))
    if not unpaid:
        raise DomainError("Nothing is left to pay of this award, so there is nothing to stop.")
    Instalment.objects.filter(pk__in=[row.pk for row in unpaid]).update(stopped_at=timezone.now())
    bring_evaluation_forward(award=award)
    return posting.move(
        fund=fund,
        cause=Cause.STOPPED,
        pence=sum(row.amount_pence for row in unpaid),
        out_of=Account.COMMITTED,
        into=Account.AVAILABLE,
        by=by,
        award=award,
        application_id=award.application_id,
        words=words,
    )


def _lock_fund_of(application: Application) -> Fund:
    """The fund in which something is reserved for it already, else today's, locked."""
    posting.lock_application(application.pk)
    fund_id, _ = reservation_of(application)
    made = _award_on(application)
    if made:
        return posting.lock(made.fund_id)
    return posting.lock(fund_id) if fund_id else posting.lock_live(application.cluster_id)


def _set_reservation(fund: Fund, application: Application, pence: int, by: Any) -> None:
    """Under the locks of the application and its fund."""
    _, reserved = reservation_of(application)
    more = pence - reserved
    if more > balances_of(fund).available:
        raise DomainError(posting.OVERSPENT, field="amount_pence")
    if more:
        posting.move(
            fund=fund,
            cause=Cause.RESERVED if more > 0 else Cause.UNRESERVED,
            pence=abs(more),
            out_of=Account.AVAILABLE if more > 0 else Account.RESERVED,
            into=Account.RESERVED if more > 0 else Account.AVAILABLE,
            by=by,
            application=application,
        )


def _award_on(application: Application) -> Award | None:
    return Award.objects.filter(cluster_id=application.cluster_id, application=application).first()


def _the_same(award: Award, pence: int, terms: int) -> Award:
    if (award.amount_pence, award.terms) != (pence, terms):
        raise DomainError(
            "An award of another amount has been made on this application already. Open it to see."
        )
    return award


def _add_instalments(award: Award, instalments: list[Instalment]) -> None:
    for instalment in instalments:
        instalment.award = award
    Instalment.objects.bulk_create(instalments)
