"""Days, working days, school and money years, and local time in England."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
ONE_DAY = timedelta(days=1)

# The last day for which England's bank holidays have been published. The library goes on by
# rule after it, and cannot know of a day that is proclaimed later.
PUBLISHED_UNTIL = date(2028, 12, 31)


@cache
def bank_holidays(calendar_year: int) -> dict[date, str]:
    """The weekdays that are bank holidays in England; a weekend one is its substitute day."""
    found = holidays.country_holidays("GB", subdiv="ENG", years=calendar_year, language="en_GB")
    return {
        day: name.replace("(observed)", "(substitute day)")
        for day, name in sorted(found.items())
        if day.year == calendar_year and day.weekday() < SATURDAY
    }


def bank_holidays_known_until() -> date:
    return PUBLISHED_UNTIL


def bank_holiday_warning(day: date) -> str | None:
    """What to tell a person who plans for a day beyond the published bank holidays."""
    if day <= PUBLISHED_UNTIL:
        return None
    return (
        f"Bank holidays are published up to {format_day(PUBLISHED_UNTIL)}. "
        f"We worked out those after it by rule. Check {format_day(day)} nearer the time."
    )


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def working_days_before(day: date, count: int) -> date:
    """Go back until `count` working days have been passed; the day itself is not counted."""
    return _step(day, count, -ONE_DAY)


def working_days_after(day: date, count: int) -> date:
    return _step(day, count, ONE_DAY)


def working_days_between(first: date, last: date) -> int:
    """Working days from `first` up to the day before `last`; below zero when they are swapped."""
    if first > last:
        return -working_days_between(last, first)
    return sum(is_working_day(first + n * ONE_DAY) for n in range((last - first).days))


def _step(day: date, count: int, step: timedelta) -> date:
    if count < 0:
        raise ValueError("count working days from zero up")
    while count:
        day += step
        count -= is_working_day(day)
    return day


def academic_year(day: date) -> str:
    """1 September to 31 August, as "2026/27"."""
    return _two_years(day, first_month=9, between="/")


def financial_year(day: date) -> str:
    """1 April to 31 March, as "2026-27", so that it is never read as an academic year."""
    return _two_years(day, first_month=4, between="-")


def _two_years(day: date, *, first_month: int, between: str) -> str:
    first = day.year if day.month >= first_month else day.year - 1
    return f"{first}{between}{(first + 1) % 100:02d}"


def today() -> date:
    return datetime.now(LONDON).date()


def at_local(day: date, clock: time) -> datetime:
    """The moment, in UTC, at which a clock on the wall in England shows this time on this day.

    On the night the clocks go back an hour comes twice: we take the second, so that nobody is
    late by a clock they read rightly. The hour that is skipped in spring is read as one later.
    """
    # In UTC because Python calls a local time that comes twice unequal to every other moment.
    shown = datetime.combine(day, clock.replace(tzinfo=None))
    second = shown.replace(fold=1, tzinfo=LONDON).astimezone(UTC)
    if second.astimezone(LONDON).replace(tzinfo=None) == shown:
        return second
    return shown.replace(tzinfo=LONDON).astimezone(UTC)


def local_day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def format_day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def format_weekday(day: date) -> str:
    return f"{day:%A} {format_day(day)}"


def format_clock(clock: time | datetime) -> str:
    """5pm, 5.30pm, noon, midnight; a moment is shown in local time."""
    if isinstance(clock, datetime) and clock.tzinfo is not None:
        clock = clock.astimezone(LONDON)
    if clock.minute == 0 and clock.hour in (0, 12):
        return "noon" if clock.hour else "midnight"
    minutes = f".{clock.minute:02d}" if clock.minute else ""
    half = "pm" if clock.hour >= 12 else "am"
    return f"{clock.hour % 12 or 12}{minutes}{half}"


def format_moment(moment: datetime) -> str:
    """5pm on Tuesday 6 May 2025, in local time."""
    return f"{format_clock(moment)} on {format_weekday(local_day(moment))}"


def format_day_range(first: date, last: date) -> str:
    """The shortest clear form: 1 to 5 June 2026, 28 May to 3 June 2026."""
    if first == last:
        return format_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {format_day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {format_day(last)}"
    return f"{format_day(first)} to {format_day(last)}"
