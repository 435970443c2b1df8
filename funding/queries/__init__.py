"""What pages and actions ask about applications and about the money."""

from funding.queries.applications import (
    SECTION_LABELS,
    content_of,
    digest_of,
    list_rows,
    missing_from,
    next_words,
    sections_of,
    shares_of,
    signature_on,
    steps_of,
    with_parts,
    words_of_return,
)
from funding.queries.money import (
    Balances,
    balances_of,
    fund_on,
    instalment_plan,
    left_of,
    reservation_of,
    returnable_of,
)

__all__ = [
    "SECTION_LABELS",
    "Balances",
    "balances_of",
    "content_of",
    "digest_of",
    "fund_on",
    "instalment_plan",
    "left_of",
    "list_rows",
    "missing_from",
    "next_words",
    "reservation_of",
    "returnable_of",
    "sections_of",
    "shares_of",
    "signature_on",
    "steps_of",
    "with_parts",
    "words_of_return",
]
