import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import dates
from tests.shared_data import for_each, shared_data

DAYS = st.dates(min_value=date(2012, 1, 1), max_value=date(2040, 12, 31))


def published_bank_holidays():
    path = shared_data("bank-holidays-gov-uk.json")
    if path is None:
        return []
    events = json.loads(path.read_text())["england-and-wales"]["events"]
    days = [date.fromisoformat(event["date"]) for event in events]
    return [
        pytest.param(year, {day for day in days if day.year == year}, id=str(year))
        for year in sorted({day.year for day in days})
    ]


@for_each(("year", "published"), published_bank_holidays())
def test_bank_holidays_are_the_published_ones(year, published):
    assert set(dates.bank_holidays(year)) == published


@for_each(("year", "published"), published_bank_holidays()[-1:])
def test_the_published_list_ends_in_the_year_we_say(year, published):
    assert (year, max(published)) == (2028, date(2028, 12, 26))
    assert dates.bank_holidays_known_until() == date(year, 12, 31)


def test_bank_holidays_of_a_year_with_substitute_days():
    assert set(dates.bank_holidays(2027)) == {
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 3),
        date(2027, 5, 31),
        date(2027, 8, 30),
        date(2027, 12, 27),
        date(2027, 12, 28),
    }
    assert dates.bank_holidays(2027)[date(2027, 12, 28)] == "Boxing Day (substitute day)"


def test_one_day_bank_holidays_are_known():
    assert {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)} <= {
        *dates.bank_holidays(2022),
        *dates.bank_holidays(2023),
    }


def test_days_beyond_the_published_list_warn_and_still_work():
    assert dates.bank_holiday_warning(date(2028, 12, 31)) is None
    assert dates.bank_holiday_warning(date(2031, 5, 6)) == (
        "Bank holidays are published up to 31 December 2028. We worked out those after it by "
        "rule. Check 6 May 2031 nearer the time."
    )
    assert dates.is_working_day(date(2031, 5, 5)) is False


def test_a_year_beyond_every_list_has_weekdays_for_working_days():
    assert dates.is_working_day(date(2400, 5, 1)) is True


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2027, 5, 4), True),
        (date(2027, 5, 3), False),
        (date(2027, 5, 1), False),
        (date(2027, 12, 28), False),
        (date(2026, 11, 30), True),  # St Andrew's Day is a bank holiday in Scotland alone
    ],
)
def test_a_working_day_is_a_weekday_that_is_no_bank_holiday_in_england(day, working):
    assert dates.is_working_day(day) is working


def test_the_next_working_day_is_the_day_itself_when_it_is_one():
    assert dates.next_working_day(date(2027, 5, 4)) == date(2027, 5, 4)
    assert dates.next_working_day(date(2027, 5, 1)) == date(2027, 5, 4)


def test_counting_working_days_over_christmas():
    assert dates.working_days_after(date(2027, 12, 24), 1) == date(2027, 12, 29)
    assert dates.working_days_before(date(2027, 12, 29), 1) == date(2027, 12, 24)
    assert dates.working_days_between(date(2027, 12, 24), date(2027, 12, 29)) == 1


def test_no_working_days_before_or_after_is_the_day_itself():
    assert dates.working_days_before(date(2027, 5, 1), 0) == date(2027, 5, 1)
    assert dates.working_days_after(date(2027, 5, 1), 0) == date(2027, 5, 1)


def test_counting_a_negative_number_of_days_is_a_mistake():
    with pytest.raises(ValueError, match="from zero up"):
        dates.working_days_after(date(2027, 5, 1), -1)


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_days_before_and_days_between_agree(day, count):
    earlier = dates.working_days_before(day, count)

    assert dates.is_working_day(earlier)
    assert dates.working_days_between(earlier, day) == count
    assert dates.working_days_between(day, earlier) == -count


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_going_on_and_coming_back_ends_where_it_began(day, count):
    start = dates.next_working_day(day)

    assert dates.working_days_before(dates.working_days_after(start, count), count) == start


