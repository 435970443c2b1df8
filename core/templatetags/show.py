"""How amounts, days, times and counts read on every page."""

from datetime import date, datetime, time

from django import template

from core import dates, money

register = template.Library()


@register.filter
def pounds(pence: int | None) -> str:
    """£1,250.00; nothing for an amount that is not known."""
    return "" if pence is None else money.format_pounds(pence)


@register.filter
def day(value: date | datetime | None) -> str:
    """14 May 2026."""
    return "" if value is None else dates.format_day(_as_day(value))


@register.filter
def weekday(value: date | datetime | None) -> str:
    """Thursday 14 May 2026."""
    return "" if value is None else dates.format_weekday(_as_day(value))


@register.filter
def clock(value: time | datetime | None) -> str:
    """5pm, 5.30pm."""
    return "" if value is None else dates.format_clock(value)


@register.filter
def moment(value: datetime | None) -> str:
    """5pm on Thursday 14 May 2026."""
    return "" if value is None else dates.format_moment(value)


@register.filter
def distance(value: date | datetime | None) -> str:
    """How far away a day is: today, tomorrow, in 8 working days, 3 working days ago; in months
    and years where working days are too many to picture."""
    if value is None:
        return ""
    today, there = dates.today(), _as_day(value)
    days = (there - today).days
    if days in NEAR:
        return NEAR[days]
    if abs(days) > LONG:
        return _in_months(days)
    working = dates.working_days_between(today, there)
    count = plural(abs(working), "working day") if working else plural(abs(days), "day")
    return f"in {count}" if days > 0 else f"{count} ago"


def _in_months(days: int) -> str:
    months = round(abs(days) / DAYS_A_MONTH)
    count = plural(months, "month") if months < TWO_YEARS else plural(months // 12, "year")
    return f"in about {count}" if days > 0 else f"about {count} ago"


LONG = 90
DAYS_A_MONTH = 30.44
TWO_YEARS = 24
NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


@register.filter
def plural(count: int, word: str) -> str:
    """1 school, 2 schools; `"person,people"` for words that do not take an s."""
    one, _, many = word.partition(",")
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@register.filter
def age(months: int) -> str:
    """As tests write it: 8 years 11 months is 8:11."""
    return f"{months // 12}:{months % 12:02d}"


def _as_day(value: date | datetime) -> date:
    return dates.local_day(value) if isinstance(value, datetime) else value
