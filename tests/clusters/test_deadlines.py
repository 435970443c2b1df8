import json
from datetime import UTC, date, datetime, time

import pytest

from clusters.deadlines import BY_HAND, CALENDAR, WORKING, DeadlineRule, closing_moment
from core.dates import LONDON
from core.errors import DomainError
from tests.shared_data import for_each, shared_data

FIVE = time(17)
FOURTEEN_DAYS = DeadlineRule(CALENDAR, 14, FIVE)
TEN_WORKING_DAYS = DeadlineRule(WORKING, 10, FIVE)
SET_BY_HAND = DeadlineRule(BY_HAND, 0, FIVE)


def closes_on(panel_on, rule, **by_hand):
    return closing_moment(panel_on, rule, **by_hand).astimezone(LONDON).date()


def published_bodies():
    path = shared_data("panel_dates.json")
    return json.loads(path.read_text())["bodies"] if path else []


def published_dates():
    """Every panel date of a body whose stated rule is two weeks before."""
    return [
        pytest.param(
            date.fromisoformat(row["panel"]),
            date.fromisoformat(row["closing"]),
            time.fromisoformat(body["closing_time"] or "17:00"),
            id=f"{body['body']} {row['panel']}",
        )
        for body in published_bodies()
        for row in body["dates"]
        if body["published_rule_or_pattern"].startswith(("two weeks", "14 calendar days"))
    ]


@for_each(("panel_on", "closing_on", "closes_at"), published_dates())
def test_published_closing_dates_come_out_of_the_stated_rule(panel_on, closing_on, closes_at):
    rule = DeadlineRule(CALENDAR, 14, closes_at)

    moment = closing_moment(panel_on, rule).astimezone(LONDON)

    assert (moment.date(), moment.time()) == (closing_on, closes_at)


@for_each("bodies", [published_bodies()] if published_bodies() else [])
def test_every_published_date_has_a_rule_that_is_tried(bodies):
    assert len(published_dates()) == sum(len(body["dates"]) for body in bodies)


@pytest.mark.parametrize(
    ("panel_on", "closing_on"),
    [
        (date(2027, 2, 8), date(2027, 1, 25)),
        (date(2027, 5, 17), date(2027, 5, 4)),  # 3 May is the early May bank holiday
        (date(2027, 4, 9), date(2027, 3, 30)),  # Good Friday is moved past Easter Monday
        (date(2027, 1, 8), date(2026, 12, 29)),  # Christmas, its weekend and the substitute day
    ],
)
def test_calendar_days_move_off_bank_holidays_to_the_next_working_day(panel_on, closing_on):
    assert closes_on(panel_on, FOURTEEN_DAYS) == closing_on


def test_calendar_days_move_off_a_weekend():
    assert closes_on(date(2027, 2, 10), DeadlineRule(CALENDAR, 4, FIVE)) == date(2027, 2, 8)


def test_moving_on_never_reaches_the_day_of_the_panel():
    panel_after_easter = date(2027, 3, 30)

    closing_on = closes_on(panel_after_easter, DeadlineRule(CALENDAR, 2, FIVE))

    assert closing_on == date(2027, 3, 25)


@pytest.mark.parametrize(
    ("panel_on", "closing_on"),
    [
        (date(2027, 2, 8), date(2027, 1, 25)),
        (date(2027, 5, 17), date(2027, 4, 30)),
        (date(2027, 4, 9), date(2027, 3, 24)),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(panel_on, closing_on):
    assert closes_on(panel_on, TEN_WORKING_DAYS) == closing_on


def test_a_panel_on_the_monday_after_half_term_closes_in_the_holiday_as_the_rule_says():
    """School holidays and INSET days are no reason to move: schools of a cluster differ."""
    monday_after_half_term = date(2027, 2, 22)

    assert closes_on(monday_after_half_term, DeadlineRule(WORKING, 3, FIVE)) == date(2027, 2, 17)
    assert closes_on(monday_after_half_term, DeadlineRule(CALENDAR, 5, FIVE)) == date(2027, 2, 17)


def test_a_date_set_by_hand_stands_as_it_is_even_on_a_bank_holiday():
    closing_on = closes_on(date(2027, 5, 17), SET_BY_HAND, by_hand_on=date(2027, 5, 3))

    assert closing_on == date(2027, 5, 3)


@pytest.mark.parametrize(
    ("by_hand_on", "sentence"),
    [
        (
            None,
            "Enter the closing date for the panel on Monday 17 May 2027. "
            "Closing dates are set by hand here.",
        ),
        (
            date(2027, 5, 18),
            "The closing date cannot be after the panel. Enter Monday 17 May 2027 "
            "or an earlier day.",
        ),
        (
            date(2026, 5, 3),
            "The closing date is more than a year before the panel. Check the year.",
        ),
    ],
)
def test_a_missing_or_impossible_date_by_hand_is_refused_with_what_to_do(by_hand_on, sentence):
    with pytest.raises(DomainError) as refusal:
        closing_moment(date(2027, 5, 17), SET_BY_HAND, by_hand_on=by_hand_on)

    assert (str(refusal.value), refusal.value.field) == (sentence, "by_hand_on")


def test_the_closing_time_is_local_on_both_sides_of_a_clock_change():
    panel_on = date(2027, 4, 2)
    before_change = closing_moment(panel_on, DeadlineRule(WORKING, 7, FIVE))
    after_change = closing_moment(panel_on, DeadlineRule(WORKING, 2, FIVE))

    assert before_change == datetime(2027, 3, 22, 17, tzinfo=UTC)
    assert after_change == datetime(2027, 3, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change_day", "utc_hour"), [(date(2027, 3, 28), 16), (date(2027, 10, 31), 17)]
)
def test_five_on_the_day_the_clocks_change_is_five_by_the_changed_clock(change_day, utc_hour):
    moment = closing_moment(date(2027, 11, 8), SET_BY_HAND, by_hand_on=change_day)

    assert moment.astimezone(UTC).hour == utc_hour
    assert moment.astimezone(LONDON).time() == FIVE


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_rule_counts_at_least_one_day_and_no_more_than_ninety(days):
    with pytest.raises(DomainError) as refusal:
        DeadlineRule(WORKING, days, FIVE)

    assert refusal.value.field == "days"


def test_an_unknown_kind_of_rule_is_a_mistake_in_the_code():
    with pytest.raises(ValueError, match="deadline rule"):
        DeadlineRule("lunar", 14, FIVE)


@pytest.mark.parametrize("panel_on", [date(1, 1, 1), date(27, 5, 17), date(9999, 12, 31)])
def test_a_slip_in_the_year_of_the_panel_is_refused_and_does_not_crash(panel_on):
    with pytest.raises(DomainError) as refusal:
        closing_moment(panel_on, FOURTEEN_DAYS)

    assert str(refusal.value) == "Enter the panel's date with a year like 2027."
