"""Setting a fund up, money that comes in, corrections, and from whom balances are hidden."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from clusters.models import Cluster
from core import audit
from core.errors import DomainError
from funding.actions import posting
from funding.models import Account, Application, BalanceHidden, Cause, Fund, LedgerEntry
from funding.queries import balances_of

KEEPER = "Only the cluster’s finance officer does this."


@transaction.atomic
def set_up_fund(*, cluster: Cluster, name: str, starts_on: date, ends_on: date, by: Any) -> Fund:
    """A fund for some months. A cluster gives from one fund at a time."""
    if not by.has_perm("clusters.set_up_fund_cluster", cluster):
        raise DomainError("Only the cluster’s finance officer, SENCO or clerk sets up a fund.")
    if ends_on < starts_on:
        raise DomainError("The last day is before the first.", field="ends_on")
    try:
        with transaction.atomic():
            fund = Fund.objects.create(
                cluster=cluster, name=name, starts_on=starts_on, ends_on=ends_on
            )
    except IntegrityError as refusal:
        if "fund_name_once" in str(refusal):
            raise DomainError("Your cluster has a fund of that name.", field="name") from refusal
        raise DomainError(
            "Your cluster has a fund for some of these days already. Choose days after it ends.",
            field="starts_on",
        ) from refusal
    audit.record(by=by, verb="set up a fund", subject=fund)
    return fund


@transaction.atomic
def allocate(*, fund: Fund, amount_pence: int, words: str, by: Any) -> LedgerEntry:
    """Puts money in. `words` say where it is from."""
    return _put_in(fund, Cause.ALLOCATION, amount_pence, words, by)


@transaction.atomic
def open_balance(*, fund: Fund, amount_pence: int, words: str, by: Any) -> LedgerEntry:
    """What was left in the fund when the cluster joined, apart from the awards that run. Once:
    a second would count the same money again."""
    posting.lock(fund.pk)
    opened = LedgerEntry.objects.filter(
        cluster_id=fund.cluster_id, fund=fund, cause=Cause.OPENING, award__isnull=True
    )
    corrected = LedgerEntry.objects.filter(cluster_id=fund.cluster_id, fund=fund)
    if opened.exclude(pk__in=corrected.filter(corrects__isnull=False).values("corrects")).exists():
        raise DomainError(
            "A balance has been brought forward already. Correct it in the ledger first.",
            field="amount_pence",
        )
    return _put_in(fund, Cause.OPENING, amount_pence, words, by)


@transaction.atomic
def correct(*, entry: LedgerEntry, words: str, by: Any) -> LedgerEntry:
    """Takes back money that was entered by mistake, by an entry of its own."""
    fund = posting.lock(entry.fund_id)
    if not by.has_perm("funding.correct_ledgerentry", entry):
        raise DomainError(
            "Only money in and a balance brought forward are corrected, once, by the finance "
            "officer. Return or stop an award instead."
        )
    if balances_of(fund).available < entry.amount_pence:
        raise DomainError(
            "Some of that money is promised or paid already, so it cannot be taken back."
        )
    return posting.move(
        fund=fund,
        cause=Cause.CORRECTED,
        pence=entry.amount_pence,
        out_of=Account.AVAILABLE,
        into=Account.SOURCE,
        by=by,
        corrects=entry,
        words=words,
    )


@transaction.atomic
def hide_balances(*, application: Application, people: Iterable[Any]) -> None:
    """From now on these people, and no others for this application, see no balance of its
    cluster's fund until `show_balances`."""
    wanted = {person.pk for person in people}
    rows = BalanceHidden.objects.filter(cluster_id=application.cluster_id, application=application)
    rows.exclude(person_id__in=wanted).delete()
    BalanceHidden.objects.bulk_create(
        (
            BalanceHidden(cluster_id=application.cluster_id, application=application, person_id=pk)
            for pk in sorted(wanted)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def show_balances(*, application: Application) -> None:
    """The outcome is published, or there will be none."""
    hide_balances(application=application, people=())


def _put_in(fund: Fund, cause: str, pence: int, words: str, by: Any) -> LedgerEntry:
    fund = posting.lock(fund.pk)
    if not by.has_perm("funding.keep_fund", fund):
        raise DomainError(KEEPER)
    return posting.move(
        fund=fund,
        cause=cause,
        pence=pence,
        out_of=Account.SOURCE,
        into=Account.AVAILABLE,
        by=by,
        words=words,
    )
