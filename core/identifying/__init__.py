"""Finds what may say who a child is in text that somebody typed.

A UPN, an NHS number or a date of birth blocks. A postcode, telephone number, email address or
likely first name asks the writer to remove it or to confirm. It catches slips and pastes, not a
person who means to write a name.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

from core import dates
from core.identifying.birthdays import dates_of_birth
from core.identifying.findings import (
    BLOCKING,
    DATE_OF_BIRTH,
    EMAIL,
    FIRST_NAME,
    KINDS,
    MESSAGES,
    NHS_NUMBER,
    POSTCODE,
    TELEPHONE,
    UPN,
    Finding,
)
from core.identifying.folding import fold
from core.identifying.names import first_names
from core.identifying.numbers import emails, nhs_numbers, postcodes, telephones, upns

__all__ = [
    "BLOCKING",
    "DATE_OF_BIRTH",
    "EMAIL",
    "FIRST_NAME",
    "KINDS",
    "MESSAGES",
    "NHS_NUMBER",
    "POSTCODE",
    "TELEPHONE",
    "UPN",
    "Finding",
    "blocking",
    "find",
    "mark",
]


def find(text: str, *, today: date | None = None) -> list[Finding]:
    """What was found, in the order of the text, never overlapping; places are in `text` itself."""
    folded = fold(text)
    found = chain(
        upns(folded.text),
        nhs_numbers(folded.text),
        dates_of_birth(folded.text, today or dates.today()),
        emails(folded.text),
        telephones(folded.text),
        postcodes(folded.text),
        first_names(folded.text),
    )
    findings = []
    for kind, folded_start, folded_end in _without_overlaps(found, len(folded.text)):
        start, end = folded.original_span(folded_start, folded_end)
        findings.append(Finding(kind, start, end, text[start:end]))
    return sorted(findings, key=lambda finding: finding.start)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.kind in BLOCKING]


def mark(text: str, findings: Sequence[Finding]) -> list[tuple[str, str | None]]:
    """The text in chunks, each with the kind of what it is or None, for a template to mark."""
    chunks: list[tuple[str, str | None]] = []
    done = 0
    for finding in sorted(findings, key=lambda finding: finding.start):
        if finding.start > done:
            chunks.append((text[done : finding.start], None))
        chunks.append((text[finding.start : finding.end], finding.kind))
        done = finding.end
    if done < len(text):
        chunks.append((text[done:], None))
    return chunks


def _without_overlaps(
    found: Iterable[tuple[str, int, int]], length: int
) -> Iterable[tuple[str, int, int]]:
    """Keep, of those that overlap, the weightier kind and then the longer."""
    taken = bytearray(length)
    for kind, start, end in sorted(
        found, key=lambda span: (KINDS.index(span[0]), span[1] - span[2], span[1])
    ):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            yield kind, start, end