@pytest.mark.parametrize(
    ("day", "academic", "financial"),
    [
        (date(2026, 8, 31), "2025/26", "2026-27"),
        (date(2026, 9, 1), "2026/27", "2026-27"),
        (date(2027, 3, 31), "2026/27", "2026-27"),
        (date(2027, 4, 1), "2026/27", "2027-28"),
        (date(1999, 10, 1), "1999/00", "1999-00"),
    ],
)
def test_school_and_money_years(day, academic, financial):
    assert (dates.academic_year(day), dates.financial_year(day)) == (academic, financial)


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2027, 1, 15), time(17), datetime(2027, 1, 15, 17, tzinfo=UTC)),
        (date(2027, 7, 15), time(17), datetime(2027, 7, 15, 16, tzinfo=UTC)),
        (date(2027, 3, 27), time(17), datetime(2027, 3, 27, 17, tzinfo=UTC)),
        (date(2027, 3, 28), time(17), datetime(2027, 3, 28, 16, tzinfo=UTC)),
        (date(2027, 10, 30), time(17), datetime(2027, 10, 30, 16, tzinfo=UTC)),
        (date(2027, 10, 31), time(17), datetime(2027, 10, 31, 17, tzinfo=UTC)),
        # the hour that is skipped, and the later of the hour that comes twice
        (date(2027, 3, 28), time(1, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2027, 10, 31), time(1, 30), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
    ],
)
def test_local_times_over_the_changes_of_the_clock(day, clock, utc):
    assert dates.at_local(day, clock) == utc


def test_a_local_time_in_the_skipped_hour_is_shown_one_hour_later():
    moment = dates.at_local(date(2027, 3, 28), time(1, 30))

    assert dates.format_clock(moment) == "2.30am"


@given(DAYS, st.times(timezones=st.none()))
def test_a_moment_falls_on_the_local_day_it_was_made_for(day, clock):
    assert dates.local_day(dates.at_local(day, clock)) == day


def test_late_evening_in_summer_is_still_the_same_day_here():
    assert dates.local_day(datetime(2027, 7, 15, 23, 30, tzinfo=UTC)) == date(2027, 7, 16)


def test_today_is_todays_day_here():
    around = {
        dates.local_day(datetime.now(UTC) + timedelta(seconds=shift)) for shift in (-60, 0, 60)
    }

    assert dates.today() in around


@pytest.mark.parametrize(
    ("clock", "shown"),
    [
        (time(17), "5pm"),
        (time(17, 30), "5.30pm"),
        (time(9, 5), "9.05am"),
        (time(12), "noon"),
        (time(12, 30), "12.30pm"),
        (time(0), "midnight"),
        (time(0, 30), "12.30am"),
        (datetime(2027, 7, 15, 16, tzinfo=UTC), "5pm"),
    ],
)
def test_clock_times_as_people_say_them(clock, shown):
    assert dates.format_clock(clock) == shown


def test_days_are_written_without_leading_zeros():
    assert dates.format_day(date(2026, 6, 1)) == "1 June 2026"
    assert dates.format_weekday(date(2026, 6, 1)) == "Monday 1 June 2026"
    assert dates.format_moment(dates.at_local(date(2026, 6, 1), time(17))) == (
        "5pm on Monday 1 June 2026"
    )


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2026, 6, 1), date(2026, 6, 1), "1 June 2026"),
        (date(2026, 6, 1), date(2026, 6, 5), "1 to 5 June 2026"),
        (date(2026, 5, 28), date(2026, 6, 3), "28 May to 3 June 2026"),
        (date(2026, 12, 21), date(2027, 1, 4), "21 December 2026 to 4 January 2027"),
    ],
)
def test_ranges_of_days_say_each_part_once(first, last, shown):
    assert dates.format_day_range(first, last) == shown


def test_a_machine_without_zone_data_knows_our_time():
    command = "from zoneinfo import ZoneInfo; print(ZoneInfo('Europe/London').key)"

    known = subprocess.run(
        [sys.executable, "-c", command],
        env=os.environ | {"PYTHONTZPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert known.stdout == "Europe/London\n"
