"""School days: the weekdays of the terms, without half-term and bank holidays."""

from datetime import date

import pytest

from clusters.models import SchoolTerm
from clusters.queries.schooldays import SchoolDays
from tests import factories as make


@pytest.fixture
def days(everywhere) -> SchoolDays:
    cluster = make.cluster("East", of=make.authority())
    for name, *dates in (
        ("Autumn", (2026, 9, 2), (2026, 10, 26), (2026, 10, 30), (2026, 12, 18)),
        ("Spring", (2027, 1, 4), (2027, 2, 15), (2027, 2, 19), (2027, 3, 25)),
        ("Summer", (2027, 4, 12), (2027, 5, 31), (2027, 6, 4), (2027, 7, 21)),
    ):
        starts, half_starts, half_ends, ends = (date(*one) for one in dates)
        SchoolTerm.objects.create(
            cluster=cluster,
            name=name,
            starts_on=starts,
            half_term_starts_on=half_starts,
            half_term_ends_on=half_ends,
            ends_on=ends,
        )
    return SchoolDays(cluster)


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2026, 11, 2), 5, date(2026, 11, 9)),  # over a weekend
        (date(2026, 10, 22), 2, date(2026, 11, 2)),  # over half-term
        (date(2026, 12, 17), 2, date(2027, 1, 4)),  # over Christmas
        (date(2027, 4, 30), 1, date(2027, 5, 4)),  # over the bank holiday of May
        (date(2026, 10, 28), 1, date(2026, 11, 2)),  # made in a holiday
    ],
)
def test_holidays_do_not_count(days, day, count, due):
    assert days.after(day, count) == due


def test_what_is_left_is_counted_the_same_way(days):
    first, last = date(2026, 10, 22), date(2026, 11, 2)

    assert (days.between(first, last), days.between(last, first)) == (2, -2)
    assert days.between(first, first) == 0


def test_after_the_last_term_working_days_count_and_the_page_can_say_so(days):
    due = days.after(date(2027, 7, 20), 3)

    assert due == date(2027, 7, 23)
    assert (days.knows(date(2027, 7, 21)), days.knows(due)) == (True, False)


def test_without_any_terms_working_days_count(everywhere):
    days = SchoolDays(make.cluster("West", of=make.authority()))

    assert days.after(date(2026, 10, 30), 1) == date(2026, 11, 2)
    assert not days.knows(date(2026, 11, 2))
