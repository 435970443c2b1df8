"""Sums over the ledger, and when an award is paid."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from clusters.models import SchoolTerm
from core import dates, money
from core.errors import DomainError
from funding.models import (
    Account,
    Application,
    Award,
    Cause,
    Fund,
    Instalment,
    LedgerEntry,
    LedgerLine,
    Outcome,
)


@dataclass(frozen=True)
class Balances:
    """Where a fund's money stands, in pence."""

    given: int = 0
    available: int = 0
    reserved: int = 0
    committed: int = 0
    paid: int = 0


def balances_of(fund: Fund) -> Balances:
    """Every balance of the fund, for actions and for readers who may see them all."""
    lines = LedgerLine.objects.filter(fund=fund).order_by().values("account")
    sums = dict(lines.annotate(sum=Sum("amount_pence")).values_list("account", "sum"))
    return Balances(
        given=-sums.get(Account.SOURCE, 0),
        **{
            account.value: sums.get(account, 0)
            for account in (
                Account.AVAILABLE,
                Account.RESERVED,
                Account.COMMITTED,
                Account.PAID,
            )
        },
    )


def fund_on(cluster_id: int, day: date) -> Fund | None:
    """The fund from which the cluster gives on that day."""
    return Fund.objects.on(day).filter(cluster_id=cluster_id).first()


def fund_for(user: Any, cluster_id: int, day: date) -> Fund | None:
    """The same fund, with whether this reader may know what is left of it."""
    funds: Any = Fund.objects.on(day).filter(cluster_id=cluster_id)
    found: Fund | None = funds.with_verbs(user, "read_balance").first()
    return found


def balance_left(fund: Any) -> int | None:
    """What is left of a fund that carries `can_read_balance`, or None for a reader who awaits an
    outcome: show "not shown until published" to them."""
    return balances_of(fund).available if fund.can_read_balance else None


def reservation_of(application: Application) -> tuple[int | None, int]:
    """The fund in which money is reserved for the application's decision, and how much."""
    lines = LedgerLine.objects.filter(
        entry__application=application, account=Account.RESERVED, cluster_id=application.cluster_id
    )
    sums = lines.order_by().values("fund_id").annotate(sum=Sum("amount_pence"))
    for fund_id, pence in sums.values_list("fund_id", "sum"):
        if pence:
            return fund_id, pence
    return None, 0


def returnable_of(award: Award) -> int:
    """What was paid on the award through this ledger and has not come back."""
    lines = LedgerLine.objects.filter(
        entry__award=award, account=Account.PAID, cluster_id=award.cluster_id
    )
    return lines.aggregate(sum=Sum("amount_pence"))["sum"] or 0


def returned_on(award: Award) -> int:
    """What came back of the award, unspent."""
    rows = LedgerEntry.objects.filter(
        cluster_id=award.cluster_id, award=award, cause=Cause.RETURNED
    )
    return rows.aggregate(sum=Sum("amount_pence"))["sum"] or 0


def instalment_plan(first_term: SchoolTerm, terms: int, pence: int) -> list[Instalment]:
    """Equal payments, unsaved: each on the first day of its term; what has begun is due today."""
    starts = [term.starts_on for term in terms_from(first_term, terms)]
    if len(starts) < terms:
        raise DomainError(
            f"The calendar has no dates yet for {_count(terms - len(starts))} of the terms from "
            f"{first_term.name} {first_term.starts_on.year}. Add them to your cluster’s calendar, "
            "then try again.",
            field="terms",
        )
    return [
        Instalment(
            cluster_id=first_term.cluster_id,
            number=number,
            due_on=max(start, dates.today()),
            amount_pence=part,
        )
        for number, (start, part) in enumerate(
            zip(starts, money.split_terms(pence, terms), strict=True), start=1
        )
    ]


def terms_from(first_term: SchoolTerm, terms: int) -> list[SchoolTerm]:
    """This many terms of the calendar, the first among them; fewer where it has no more."""
    following = SchoolTerm.objects.filter(
        cluster_id=first_term.cluster_id, starts_on__gte=first_term.starts_on
    )
    return list(following.order_by("starts_on")[:terms])


def _count(number: int) -> str:
    return {1: "one", 2: "two"}.get(number, str(number))


def first_payment_on(outcome: Outcome) -> date | None:
    """As `instalment_plan` has it on the day of the letter. A later letter that puts it right does
    not know on which day an earlier one made it due: then None, once the term has begun."""
    told_on = dates.local_day(outcome.published_at)
    starts_on = outcome.first_term and outcome.first_term.starts_on
    if starts_on is None or (outcome.version > 1 and starts_on < told_on):
        return None
    return max(starts_on, told_on)


def help_ends_on(outcome: Outcome) -> date | None:
    """The last day of the last term that an award is for; None where the calendar ends before."""
    if outcome.first_term is None or not outcome.terms:
        return None
    terms = terms_from(outcome.first_term, outcome.terms)
    return terms[-1].ends_on if len(terms) == outcome.terms else None


def evaluation_due_on(outcome: Outcome) -> date | None:
    """As the letter says it: by the cluster's rule, whatever happens to the award later."""
    ends = help_ends_on(outcome)
    return ends and ends + timedelta(days=outcome.cluster.rules.evaluation_days)


def remittance_parts(payment: Instalment) -> dict[str, Any]:
    """What the advice of a released payment says, with what the school had of the award by then."""
    award = payment.award
    until = award.instalments.filter(released_at__lte=payment.released_at)
    return {
        "payment": payment,
        "award": award,
        "parts": len(award.instalments.all()),
        "paid": award.paid_before_pence + sum(one.amount_pence for one in until),
    }
