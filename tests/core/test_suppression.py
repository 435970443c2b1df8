"""What is hidden cannot be worked out: by arithmetic over rows, columns and totals, nor at all."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.suppression import TOTAL, Cell, Table, exposed, suppress

ROWS, COLUMNS = ("a", "b", "c", "d"), ("this", "last")
MOST = 10**6


def table_of(counts, *, rows=ROWS, columns=COLUMNS, together=None, pence=None) -> Table:
    """Cells row by row, with their totals. `pence` are the figures that rest on them."""
    together = columns if together is None else together
    pence = pence or counts
    inner = {
        (row, column): Cell(count, (value,) if count else (0,))
        for (row, column), count, value in zip(product(rows, columns), counts, pence, strict=True)
    }
    return Table(rows, columns, inner | totals_of(inner, rows, columns, together), together)


def totals_of(inner, rows, columns, together) -> dict[tuple[str, str], Cell]:
    def added(keys) -> Cell:
        cells = [inner[key] for key in keys]
        return Cell(sum(c.children for c in cells), (sum(c.figures[0] for c in cells),))

    return (
        {(row, TOTAL): added([(row, column) for column in together]) for row in rows}
        | {(TOTAL, column): added([(row, column) for row in rows]) for column in columns}
        | {(TOTAL, TOTAL): added(list(product(rows, together)))}
    )


def only_small(*tables: Table, threshold=5) -> list[Table]:
    """The control: what is small is hidden, and nothing beside it."""
    return [
        replace(
            table,
            cells={
                key: replace(cell, hidden=0 < cell.children < threshold)
                for key, cell in table.cells.items()
            },
        )
        for table in tables
    ]


Known = dict[tuple, tuple[int, int]]


def worked_out(*tables: Table) -> set[tuple]:
    """A reader with a pencil: what every sum leaves for its parts, again and again, until nothing
    more can be told. Whatever then has one value left is known."""
    known: Known = {}
    for place, table in enumerate(tables):
        for (row, column), cell in table.cells.items():
            key = name_of(place, row, column)
            known[key] = (1, MOST) if cell.hidden else (cell.children, cell.children)
    sums = [found for place, table in enumerate(tables) for found in sums_of(place, table)]
    before: Known = {}
    while before != known:
        before = dict(known)
        for whole, parts in sums:
            tighten(known, whole, parts)
    hidden = {name_of(place, *key) for place, table in enumerate(tables) for key in table.hidden}
    return {key for key in hidden if known[key][0] == known[key][1]}


def name_of(place: int, row: str, column: str) -> tuple:
    return (0 if row == TOTAL else place, row, column)


def sums_of(place: int, table: Table) -> Iterator[tuple[tuple, list[tuple]]]:
    for row in (*table.rows, TOTAL):
        yield (
            name_of(place, row, TOTAL),
            [name_of(place, row, column) for column in table.together],
        )
    for column in (*table.columns, TOTAL):
        yield (
            name_of(place, TOTAL, column),
            [name_of(place, row, column) for row in table.rows],
        )


def tighten(known: Known, whole: tuple, parts: list[tuple]) -> None:
    low, high = (sum(known[part][end] for part in parts) for end in (0, 1))
    known[whole] = max(known[whole][0], low), min(known[whole][1], high)
    for part in parts:
        others_low, others_high = low - known[part][0], high - known[part][1]
        known[part] = (
            max(known[part][0], known[whole][0] - others_high),
            min(known[part][1], known[whole][1] - others_low),
        )


counts = st.lists(st.integers(0, 9), min_size=8, max_size=8)


@given(counts)
def test_no_hidden_number_can_be_worked_out(numbers):
    (hidden,) = suppress(table_of(numbers))

    assert worked_out(hidden) == set()
    assert exposed(hidden) == set()


@given(counts, counts)
def test_nor_from_two_tables_that_share_their_totals(numbers, split):
    by_need = table_of(numbers)
    by_school = split_like(by_need, split)

    hidden = suppress(by_need, by_school)

    assert worked_out(*hidden) == set()
    totals = [{key for key in one.hidden if key[0] == TOTAL} for one in hidden]
    assert totals[0] == totals[1]


def split_like(other: Table, weights) -> Table:
    """The same children in each column, in other rows."""
    numbers = [0] * 8
    for place, column in enumerate(COLUMNS):
        left = other.cell(TOTAL, column).children
        for row in range(4):
            part = left if row == 3 else min(left, weights[2 * row + place])
            numbers[2 * row + place] = part
            left -= part
    return table_of(numbers, rows=("w", "x", "y", "z"))


@given(counts)
def test_small_numbers_are_all_hidden_and_zeros_never(numbers):
    (hidden,) = suppress(table_of(numbers))

    small = {key for key, cell in hidden.cells.items() if 0 < cell.children < 5}
    nobody = {key for key, cell in hidden.cells.items() if not cell.children}
    assert small <= hidden.hidden
    assert not nobody & hidden.hidden


@given(counts)
def test_a_column_that_no_row_adds_up_hides_by_itself(numbers):
    (hidden,) = suppress(table_of(numbers, together=("this",)))

    assert worked_out(hidden) == set()


@given(st.lists(st.integers(0, 4), min_size=4, max_size=4), st.data())
@settings(max_examples=60, deadline=None)
def test_what_can_be_worked_out_is_found_exactly(numbers, data):
    """Against every table of four cells that there could be."""
    whole = table_of(numbers, rows=("a", "b"))
    keys = sorted(key for key, cell in whole.cells.items() if cell.children)
    masked = data.draw(st.sets(st.sampled_from(keys))) if keys else set()
    cells = {key: replace(cell, hidden=key in masked) for key, cell in whole.cells.items()}
    shown = replace(whole, cells=cells)

    assert {key[1:] for key in exposed(shown)} == by_trying_all(shown)


def by_trying_all(shown: Table) -> set[tuple[str, str]]:
    inner = list(product(shown.rows, shown.columns))
    free = [key for key in inner if shown.cells[key].hidden]
    possible: dict[tuple[str, str], set[int]] = {key: set() for key in shown.hidden}
    for values in product(range(1, 10), repeat=len(free)):
        guess = {key: shown.cells[key] for key in inner}
        guess |= {key: Cell(value, (0,)) for key, value in zip(free, values, strict=True)}
        guess |= totals_of(guess, shown.rows, shown.columns, shown.together)
        if all(
            cell.hidden or cell.children == guess[key].children for key, cell in shown.cells.items()
        ):
            for key in possible:
                possible[key].add(guess[key].children)
    return {key for key, values in possible.items() if len(values) == 1}


def test_without_what_is_hidden_beside_it_a_small_number_can_be_worked_out():
    """The control: both readers find the three, by its column and by its row."""
    table = table_of([3, 7, 8, 6, 9, 0, 0, 12])

    (shown,) = only_small(table)

    assert worked_out(shown) == {(0, "a", "this")} == exposed(shown)


def test_two_tables_hidden_each_by_itself_tell_together():
    """The control: five children of five needs, all at one school, which shows the five."""
    by_need = table_of([1] * 5, rows=tuple("abcde"), columns=("this",))
    by_school = table_of([5], rows=("w",), columns=("this",))

    apart = [*suppress(by_need), *suppress(by_school)]
    together = suppress(by_need, by_school)

    assert {key for key in worked_out(*apart) if key[1]} == {
        (0, row, column) for row in "abcde" for column in ("this", TOTAL)
    }
    assert worked_out(*together) == set()


def test_the_smallest_of_a_row_and_of_a_column_is_hidden_beside_it():
    (hidden,) = suppress(table_of([3, 7, 8, 6, 9, 9, 20, 12]))

    assert hidden.hidden == {("a", "this"), ("a", "last"), ("b", "this"), ("b", "last")}


def test_a_hidden_total_needs_nothing_beside_it():
    """Three children in one place: their total is as small, and nothing else tells of them."""
    (hidden,) = suppress(table_of([3, 0] + [0] * 6))

    assert hidden.hidden == {("a", "this"), ("a", TOTAL), (TOTAL, "this"), (TOTAL, TOTAL)}


def test_as_many_children_as_hidden_places_would_be_one_each():
    (hidden,) = suppress(table_of([1, 0, 1, 0, 2, 0, 1, 0], together=("this",)))
    (ones,) = suppress(table_of([1] * 5, rows=tuple("abcde"), columns=("this",)))

    assert (TOTAL, "this") not in hidden.hidden
    assert (TOTAL, "this") in ones.hidden


def test_money_that_is_nothing_beside_nothing_is_hidden_too():
    """Two hidden places to which nothing was paid, of nothing in all, would each be known."""
    table = table_of([3, 0, 4, 0, 9, 0, 0, 0], together=("this",), pence=[0, 0, 0, 0, 9, 0, 0, 0])

    (hidden,) = suppress(table)

    assert {("a", "this"), ("b", "this")} < hidden.hidden


@pytest.mark.parametrize(("threshold", "small"), [(5, 0), (10, 4)])
def test_a_cluster_may_hide_more(threshold, small):
    table = table_of([7, 0, 12, 0, 14, 0, 0, 0], together=("this",))

    (hidden,) = suppress(table, threshold=threshold)

    assert len(hidden.hidden) == small


def test_a_great_table_is_settled_quickly_enough():
    """Fifty schools over five years, nearly all of them small."""
    rows, years = tuple(f"school {n}" for n in range(50)), tuple("abcde")
    numbers = [(n * 7) % 9 for n in range(250)]
    by_school = table_of(numbers, rows=rows, columns=years, together=years[-2:])

    (hidden,) = suppress(by_school)

    assert exposed(hidden) == set()
