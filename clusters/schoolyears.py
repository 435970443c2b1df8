"""School years by the calendar year in which their autumn falls."""

from datetime import date, timedelta

TERMS = ("Autumn", "Spring", "Summer")
TERM_DATES = ("starts_on", "half_term_starts_on", "half_term_ends_on", "ends_on")
FIRST_MONTH = 8  # some autumn terms start in August
YEARS_KEPT = range(2000, 2100)


def year_of(day: date) -> int:
    """The calendar year in which the day's school year began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def year_name(first_year: int) -> str:
    """2026/27."""
    return f"{first_year}/{(first_year + 1) % 100:02d}"


def school_year_days(first_year: int) -> tuple[date, date]:
    return date(first_year, FIRST_MONTH, 1), date(first_year + 1, FIRST_MONTH, 1) - timedelta(1)
