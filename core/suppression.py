"""Hides small numbers of children in tables, so that none can be worked out from the rest.

A figure that rests on one to four children tells of a child. Hiding it is not enough: what the rest
of its row or column leaves over tells it again. So further figures are hidden beside it until each
hidden one could be another number too. A zero stays shown, since it tells of nobody.

A table with totals is a flow: what goes out of the total into a row goes on through its cells into
the columns, and back into the total. Another set of hidden numbers that fits all that is shown is
this flow plus a round trip over hidden cells alone. A hidden cell through which no round trip goes
can be worked out; with one, it cannot. That is exact, for whole numbers too.

See docs/decisions/0017-small-numbers.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

TOTAL = ""  # the row of column totals, the column of row totals
USUAL_THRESHOLD = 5

# A cell by its table's place, its row and its column. The totals of columns are of table 0.
Key = tuple[int, str, str]
Node = tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """How many children a figure rests on, and what rests on them: pence, outcomes, months."""

    children: int = 0
    figures: tuple[int, ...] = ()
    hidden: bool = False


NOBODY = Cell()


@dataclass(frozen=True)
class Table:
    """Cells by row and column, and the totals that come with them under `TOTAL`.

    `together` are the columns that a row's total adds up; a column that is not among them has its
    own total only. A cell that is not there is nobody's.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict)
    together: Sequence[str] = ()

    def cell(self, row: str, column: str) -> Cell:
        return self.cells.get((row, column), NOBODY)

    @property
    def hidden(self) -> set[tuple[str, str]]:
        return {key for key, cell in self.cells.items() if cell.hidden}


@dataclass(frozen=True)
class _Arc:
    """One cell as a piece of the flow, from one sum that it enters to the other."""

    start: Node
    end: Node
    cell: Cell


def suppress(*tables: Table, threshold: int = USUAL_THRESHOLD) -> list[Table]:
    """The tables with what must not be known marked as hidden.

    Two tables given together split the same children in two ways, so that the totals of their
    columns are the same: those of the first stand for both.
    """
    arcs = _arcs(tables)
    hidden = {key for key, arc in arcs.items() if 0 < arc.cell.children < threshold}
    unproved = set(hidden)
    while unproved:
        unproved = set(_exposed(arcs, hidden, unproved))
        found = [_beside(arcs, hidden, key) for key in sorted(unproved)]
        beside = {key for key in found if key}
        if not beside:
            break
        hidden |= beside
        unproved |= beside
    return [_marked(table, place, hidden) for place, table in enumerate(tables)]


def exposed(*tables: Table) -> set[Key]:
    """The hidden cells that a reader of these tables could work out."""
    arcs = _arcs(tables)
    hidden = {key for key, arc in arcs.items() if arc.cell.hidden}
    return set(_exposed(arcs, hidden, hidden))


def _arcs(tables: Sequence[Table]) -> dict[Key, _Arc]:
    """Every cell with a child in it. The second table runs the other way, from the columns back to
    the total, so that both hang together at the totals of the columns."""
    if len(tables) > 2:
        raise ValueError("Two tables at most can share their totals.")
    arcs = {
        key: arc
        for place, table in enumerate(tables)
        for key, arc in _own_arcs(place, table)
        if arc.cell.children
    }
    for key, arc in _total_arcs(tables):
        if arc.cell.children:
            arcs[key] = arc
    return arcs


def _own_arcs(place: int, table: Table) -> Iterator[tuple[Key, _Arc]]:
    for row in table.rows:
        for column in table.columns:
            start: Node = ("row", str(place), row) if column in table.together else ("free",)
            end = ("column", str(place), column)
            yield (place, row, column), _arc(place, start, end, table.cell(row, column))
        start, end = ("rows", str(place)), ("row", str(place), row)
        yield (place, row, TOTAL), _arc(place, start, end, table.cell(row, TOTAL))


