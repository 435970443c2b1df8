"""A school year round today: its terms, and a panel in each half term, one of them soon."""

from collections.abc import Sequence
from datetime import date, timedelta

from clusters.halfterms import HalfTerm, Term, half_terms, suggest_panel_dates
from core.dates import bank_holidays, next_working_day, working_days_after

SOON = 6  # working days from today to the next panel, where that is in term
MONDAY, FRIDAY = 0, 4


def years_round(today: date) -> list[list[Term]]:
    """The terms of the two school years before, of this one and of the next."""
    started = today.year if today.month >= 9 else today.year - 1
    return [school_year(started + n) for n in (-2, -1, 0, 1)]


def school_year(autumn: int) -> list[Term]:
    spring = autumn + 1
    good_friday = next(day for day, name in bank_holidays(spring).items() if name == "Good Friday")
    spring_ends = min(_on_or_before(date(spring, 4, 4), FRIDAY), good_friday - timedelta(days=1))
    summer_starts = _on_or_before(spring_ends + timedelta(days=18), MONDAY)
    return [
        _term(
            "Autumn",
            next_working_day(date(autumn, 9, 3)),
            _on_or_before(date(autumn, 10, 31), MONDAY),
            _on_or_before(date(autumn, 12, 20), FRIDAY),
        ),
        _term(
            "Spring",
            next_working_day(date(spring, 1, 4)),
            _on_or_before(date(spring, 2, 19), MONDAY),
            spring_ends,
        ),
        _term(
            "Summer",
            next_working_day(summer_starts),
            _on_or_before(date(spring, 5, 31), MONDAY),
            _on_or_before(date(spring, 7, 22), FRIDAY),
        ),
    ]


def panel_days(
    years: Sequence[Sequence[Term]], today: date, *, weekday: int, week: int, later: int = 0
) -> list[tuple[HalfTerm, date]]:
    """A day for each half term; in the one that we are in, soon. `later` puts that off by days."""
    halves = [half for terms in years for half in half_terms(terms)]
    usual = suggest_panel_dates(halves, weekday, week)
    soon = next_working_day(working_days_after(today, SOON) + timedelta(days=later))
    return [
        (half, soon if half.starts_on <= soon <= half.ends_on else day)
        for half, day in zip(halves, usual, strict=True)
    ]


def _term(name: str, starts_on: date, break_on: date, ends_on: date) -> Term:
    return Term(name, starts_on, break_on, break_on + timedelta(days=FRIDAY), ends_on)


def _on_or_before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)
