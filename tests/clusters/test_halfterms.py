import json
from datetime import date, timedelta

import pytest

from clusters.halfterms import (
    NUMBERS,
    SHORT,
    HalfTerm,
    Term,
    half_terms,
    is_school_day,
    school_days_between,
    suggest_panel_dates,
)
from core.dates import is_working_day
from core.errors import DomainError
from tests.shared_data import for_each, shared_data

MONDAY, WEDNESDAY, SATURDAY = 0, 2, 5

AUTUMN = Term(
    "Autumn", date(2026, 9, 3), date(2026, 10, 26), date(2026, 10, 30), date(2026, 12, 17)
)
SPRING = Term("Spring", date(2027, 1, 5), date(2027, 2, 15), date(2027, 2, 19), date(2027, 3, 24))
SUMMER = Term("Summer", date(2027, 4, 13), date(2027, 5, 31), date(2027, 6, 4), date(2027, 7, 23))
YEAR = [AUTUMN, SPRING, SUMMER]
INSET = {date(2026, 9, 3), date(2026, 11, 2), date(2027, 2, 12)}


def changed(term, **dates):
    return Term(**{**vars(term), **dates})


def published_calendars():
    path = shared_data("term_dates_sample.json")
    calendars = json.loads(path.read_text())["calendars"] if path else []
    return [
        (
            f"{calendar['la_name'][:10]} {calendar['academic_year']}",
            [
                Term(
                    row["name"],
                    _day(row.get("start")),
                    *[_day(day) for day in row.get("half_term", (None, None))],
                    _day(row.get("end")),
                )
                for row in calendar["terms"]
            ],
            {date.fromisoformat(day) for day in calendar.get("inset", ())},
        )
        for calendar in calendars
    ]


def _day(text):
    return date.fromisoformat(text) if text else None


def _is_whole(terms):
    return bool(terms) and all(None not in vars(term).values() for term in terms)


WHOLE = [case for case in published_calendars() if _is_whole(case[1])]
IN_PART = [case for case in published_calendars() if case[1] and not _is_whole(case[1])]


@for_each(("name", "terms", "inset"), WHOLE)
def test_published_term_dates_give_six_half_terms(name, terms, inset):
    halves = half_terms(terms, inset=inset)

    assert [half.name for half in halves] == [
        "Autumn 1",
        "Autumn 2",
        "Spring 1",
        "Spring 2",
        "Summer 1",
        "Summer 2",
    ]
    edges = [day for half in halves for day in (half.starts_on, half.ends_on)]
    assert edges == sorted(edges)
    assert all(is_working_day(day) and day not in inset for day in edges)
    for term, first, second in zip(terms, halves[::2], halves[1::2], strict=True):
        assert first.ends_on < term.half_term_starts_on
        assert second.starts_on > term.half_term_ends_on


@for_each(("name", "terms", "inset"), WHOLE)
def test_published_term_dates_take_a_panel_in_each_half_term(name, terms, inset):
    halves = half_terms(terms, inset=inset)

    for weekday in range(5):
        panels = suggest_panel_dates(halves, weekday, 4, inset=inset)
        assert [day.weekday() for day in panels] == [weekday] * 6
        assert all(is_school_day(day, halves, inset) for day in panels)


@for_each(("name", "terms", "inset"), IN_PART)
def test_published_term_dates_with_gaps_are_refused_by_name(name, terms, inset):
    with pytest.raises(DomainError, match=r"The .* of the .* term is missing\. Enter it\."):
        half_terms(terms, inset=inset)


@for_each("calendars", [published_calendars()] if published_calendars() else [])
def test_the_published_file_has_calendars_of_both_sorts(calendars):
    assert (len(WHOLE), len(IN_PART)) == (3, 1)


def test_half_terms_run_from_the_first_to_the_last_school_day():
    assert half_terms(YEAR, inset=INSET) == [
        HalfTerm("Autumn 1", date(2026, 9, 4), date(2026, 10, 23)),
        HalfTerm("Autumn 2", date(2026, 11, 3), date(2026, 12, 17)),
        HalfTerm("Spring 1", date(2027, 1, 5), date(2027, 2, 11)),
        HalfTerm("Spring 2", date(2027, 2, 22), date(2027, 3, 24)),
        HalfTerm("Summer 1", date(2027, 4, 13), date(2027, 5, 28)),
        HalfTerm("Summer 2", date(2027, 6, 7), date(2027, 7, 23)),
    ]


def test_a_two_week_half_term_is_as_good_as_one_of_a_week():
    two_weeks = changed(AUTUMN, half_term_starts_on=date(2026, 10, 19))

    first, second = half_terms([two_weeks])

    assert (first.ends_on, second.starts_on) == (date(2026, 10, 16), date(2026, 11, 2))


@pytest.mark.parametrize(
    ("scheme", "names"),
    [
        (SHORT, ["Aut 1", "Aut 2", "Spr 1", "Spr 2", "Sum 1", "Sum 2"]),
        (NUMBERS, ["Term 1", "Term 2", "Term 3", "Term 4", "Term 5", "Term 6"]),
    ],
)
def test_half_terms_are_named_as_the_cluster_names_them(scheme, names):
    assert [half.name for half in half_terms(YEAR, scheme=scheme)] == names


def test_a_year_entered_in_part_is_named_rightly():
    assert [half.name for half in half_terms([SUMMER])] == ["Summer 1", "Summer 2"]


