"""How money moves: under the fund's lock, by one entry whose lines add up to nothing."""

from typing import Any

from core import audit, dates
from core.errors import DomainError
from funding.models import Account, Application, Fund, LedgerEntry, LedgerLine
from funding.queries import fund_on

OVERSPENT = (
    "The fund does not have enough left for that. Lower the amount, or ask the finance officer "
    "whether more money is coming in."
)


def lock(fund_id: int, *, application_id: int | None = None) -> Fund:
    """The fund's row, held until the transaction ends: whoever else moves its money waits.

    The order is always the application that the money is for, then the fund, then the award's
    instalment; two funds by their id.
    """
    lock_application(application_id)
    return Fund.objects.select_for_update(of=("self",)).get(pk=fund_id)


def lock_application(application_id: int | None) -> None:
    """Before its fund: an entry that names it would wait for whoever decides on it, with the fund
    in hand that they wait for."""
    if application_id:
        Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application_id)


def lock_live(cluster_id: int) -> Fund:
    """Today's fund of the cluster, locked."""
    fund = fund_on(cluster_id, dates.today())
    if fund is None:
        raise DomainError(
            "Your cluster has no fund for today. Ask the finance officer to set one up, then try "
            "again."
        )
    return lock(fund.pk)


def require_pounds(pence: int) -> None:
    if pence <= 0:
        raise DomainError("Enter an amount above £0.00.", field="amount_pence")


def move(
    *,
    fund: Fund,
    cause: str,
    pence: int,
    out_of: str,
    into: str,
    by: Any,
    school_id: int | None = None,
    **about: Any,
) -> LedgerEntry:
    """Moves `pence` from one account of a locked fund to another. `school_id` is whose account
    "paid" is; `about` is what the entry is for."""
    require_pounds(pence)
    entry = LedgerEntry.objects.create(
        cluster_id=fund.cluster_id, fund=fund, cause=cause, amount_pence=pence, by=by, **about
    )
    LedgerLine.objects.bulk_create(
        LedgerLine(
            cluster_id=fund.cluster_id,
            fund=fund,
            entry=entry,
            account=account,
            school_id=school_id if account == Account.PAID else None,
            amount_pence=amount,
        )
        for account, amount in ((out_of, -pence), (into, pence))
    )
    audit.record(by=by, verb=f"moved money: {cause}", subject=entry, fund=fund.pk)
    return entry
