"""Half terms from a year's term dates, and a panel date for each."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from core.dates import format_day, is_working_day
from core.errors import DomainError

SEASONS = "seasons"
SHORT = "short"
NUMBERS = "numbers"
SCHEMES = {
    SEASONS: ("Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2"),
    SHORT: ("Aut 1", "Aut 2", "Spr 1", "Spr 2", "Sum 1", "Sum 2"),
    NUMBERS: ("Term 1", "Term 2", "Term 3", "Term 4", "Term 5", "Term 6"),
}
FRIDAY = 4
MOST_WEEKS = 10

# place among the six, the term's name, first and last day
Span = tuple[int, str, date, date]


@dataclass(frozen=True)
class Term:
    """As published; a date not yet known is None. The two half-term dates are days of holiday."""

    name: str
    starts_on: date | None
    half_term_starts_on: date | None
    half_term_ends_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class HalfTerm:
    """Both days are school days: the first and the last on which pupils come."""

    name: str
    starts_on: date
    ends_on: date


def half_terms(
    terms: Iterable[Term], *, scheme: str = SEASONS, inset: Collection[date] = frozenset()
) -> list[HalfTerm]:
    """Two half terms for each term of one school year, in order.

    They are named by when the term starts, so that a year entered in part is named rightly.
    """
    spans = [span for term in terms for span in _halves(term)]
    _refuse_overlaps(spans)
    places = [place for place, _, _, _ in spans]
    if len(set(places)) < len(places):
        raise DomainError("Two terms start in the same season. Enter one school year at a time.")
    return [_trimmed(SCHEMES[scheme][place], first, last, inset) for place, _, first, last in spans]


def suggest_panel_dates(
    half_terms: Sequence[HalfTerm],
    weekday: int,
    week: int,
    *,
    inset: Collection[date] = frozenset(),
) -> list[date]:
    """One school day in each half term: the weekday (Monday is 0) in the week asked for.

    Week 1 is the one with the first school day; -1 is the last week. Where that day is no school
    day, the same weekday nearest to it; where the half term has none, the nearest school day.
    """
    if not 0 <= weekday <= FRIDAY:
        raise DomainError("Choose a weekday from Monday to Friday for the panel.", field="weekday")
    if not 1 <= abs(week) <= MOST_WEEKS:
        raise DomainError(
            f"Choose a week of the half term, from 1 to {MOST_WEEKS}, or the last one.",
            field="week",
        )
    return [_panel_day(half_term, weekday, week, inset) for half_term in half_terms]


def is_school_day(
    day: date, half_terms: Iterable[HalfTerm], inset: Collection[date] = frozenset()
) -> bool:
    in_term = any(half.starts_on <= day <= half.ends_on for half in half_terms)
    return in_term and day not in inset and is_working_day(day)


def school_days_between(
    first: date,
    last: date,
    half_terms: Sequence[HalfTerm],
    inset: Collection[date] = frozenset(),
) -> int:
    """School days from `first` up to the day before `last`; outside the half terms is holiday."""
    days = (first + timedelta(days=n) for n in range((last - first).days))
    return sum(is_school_day(day, half_terms, inset) for day in days)


def _halves(term: Term) -> list[Span]:
    """Each half with its place among the six of a school year and the term's own name."""
    starts_on = _known(term, term.starts_on, "first day", "starts_on")
    break_starts_on = _known(
        term, term.half_term_starts_on, "first day of half-term", "half_term_starts_on"
    )
    break_ends_on = _known(
        term, term.half_term_ends_on, "last day of half-term", "half_term_ends_on"
    )
    ends_on = _known(term, term.ends_on, "last day", "ends_on")
    if not starts_on < break_starts_on <= break_ends_on < ends_on:
        raise DomainError(
            f"The dates of the {term.name} term are not in order. Enter its first day, "
            "its half-term holiday and its last day, each after the one before.",
            field="starts_on",
        )
    one_day = timedelta(days=1)
    return [
        (2 * _season(starts_on), term.name, starts_on, break_starts_on - one_day),
        (2 * _season(starts_on) + 1, term.name, break_ends_on + one_day, ends_on),
    ]


def _season(starts_on: date) -> int:
    """Autumn terms start from August, spring terms from January, summer terms from April."""
    if starts_on.month >= 8:
        return 0
    return 1 if starts_on.month < 4 else 2


def _known(term: Term, day: date | None, what: str, field: str) -> date:
    if day is None:
        raise DomainError(f"The {what} of the {term.name} term is missing. Enter it.", field=field)
    return day


def _refuse_overlaps(spans: Sequence[Span]) -> None:
    for (_, name, _, last), (_, next_name, first, _) in pairwise(spans):
        if first <= last:
            raise DomainError(
                f"The {next_name} term starts on {format_day(first)}, before the {name} term "
                f"ends on {format_day(last)}. Enter the terms in order, without overlap.",
                field="starts_on",
            )


def _trimmed(name: str, first: date, last: date, inset: Collection[date]) -> HalfTerm:
    days = _school_days(first, last, inset)
    if not days:
        raise DomainError(
            f"{name} has no school day between {format_day(first)} and {format_day(last)}. "
            "Check the term dates, the bank holidays and the INSET days."
        )
    return HalfTerm(name, days[0], days[-1])


def _school_days(first: date, last: date, inset: Collection[date]) -> list[date]:
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in span if is_working_day(day) and day not in inset]


def _panel_day(half_term: HalfTerm, weekday: int, week: int, inset: Collection[date]) -> date:
    days = _school_days(half_term.starts_on, half_term.ends_on, inset)
    if not days:
        raise DomainError(f"{half_term.name} has no school day left. Check the INSET days.")
    edge = half_term.starts_on if week > 0 else half_term.ends_on
    weeks_on = week - 1 if week > 0 else week + 1
    wished = edge + timedelta(days=weekday - edge.weekday(), weeks=weeks_on)
    return min(days, key=lambda day: (day.weekday() != weekday, abs(day - wished), day))
