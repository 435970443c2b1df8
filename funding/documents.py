"""What leaves as a file. Letters and advice are made when they are asked for, from rows that never
change, so that the same file comes each time and none is kept."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from core import csvfile, pdf
from core.dates import local_day
from funding.models import Application, Award, Fund, Instalment, LedgerEntry, Outcome

HEADER = (
    "Date",
    "What",
    "School",
    "Award",
    "Words",
    "Amount",
    "Change to what is left",
    "Left after",
    "Remittance",
    "By",
)


def ledger_csv(fund: Fund, entries: Iterable[LedgerEntry]) -> HttpResponse:
    """The journal as a spreadsheet takes it. What the reader may not know is empty."""
    rows = (
        (
            local_day(entry.at).isoformat(),
            entry.get_cause_display(),
            entry.award.school if entry.award else "",
            entry.award.reference if entry.award else "",
            entry.words,
            csvfile.pounds(entry.amount_pence),
            csvfile.pounds(entry.delta),  # type: ignore[attr-defined]
            csvfile.pounds(entry.after),  # type: ignore[attr-defined]
            entry.instalment.remittance if entry.instalment else "",
            entry.by,
        )
        for entry in entries
    )
    return csvfile.response(f"ledger-{fund.public_id}.csv", HEADER, rows)


AWARDS_HEADER = (
    "Award",
    "School",
    "Cluster",
    "Asked",
    "Granted",
    "Paid",
    "Next due",
    "Next amount",
)


def awards_csv(awards: Iterable[Award]) -> HttpResponse:
    """Awards with their money lines."""
    return csvfile.response("awards.csv", AWARDS_HEADER, (_award_row(award) for award in awards))


def _award_row(award: Award) -> tuple[Any, ...]:
    money = award.money  # type: ignore[attr-defined]
    coming = money["next"]
    return (
        award.reference,
        award.school,
        award.cluster,
        csvfile.pounds(money["asked"]),
        csvfile.pounds(money["granted"]),
        csvfile.pounds(money["paid"]),
        coming.due_on.isoformat() if coming else "",
        csvfile.pounds(coming.amount_pence) if coming else "",
    )


def school_letter(application: Application, outcome: Outcome) -> HttpResponse:
    return _letter("letter", "Letter about application", application, outcome)


def family_letter(application: Application, outcome: Outcome) -> HttpResponse:
    """In plain words, for the school to hand over."""
    return _letter("family_letter", "Letter to the family about", application, outcome)


def _letter(kind: str, title: str, application: Application, outcome: Outcome) -> HttpResponse:
    page = pdf.page_of(
        f"funding/document/{kind}.html",
        title=f"{title} {application.reference}",
        dated=local_day(outcome.published_at),
        application=application,
        outcome=outcome,
    )
    return pdf.response(page, f"{kind.replace('_', '-')}-{application.reference}")


def remittance(payment: Instalment, parts: dict[str, Any]) -> HttpResponse:
    """The advice of one released payment; `parts` are what its page says."""
    page = pdf.page_of(
        "funding/document/remittance.html",
        title=f"Advice of payment {payment.remittance}",
        dated=local_day(payment.released_at),  # type: ignore[arg-type]
        **parts,
    )
    return pdf.response(page, f"payment-{payment.remittance}")
