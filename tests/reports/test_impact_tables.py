"""Whatever a cluster's past was, its tables together tell of no small number of children."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from core.suppression import TOTAL, exposed
from reports.impact.figures import Counted, Figures, counted_until, year_of
from reports.impact.tables import hide

UNTIL = date(2026, 10, 31)
NEEDS, SCHOOLS = ("ASD", "SLCN", "SEMH", "HI"), ("100001", "100002", "100003")

# Need, school, academic year, child, pence: children come back, with another need or elsewhere.
awards = st.lists(
    st.tuples(
        st.sampled_from(NEEDS),
        st.sampled_from(SCHOOLS),
        st.integers(2024, 2026),
        st.integers(1, 25),
        st.integers(-2, 9),
    ),
    max_size=40,
)


def figures_of(found) -> Figures:
    by_need, by_school, reached, gained = Counted(), Counted(), Counted(), Counted()
    for need, school, year, child, pence in found:
        by_need.add(need, year, [child], pence)
        by_school.add(school, year, [child], pence)
        if pence > 0:
            reached.add(need, year, [child], pence % 2, pence % 3, pence)
        if pence > 2:
            gained.add("reading", year, [child], 1, pence - 4, 180)
    return Figures(UNTIL, by_need, by_school, reached, gained, {}, [])


@given(awards)
@settings(deadline=None)
def test_nothing_hidden_can_be_worked_out_from_all_tables_of_all_years(found):
    tables = hide(figures_of(found), 5)

    assert exposed(tables.paid_by_need, tables.paid_by_school) == set()
    assert exposed(tables.reached) == exposed(tables.gained) == set()


@given(awards)
@settings(deadline=None)
def test_nothing_that_is_shown_is_of_one_to_four_children(found):
    shown = {
        cell.children
        for table in vars(hide(figures_of(found), 5)).values()
        for cell in table.cells.values()
        if not cell.hidden
    }

    assert not shown & {1, 2, 3, 4}


@given(awards)
@settings(deadline=None)
def test_a_total_that_one_table_hides_no_other_shows(found):
    tables = hide(figures_of(found), 5)

    assert tables.paid_by_need.hidden_totals == tables.paid_by_school.hidden_totals
    assert shown_totals(tables.gained) & tables.reached.hidden_totals == set()
    assert shown_totals(tables.reached) & tables.gained.hidden_totals == set()


def shown_totals(table) -> set[str]:
    return {
        column
        for (row, column), cell in table.cells.items()
        if row == TOTAL and cell.children and not cell.hidden
    }


@given(awards)
@settings(deadline=None)
def test_a_year_that_has_ended_is_hidden_the_same_a_year_later(found):
    """Whoever kept the report of a year finds in it nothing that tells what hides now."""
    now = vars(hide(figures_of(found), 5))
    before = figures_of([award for award in found if award[2] < UNTIL.year])
    then = vars(hide(replace(before, until=date(2026, 8, 31)), 5))

    for name, table in then.items():
        year = {key for key in table.cells if key[1] == "2025"}
        assert {key for key in now[name].hidden if key[1] == "2025"} == table.hidden & year


def test_two_years_together_do_not_tell_what_one_of_them_hides():
    """Seven children last year, as last year's report says: so nine in both years stay hidden."""
    last = [("HI", "100001", 2025, child, 1) for child in range(1, 8)]
    this = [("HI", "100001", 2026, child, 1) for child in (21, 22)]
    others = [("ASD", "100002", 2026, child, 1) for child in range(30, 36)]

    tables = hide(figures_of(last + this + others), 5)

    hidden = tables.paid_by_need.hidden
    assert ("HI", "2025") not in hidden
    assert {("HI", "2026"), ("HI", TOTAL)} <= hidden


def test_a_figure_of_which_no_child_is_known_any_more_is_hidden():
    figures = figures_of([])
    figures.paid_by_need.add("ASD", 2026, [None], 5_000)
    figures.paid_by_school.add("100001", 2026, [None], 5_000)

    tables = hide(figures, 5)

    assert ("ASD", "2026") in tables.paid_by_need.hidden


def test_what_counts_ends_with_the_month_before():
    days = [date(2026, 11, 1), date(2026, 11, 30), date(2026, 9, 1), date(2027, 1, 31)]

    assert [counted_until(day) for day in days] == [
        *(date(2026, 10, 31), date(2026, 10, 31), date(2026, 8, 31), date(2026, 12, 31)),
    ]
    assert [year_of(counted_until(day)) for day in days] == [2026, 2026, 2025, 2026]
