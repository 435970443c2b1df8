"""When applications for a panel close, by the cluster's rule."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.dates import at_local, format_weekday, next_working_day, working_days_before
from core.errors import DomainError

WORKING = "working"
CALENDAR = "calendar"
BY_HAND = "by_hand"
KINDS = (WORKING, CALENDAR, BY_HAND)

MOST_DAYS = 90
# Outside these years a date is a slip of the keyboard, and the working days are not known.
YEARS = range(2000, 2100)


@dataclass(frozen=True)
class DeadlineRule:
    """`days` counts back from the panel's day; it says nothing where dates are set by hand."""

    kind: str
    days: int
    closes_at: time

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a deadline rule is one of {KINDS}, not {self.kind!r}")
        if self.kind != BY_HAND and not 1 <= self.days <= MOST_DAYS:
            raise DomainError(
                f"Enter how many days before the panel applications close, from 1 to {MOST_DAYS}.",
                field="days",
            )


# An authority has no rules: whoever sets a panel gives the day.
OF_AUTHORITIES = DeadlineRule(BY_HAND, 0, time(17))


def closing_moment(
    panel_on: date, rule: DeadlineRule, *, by_hand_on: date | None = None
) -> datetime:
    """The last moment at which an application is in time.

    School holidays and INSET days do not move it: no body that publishes its dates does so, and
    they differ between the schools of one cluster.
    """
    if panel_on.year not in YEARS:
        raise DomainError("Enter the panel's date with a year like 2027.", field="panel_on")
    if rule.kind == BY_HAND:
        closes_on = _by_hand(panel_on, by_hand_on)
    elif rule.kind == WORKING:
        closes_on = working_days_before(panel_on, rule.days)
    else:
        closes_on = _calendar_days_before(panel_on, rule.days)
    return at_local(closes_on, rule.closes_at)


def _calendar_days_before(panel_on: date, days: int) -> date:
    """Moved to the next working day where it falls on none, but never onto the panel's own day."""
    closes_on = next_working_day(panel_on - timedelta(days=days))
    return closes_on if closes_on < panel_on else working_days_before(panel_on, 1)


def _by_hand(panel_on: date, by_hand_on: date | None) -> date:
    if by_hand_on is None:
        raise DomainError(
            f"Enter the closing date for the panel on {format_weekday(panel_on)}. "
            "Closing dates are set by hand here.",
            field="by_hand_on",
        )
    if by_hand_on > panel_on:
        raise DomainError(
            f"The closing date cannot be after the panel. Enter {format_weekday(panel_on)} "
            "or an earlier day.",
            field="by_hand_on",
        )
    if (panel_on - by_hand_on).days > 366:
        raise DomainError(
            "The closing date is more than a year before the panel. Check the year.",
            field="by_hand_on",
        )
    return by_hand_on
