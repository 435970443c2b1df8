"""The ledger as people read it: filtered, each entry with what was left after it."""

from datetime import date

from django.db import connection
from django.db.models import QuerySet

from funding.models import Account, Award, Fund, LedgerEntry
from schools.models import School

# Summed over the whole fund, so that a filtered list still tells what was left at the time.
RUNNING = """
    SELECT id, delta, after FROM (
        SELECT e.id, coalesce(l.pence, 0) AS delta,
            sum(coalesce(l.pence, 0)) OVER (ORDER BY e.at, e.id) AS after
        FROM funding_ledgerentry e
        LEFT JOIN (
            SELECT entry_id, sum(amount_pence) AS pence FROM funding_ledgerline
            WHERE fund_id = %(fund)s AND account = %(account)s GROUP BY entry_id
        ) l ON l.entry_id = e.id
        WHERE e.fund_id = %(fund)s
    ) every WHERE id = ANY (%(wanted)s)
"""


def ledger_rows(
    rows: QuerySet[LedgerEntry],
    *,
    cause: str = "",
    school: School | None = None,
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[LedgerEntry]:
    """Newest first. A school finds what was awarded and paid to it, never what a panel keeps for a
    decision it has not published: that is on no school's line."""
    if cause:
        rows = rows.filter(cause=cause)
    if school:
        rows = rows.filter(award__school=school)
    if first:
        rows = rows.filter(at__date__gte=first)
    if last:
        rows = rows.filter(at__date__lte=last)
    return rows.select_related("by", "award__school", "award__application", "instalment")


def with_running(fund: Fund, entries: list[LedgerEntry], *, whole: bool) -> list[LedgerEntry]:
    """Adds `delta`, what an entry did to what is left, and `after`, what was left then; None where
    the reader may not know it."""
    found: dict[int, tuple[int, int]] = {}
    if whole and entries:
        asked = {
            "fund": fund.pk,
            "account": Account.AVAILABLE.value,
            "wanted": [entry.pk for entry in entries],
        }
        with connection.cursor() as cursor:
            cursor.execute(RUNNING, asked)
            found = {pk: (int(delta), int(after)) for pk, delta, after in cursor.fetchall()}
    for entry in entries:
        entry.delta, entry.after = found.get(entry.pk, (None, None))  # type: ignore[attr-defined]
    return entries


def schools_paid_from(fund: Fund) -> QuerySet[School]:
    """The schools that have an award from the fund."""
    return School.objects.filter(pk__in=Award.objects.filter(fund=fund).values("school_id"))
