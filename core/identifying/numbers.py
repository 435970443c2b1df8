"""UPN, NHS number, telephone, email and postcode, over folded text.

Every pattern has a longest match and a start that cannot lie inside another, so that the work
grows with the text and no faster.
"""

import re
from collections.abc import Iterator

from core.identifying.findings import EMAIL, NHS_NUMBER, POSTCODE, TELEPHONE, UPN

Span = tuple[str, int, int]

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
LETTER = "[A-HJ-NP-RT-Za-hj-np-rt-z]"
GAP = r"[ \t\n\-._/,:|]{0,3}"

UPN_SHAPE = re.compile(rf"{LETTER}(?:{GAP}[0-9]){{11}}{GAP}(?:[0-9](?![0-9])|{LETTER}(?![A-Za-z]))")
UPN_LABEL = re.compile(r"UPN|pupil.{0,3}number", re.IGNORECASE)

TEN_DIGITS = re.compile(r"(?<![0-9])[0-9]{10}(?![0-9])")
THREE_THREE_FOUR = re.compile(
    r"(?<![0-9])[0-9]{3}[ \t\n\-._/]{1,3}[0-9]{3}[ \t\n\-._/]{1,3}[0-9]{4}(?![0-9])"
)
TEN_DIGITS_APART = re.compile(rf"(?<![0-9])[0-9](?:{GAP}[0-9]){{9}}(?![0-9])")
NHS_LABEL = re.compile(r"\bNHS", re.IGNORECASE)
NHS_NUMBER_LABEL = re.compile(r"\bNHS.{0,3}n(?:o|um|umber)\b", re.IGNORECASE)
ABROAD = re.compile(r"\+[0-9]{1,3}[ \-.]{0,2}$")

PHONE_GAP = r"[ \t\-.()]{0,3}"
PHONE = re.compile(
    rf"(?<![0-9])(?:\+44|0044|0)(?:{PHONE_GAP}\(0\))?{PHONE_GAP}"
    rf"[1-35789](?:{PHONE_GAP}[0-9]){{8,9}}(?![0-9])"
)

EMAIL_SHAPE = re.compile(
    r"(?<![A-Za-z0-9._%+'\-])[A-Za-z0-9._%+'\-]{1,64}[ ]?@[ ]?"
    r"(?:[A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}"
)

AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|"
    "DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|"
    "HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|"
    "LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|"
    "RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|"
    "TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
POSTCODE_SHAPE = re.compile(
    rf"(?<![A-Za-z0-9])(?:{AREAS})[0-9][0-9A-Z]?[ \t\n\-.]{{0,3}}"
    r"(?P<inward>[0-9][ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# "E1 1st half term", "N2 2hr": group and ordinal or hours, not a postcode.
NOT_INWARD = ("st", "nd", "rd", "th", "hr", "yr", "pt")


def valid_upn(upn: str) -> bool:
    """The check letter of a UPN, permanent or temporary (last place a letter)."""
    upn = upn.upper()
    values = [
        UPN_LETTERS.index(character) if character.isalpha() else int(character)
        for character in upn[1:]
    ]
    total = sum(value * weight for weight, value in enumerate(values, start=2))
    return UPN_LETTERS[total % 23] == upn[0]


def valid_nhs_number(digits: str) -> bool:
    if len(set(digits)) == 1:
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)
    )
    return (11 - total % 11) % 11 == int(digits[9])


def upns(text: str) -> Iterator[Span]:
    for match in UPN_SHAPE.finditer(text):
        upn = "".join(filter(str.isalnum, match[0]))
        if valid_upn(upn) or _labelled(text, match.start(), UPN_LABEL):
            yield UPN, *match.span()


def nhs_numbers(text: str) -> Iterator[Span]:
    for shape in (TEN_DIGITS, THREE_THREE_FOUR):
        for match in shape.finditer(text):
            abroad = ABROAD.search(text, max(0, match.start() - 7), match.start())
            # A leading nought is a telephone number far more often.
            if valid_nhs_number(_digits(match[0])) and match[0][0] != "0" and not abroad:
                yield NHS_NUMBER, *match.span()
    # Scores in a row have ten digits too, so other groupings need the word before them.
    for match in TEN_DIGITS_APART.finditer(text):
        named = _labelled(text, match.start(), NHS_NUMBER_LABEL)
        valid = valid_nhs_number(_digits(match[0]))
        if named or (valid and _labelled(text, match.start(), NHS_LABEL)):
            yield NHS_NUMBER, *match.span()


def telephones(text: str) -> Iterator[Span]:
    for match in PHONE.finditer(text):
        groups = re.findall("[0-9]+", match[0].replace("(0)", " "))
        # Telephone numbers are written in groups; figures or pairs in a row are scores.
        if min(map(len, groups)) > 1 and max(map(len, groups)) > 2:
            yield TELEPHONE, *match.span()


def emails(text: str) -> Iterator[Span]:
    for match in EMAIL_SHAPE.finditer(text):
        yield EMAIL, *match.span()


def postcodes(text: str) -> Iterator[Span]:
    for match in POSTCODE_SHAPE.finditer(text):
        if match["inward"][1:] not in NOT_INWARD:
            yield POSTCODE, *match.span()


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _labelled(text: str, start: int, label: re.Pattern[str]) -> bool:
    return label.search(text, max(0, start - 30), start) is not None
