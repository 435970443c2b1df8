"""Dates of birth, over folded text.

A full date counts when a word like "born" or "DOB" stands just before or after it, whatever its
year, and without any such word when somebody born on it would be 3 to 25 years old today: a
younger date is more often a test or a meeting, an older one a law. A day without a year, or a
month and year, is never one.
"""

import re
from collections.abc import Iterator
from datetime import date

from core.identifying.findings import DATE_OF_BIRTH

Span = tuple[str, int, int]

YOUNGEST, OLDEST = 3, 25

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
GAP = r"[ \t\n.,\-/]{1,3}"
DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
YEAR = r"'?(?P<year>[0-9]{4}|[0-9]{2})"
EDGE = r"(?<![0-9])"
END = r"(?![0-9])"

DAY_MONTH_YEAR = re.compile(
    rf"{EDGE}{DAY}(?:[ \t\n.,\-/]{{0,3}}|[ ]of[ ]){MONTH}[ \t\n.,\-/]{{0,3}}{YEAR}{END}",
    re.IGNORECASE,
)
MONTH_DAY_YEAR = re.compile(rf"\b{MONTH}{GAP}{DAY}{GAP}{YEAR}{END}", re.IGNORECASE)
YEAR_MONTH_DAY = re.compile(
    rf"{EDGE}(?P<year>[0-9]{{4}})[ ]?[\-/.][ ]?(?P<month>[0-9]{{1,2}})[ ]?[\-/.][ ]?"
    rf"(?P<day>[0-9]{{1,2}}){END}"
)
BETWEEN = r"(?:[ ]?[\-/.\\|][ ]?|[ ])"
FIGURES = re.compile(
    rf"{EDGE}(?P<day>[0-9]{{1,2}}){BETWEEN}(?P<month>[0-9]{{1,2}}){BETWEEN}{YEAR}{END}"
)
IN_A_ROW = re.compile(
    rf"{EDGE}(?P<day>[0-9]{{2}})(?P<month>[0-9]{{2}})(?P<year>[0-9]{{4}}|[0-9]{{2}}){END}"
)
IN_A_ROW_BACKWARDS = re.compile(
    rf"{EDGE}(?P<year>[0-9]{{4}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}}){END}"
)
SHAPES = (DAY_MONTH_YEAR, MONTH_DAY_YEAR, YEAR_MONTH_DAY, FIGURES, IN_A_ROW, IN_A_ROW_BACKWARDS)

BORN = r"\b(?:born|d[ ./]{0,2}o[ ./]{0,2}b|birth[ \-]?(?:date|day)|date[ \-]of[ \-]birth)\b"
# No figure and no full stop between the word and the date, else they belong to different things.
BORN_BEFORE = re.compile(
    rf"{BORN}(?:[^0-9.;]|\.(?![ \n]{{0,3}}(?-i:[A-Z]))){{0,30}}$", re.IGNORECASE
)
BORN_AFTER = re.compile(rf"[ \t]?[(\[,:\-]?[ ]?(?:is (?:the|their|his|her) )?{BORN}", re.IGNORECASE)


def dates_of_birth(text: str, today: date) -> Iterator[Span]:
    for shape in SHAPES:
        for match in shape.finditer(text):
            day = _day(match, today)
            if day is None:
                continue
            if _is_labelled(text, match) or (_is_plain(match) and _is_a_pupils_age(day, today)):
                yield DATE_OF_BIRTH, *match.span()


def _day(match: re.Match[str], today: date) -> date | None:
    year, month = int(match["year"]), match["month"]
    if year < 100:
        year += 2000 if 2000 + year <= today.year else 1900
    month_number = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
    day_number = int(match["day"])
    if month_number > 12:  # the American order
        month_number, day_number = day_number, month_number
    try:
        day = date(year, month_number, day_number)
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day <= today else None


def _is_labelled(text: str, match: re.Match[str]) -> bool:
    if BORN_BEFORE.search(text, max(0, match.start() - 45), match.start()):
        return True
    return BORN_AFTER.match(text, match.end(), match.end() + 30) is not None


def _is_plain(match: re.Match[str]) -> bool:
    """A date by its looks alone, as section "2.4.12" and "on 3 May 15 pupils" are not."""
    if match.re in (IN_A_ROW, IN_A_ROW_BACKWARDS):
        return False
    if len(match["year"]) == 4:
        return True
    before_year = match[0][match.start("year") - match.start() - 1]
    if match.re is not FIGURES:
        return before_year in "-/'"
    two_and_two = len(match["day"]) == len(match["month"]) == 2
    return before_year in "/'" or (before_year in "-." and two_and_two)


def _is_a_pupils_age(born_on: date, today: date) -> bool:
    had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    age = today.year - born_on.year - (not had_birthday)
    return YOUNGEST <= age <= OLDEST