def _arc(place: int, start: Node, end: Node, cell: Cell) -> _Arc:
    return _Arc(end, start, cell) if place else _Arc(start, end, cell)


def _total_arcs(tables: Sequence[Table]) -> Iterator[tuple[Key, _Arc]]:
    first, last = tables[0], len(tables) - 1
    for column in first.columns:
        joined = column in first.together
        apart: Node = ("rows", "end") if joined else ("free",)
        end = ("column", "1", column) if last else apart
        arc = _Arc(("column", "0", column), end, first.cell(TOTAL, column))
        yield (0, TOTAL, column), arc
    end_of_rows: Node = ("rows", "1") if last else ("rows", "end")
    yield (0, TOTAL, TOTAL), _Arc(end_of_rows, ("rows", "0"), first.cell(TOTAL, TOTAL))


def _exposed(arcs: Mapping[Key, _Arc], hidden: set[Key], asked: Iterable[Key]) -> Iterator[Key]:
    """Those of the asked hidden cells in which the children, or a figure, could be nothing else."""
    floors = _floors(arcs.values())
    ways = [_ways(arcs, hidden, place, floor) for place, floor in enumerate(floors)]
    for key in sorted(asked):
        if not all(_may_differ(arcs[key], key, found) for found in ways):
            yield key


def _floors(arcs: Iterable[_Arc]) -> list[int | None]:
    """The least that each measure of a hidden cell may be: one child, and of a figure nothing; a
    figure that is below nothing somewhere has no least."""
    figures: dict[int, int | None] = {}
    for arc in arcs:
        for place, value in enumerate(arc.cell.figures):
            if value < 0:
                figures[place] = None
            figures.setdefault(place, 0)
    return [1, *(figures[place] for place in sorted(figures))]


Ways = dict[Node, list[tuple[Node, Key]]]


def _ways(arcs: Mapping[Key, _Arc], hidden: set[Key], measure: int, floor: int | None) -> Ways:
    """Where a unit more can go on: along any hidden cell, and back along one that can lose it."""
    ways: Ways = defaultdict(list)
    for key in sorted(hidden):
        arc = arcs[key]
        ways[arc.start].append((arc.end, key))
        if floor is None or _value(arc.cell, measure) > floor:
            ways[arc.end].append((arc.start, key))
    return ways


def _value(cell: Cell, measure: int) -> int:
    if not measure:
        return cell.children
    return cell.figures[measure - 1] if len(cell.figures) >= measure else 0


def _may_differ(arc: _Arc, key: Key, ways: Ways) -> bool:
    """Whether a round trip goes through the cell, one way or the other."""
    if _reaches(arc.end, arc.start, ways, without=key):
        return True
    loses = (arc.start, key) in ways[arc.end]
    return loses and _reaches(arc.start, arc.end, ways, without=key)


def _reaches(start: Node, end: Node, ways: Ways, *, without: Key) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        if node == end:
            return True
        for following, key in ways[node]:
            if key != without and following not in seen:
                seen.add(following)
                waiting.append(following)
    return False


def _beside(arcs: Mapping[Key, _Arc], hidden: set[Key], key: Key) -> Key | None:
    """The cell to hide next: of the same row or column the smallest that is shown, then a total of
    theirs, then the smallest anywhere."""
    place, row, column = key

    def rank(other: Key) -> tuple[int, int, Key]:
        its_place, its_row, its_column = other
        near = (its_place == place and its_row == row) or (
            its_column == column and (its_place == place or TOTAL in (its_row, row))
        )
        is_total = (its_row == TOTAL) + (its_column == TOTAL)
        return (is_total if near else 3 + is_total, arcs[other].cell.children, other)

    return min((other for other in arcs if other not in hidden), key=rank, default=None)


def _marked(table: Table, place: int, hidden: set[Key]) -> Table:
    cells = {
        (row, column): replace(cell, hidden=((0 if row == TOTAL else place), row, column) in hidden)
        for (row, column), cell in table.cells.items()
    }
    return replace(table, cells=cells)