def test_a_bank_holiday_is_no_school_day_at_the_edge_of_a_half_term():
    ends_on_good_friday = changed(SPRING, ends_on=date(2027, 3, 26))

    assert half_terms([ends_on_good_friday])[1].ends_on == date(2027, 3, 25)


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ("starts_on", "first day"),
        ("half_term_starts_on", "first day of half-term"),
        ("half_term_ends_on", "last day of half-term"),
        ("ends_on", "last day"),
    ],
)
def test_a_missing_date_is_asked_for_by_name(field, what):
    with pytest.raises(DomainError) as refusal:
        half_terms([AUTUMN, changed(SPRING, **{field: None}), SUMMER])

    assert str(refusal.value) == f"The {what} of the Spring term is missing. Enter it."
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "dates",
    [
        {"ends_on": date(2027, 2, 19)},
        {"half_term_ends_on": date(2027, 2, 12)},
        {"starts_on": date(2027, 2, 15)},
    ],
)
def test_dates_of_a_term_that_are_out_of_order_are_refused(dates):
    with pytest.raises(DomainError, match="The dates of the Spring term are not in order"):
        half_terms([changed(SPRING, **dates)])


def test_terms_that_overlap_are_refused():
    with pytest.raises(DomainError) as refusal:
        half_terms([changed(AUTUMN, ends_on=date(2027, 1, 6)), SPRING])

    assert str(refusal.value) == (
        "The Spring term starts on 5 January 2027, before the Autumn term ends on "
        "6 January 2027. Enter the terms in order, without overlap."
    )


def test_terms_of_two_years_at_once_are_refused():
    next_autumn = changed(
        AUTUMN,
        **{name: day + timedelta(364) for name, day in vars(AUTUMN).items() if name != "name"},
    )

    with pytest.raises(DomainError, match="Enter one school year at a time"):
        half_terms([*YEAR, next_autumn])


def test_a_half_term_of_inset_days_alone_is_refused():
    short = changed(AUTUMN, starts_on=date(2026, 10, 22))

    with pytest.raises(DomainError, match="Autumn 1 has no school day"):
        half_terms([short], inset={date(2026, 10, 22), date(2026, 10, 23)})


def test_no_terms_give_no_half_terms():
    assert half_terms([]) == []
    assert suggest_panel_dates([], MONDAY, 1) == []


def test_a_panel_date_for_each_half_term_in_the_week_asked_for():
    assert suggest_panel_dates(half_terms(YEAR), WEDNESDAY, 4) == [
        date(2026, 9, 23),
        date(2026, 11, 25),
        date(2027, 1, 27),
        date(2027, 3, 17),
        date(2027, 5, 5),
        date(2027, 6, 30),
    ]


def test_the_last_week_counts_back_from_the_end():
    assert suggest_panel_dates(half_terms([AUTUMN]), WEDNESDAY, -1) == [
        date(2026, 10, 21),
        date(2026, 12, 16),
    ]


def test_a_bank_holiday_monday_gives_way_to_the_nearest_monday_in_term():
    fourth_week = suggest_panel_dates(half_terms([SUMMER]), MONDAY, 4)

    assert fourth_week == [date(2027, 4, 26), date(2027, 6, 28)]


def test_an_inset_day_gives_way_too():
    halves = half_terms([AUTUMN])

    panels = suggest_panel_dates(halves, WEDNESDAY, 4, inset={date(2026, 9, 23)})

    assert panels == [date(2026, 9, 16), date(2026, 11, 25)]


def test_a_week_beyond_the_half_term_gives_its_last_such_day():
    assert suggest_panel_dates(half_terms([AUTUMN]), WEDNESDAY, 10) == [
        date(2026, 10, 21),
        date(2026, 12, 16),
    ]


def test_a_half_term_without_that_weekday_gives_the_nearest_school_day():
    three_days = [HalfTerm("Summer 1", date(2027, 5, 25), date(2027, 5, 27))]

    assert suggest_panel_dates(three_days, MONDAY, 1) == [date(2027, 5, 25)]


@pytest.mark.parametrize(
    ("weekday", "week", "field"),
    [(SATURDAY, 1, "weekday"), (-1, 1, "weekday"), (MONDAY, 0, "week"), (MONDAY, 10**9, "week")],
)
def test_an_impossible_preference_is_refused(weekday, week, field):
    with pytest.raises(DomainError) as refusal:
        suggest_panel_dates(half_terms(YEAR), weekday, week)

    assert refusal.value.field == field


def test_a_half_term_with_no_school_day_left_takes_no_panel():
    one_day = [HalfTerm("Summer 1", date(2027, 5, 25), date(2027, 5, 25))]

    with pytest.raises(DomainError, match="Summer 1 has no school day left"):
        suggest_panel_dates(one_day, MONDAY, 1, inset={date(2027, 5, 25)})


def test_school_days_leave_out_holidays_bank_holidays_and_inset():
    halves = half_terms(YEAR)

    # Thursday, Friday, the bank holiday, Tuesday, Wednesday
    assert school_days_between(date(2027, 4, 29), date(2027, 5, 6), halves) == 4
    assert school_days_between(date(2027, 2, 12), date(2027, 2, 23), halves) == 2
    inset = {date(2027, 2, 22)}
    assert school_days_between(date(2027, 2, 12), date(2027, 2, 23), halves, inset) == 1
    assert school_days_between(date(2027, 2, 13), date(2027, 2, 13), halves) == 0
