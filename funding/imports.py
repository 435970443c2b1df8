"""What a cluster brings with it: its balance and its running awards, from a CSV file."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from clusters.models import Membership, SchoolTerm
from core.errors import DomainError
from core.money import format_pounds, parse_pence
from funding import actions
from funding.models import Award, Fund
from schools.models import School

COLUMNS = ("what", "urn", "award", "granted", "paid", "payments", "next_term")
BALANCE, AWARD = "balance", "award"
MOST_LINES = 1000
PAYMENTS = {"1": 1, "2": 2, "3": 3}


@dataclass
class Line:
    """One line of the file as it would be taken, or what is wrong with it."""

    number: int
    what: str
    label: str = ""
    school: School | None = None
    granted: int = 0
    paid: int = 0
    payments: int = 0
    first_term: SchoolTerm | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def left(self) -> int:
        return self.granted - self.paid


@dataclass(frozen=True)
class Opening:
    lines: list[Line]

    @property
    def faults(self) -> list[tuple[int, str]]:
        return [(line.number, fault) for line in self.lines for fault in line.faults]

    @property
    def total(self) -> int:
        return sum(line.left for line in self.lines if not line.faults)


def read(text: str, fund: Fund) -> Opening:
    """What the file would do to the fund, line by line. Nothing is written."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    header = {(name or "").strip().lower() for name in rows.fieldnames or []}
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise DomainError(f"The file lacks these columns: {', '.join(missing)}.", field="file")
    found = _Known(fund)
    lines = [
        _line(number, row, found) for number, row in enumerate(rows, start=2) if any(row.values())
    ]
    if not lines:
        raise DomainError("The file has no lines below its heading.", field="file")
    if len(lines) > MOST_LINES:
        raise DomainError(f"The file has more than {MOST_LINES} lines. Split it.", field="file")
    return Opening(lines)


@transaction.atomic
def take(text: str, *, fund: Fund, by: Any) -> Opening:
    """Enters every line, or none where one is wrong."""
    opening = read(text, fund)
    if opening.faults:
        number, fault = opening.faults[0]
        raise DomainError(f"Line {number}: {fault} Nothing was entered.")
    for line in opening.lines:
        if line.what == BALANCE:
            actions.open_balance(
                fund=fund, amount_pence=line.granted, words="Brought forward from a file", by=by
            )
        else:
            actions.open_award(
                fund=fund,
                school=line.school,
                label=line.label,
                amount_pence=line.granted,
                paid_pence=line.paid,
                terms_left=line.payments,
                first_term=line.first_term,  # type: ignore[arg-type]
                by=by,
            )
    return opening


class _Known:
    """What the lines may name, fetched once, and what earlier lines named already."""

    def __init__(self, fund: Fund) -> None:
        cluster = fund.cluster_id
        members = Membership.objects.filter(cluster_id=cluster).live().select_related("school")
        self.schools = {member.school.urn: member.school for member in members}
        self.terms = list(SchoolTerm.objects.filter(cluster_id=cluster).order_by("starts_on"))
        self.taken = set(
            Award.objects.filter(cluster_id=cluster, application__isnull=True).values_list(
                "school__urn", "label"
            )
        )
        self.balances = 0

    def term(self, words: str) -> SchoolTerm | None:
        wanted = " ".join(words.split()).casefold()
        return next((term for term in self.terms if str(term).casefold() == wanted), None)


def _line(number: int, row: Mapping[str | None, Any], known: _Known) -> Line:
    said = {
        (name or "").strip().lower(): str(value or "").strip()
        for name, value in row.items()
        if name is not None
    }
    line = Line(number, said["what"].casefold(), label=said["award"])
    line.granted = _pounds(line, "granted", said["granted"])
    if line.granted == 0 and not line.faults:
        line.faults.append("Enter an amount above £0.00 under “granted”.")
    if line.what == AWARD:
        _award(line, said, known)
    elif line.what == BALANCE:
        known.balances += 1
        if known.balances > 1:
            line.faults.append("There is a balance further up already. Keep one line.")
    else:
        line.faults.append("Put “award” or “balance” under “what”.")
    return line


def _award(line: Line, said: Mapping[str, str], known: _Known) -> None:
    line.school = known.schools.get(said["urn"])
    if line.school is None:
        line.faults.append(f"No school of the cluster has the URN “{said['urn']}”.")
    if not line.label or len(line.label) > 100:
        line.faults.append("Put your reference under “award”, in at most 100 characters.")
    elif (said["urn"], line.label) in known.taken:
        line.faults.append(f"“{line.label}” has been brought forward for this school already.")
    known.taken.add((said["urn"], line.label))
    line.paid = _pounds(line, "paid", said["paid"] or "0")
    if line.left <= 0 and not line.faults:
        line.faults.append(
            f"Nothing is left to pay: {format_pounds(line.paid)} is paid. Leave it out."
        )
    line.payments = PAYMENTS.get(said["payments"], 0)
    if not line.payments:
        line.faults.append("Put 1, 2 or 3 under “payments”.")
    line.first_term = known.term(said["next_term"])
    if line.first_term is None:
        names = ", ".join(str(term) for term in known.terms[-3:]) or "none yet"
        line.faults.append(
            f"“{said['next_term']}” is no term of your calendar. Its last terms: {names}."
        )
    elif line.payments > sum(t.starts_on >= line.first_term.starts_on for t in known.terms):
        line.faults.append("The calendar has no dates yet for all of these payments.")


def _pounds(line: Line, column: str, text: str) -> int:
    try:
        return parse_pence(text)
    except DomainError as bad:
        line.faults.append(f"“{text}” under “{column}”: {bad}")
        return 0
