"""Money is whole pence everywhere; this is the one way in from text and the one way out."""

import re
import unicodedata

from core.errors import DomainError

LARGEST_PENCE = 99_999_999_99

# ASCII digits on purpose: `\d` and int() also take Arabic, full-width and other digits.
PLAIN = re.compile(r"(?P<pounds>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.(?P<pence>[0-9]{1,2}))?")
COMMA_FOR_PENCE = re.compile(r"[0-9.]+,[0-9]{1,2}")
TOO_MANY_DECIMALS = re.compile(r"[0-9,]+\.[0-9]{3,}")
IN_PENCE = re.compile(r"[0-9.,]+ ?p(?:ence)?", re.IGNORECASE)

MINUS_SIGNS = "-\N{MINUS SIGN}\N{EN DASH}"
LONGEST_SENSIBLE = 60

ENTER_POUNDS = "Enter an amount in pounds, like 1,250 or 1,250.00."
NOT_BELOW_ZERO = "The amount cannot be less than zero. Enter it without a minus sign."
PENCE_AFTER_A_STOP = "Put a full stop, not a comma, before the pence, like 1250.00."
COMMAS_EVERY_THREE = (
    "The commas are not where we expect them. Enter it without commas, like 1250.00."
)
TWO_DECIMALS = (
    "Enter at most two figures after the full stop. "
    "For one thousand two hundred and fifty pounds, enter 1250 or 1,250."
)
POUNDS_NOT_PENCE = "Enter the amount in pounds, not in pence. For 50 pence, enter 0.50."
TOO_LARGE = "The amount is too large. Enter £99,999,999.99 or less."


class BadAmount(DomainError, ValueError):
    """Text that is not an amount, or that two people could read as two amounts."""


def parse_pence(text: str) -> int:
    amount = _without_wrapping(text)
    match = PLAIN.fullmatch(amount) if len(amount) <= LONGEST_SENSIBLE else None
    if match is None:
        raise BadAmount(_why_not(amount))
    pounds = int(match["pounds"].replace(",", ""))
    pence = int((match["pence"] or "").ljust(2, "0"))
    total = pounds * 100 + pence
    if total > LARGEST_PENCE:
        raise BadAmount(TOO_LARGE)
    return total


def format_pounds(pence: int) -> str:
    pounds, rest = divmod(abs(pence), 100)
    sign = "\N{MINUS SIGN}" if pence < 0 else ""
    return f"{sign}£{pounds:,d}.{rest:02d}"


def split_terms(pence: int, parts: int) -> list[int]:
    """Equal parts that add up to the whole; the last takes the pence left over."""
    if parts < 1:
        raise DomainError("Choose at least one term to spread the money over.")
    if pence < 0:
        raise DomainError("An amount below zero cannot be spread over terms. Enter it in full.")
    each = pence // parts
    return [each] * (parts - 1) + [pence - each * (parts - 1)]


def _without_wrapping(text: str) -> str:
    """Drop what people paste without seeing it, spaces around it, and one pound sign."""
    # Cutting first keeps a pasted document from costing anything.
    seen = "".join(c for c in text[:1000] if unicodedata.category(c) != "Cf")
    return seen.strip().removeprefix("£").strip()


def _why_not(amount: str) -> str:
    if len(amount) > LONGEST_SENSIBLE:
        return TOO_LARGE if set(amount) <= set("0123456789,.") else ENTER_POUNDS
    if amount.startswith(tuple(MINUS_SIGNS)):
        return NOT_BELOW_ZERO
    if COMMA_FOR_PENCE.fullmatch(amount):
        return PENCE_AFTER_A_STOP
    if TOO_MANY_DECIMALS.fullmatch(amount):
        return TWO_DECIMALS
    if IN_PENCE.fullmatch(amount):
        return POUNDS_NOT_PENCE
    if "," in amount and set(amount) <= set("0123456789,."):
        return COMMAS_EVERY_THREE
    return ENTER_POUNDS
