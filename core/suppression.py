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
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import zip_longest

TOTAL = ""  # the row of column totals, the column of row totals
USUAL_THRESHOLD = 5

# A cell by its table's place, its row and its column. The totals of columns are of table 0.
Key = tuple[int, str, str]
Node = tuple[str, ...]

DEAR, DEAREST = 10**7, 10**8


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
    def hidden_totals(self) -> set[str]:
        """The columns whose totals are hidden."""
        return {column for row, column in self.hidden if row == TOTAL}

    @property
    def hidden(self) -> set[tuple[str, str]]:
        return {key for key, cell in self.cells.items() if cell.hidden}


@dataclass(frozen=True)
class _Arc:
    """One cell as a piece of the flow, from one sum that it enters to the other."""

    start: Node
    end: Node
    cell: Cell


def suppress(
    *tables: Table,
    threshold: int = USUAL_THRESHOLD,
    elsewhere: Collection[str] = (),
    settled: Collection[str] = (),
) -> list[Table]:
    """The tables with what must not be known marked as hidden.

    Two tables given together split the same children in two ways, so that the totals of their
    columns are the same: those of the first stand for both. `elsewhere` are the columns whose
    totals are hidden in another table of the same children, and so here too. Of a column that is
    `settled` nothing is hidden but what is marked so already: the rest was told before.
    """
    arcs = _arcs(tables)
    hidden = {
        key
        for key, arc in arcs.items()
        if arc.cell.hidden
        or arc.cell.children < threshold
        or (key[1] == TOTAL and key[2] in elsewhere)
    }
    told = {key for key in arcs if key[2] in settled} - hidden
    measures = _measures(arcs)
    waiting = sorted(hidden)
    while waiting:
        key = waiting.pop()
        for ways in measures:
            beside = set(_round_trip(arcs, key, ways, hidden, told)) - hidden
            hidden |= beside
            waiting += sorted(beside)
    return [_marked(table, place, hidden) for place, table in enumerate(tables)]


def exposed(*tables: Table) -> set[Key]:
    """The hidden cells in which a reader of these tables could work something out."""
    arcs = _arcs(tables)
    hidden = {key for key, arc in arcs.items() if arc.cell.hidden}
    measures = _measures(arcs)
    trips = {key: [_round_trip(arcs, key, ways, hidden) for ways in measures] for key in hidden}
    return {
        key
        for key, found in trips.items()
        if not all(trip and hidden.issuperset(trip) for trip in found)
    }


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


Ways = dict[Node, list[tuple[Node, Key]]]


def _measures(arcs: Mapping[Key, _Arc]) -> list[Ways]:
    """For the children, and for each figure, where a unit more can go on: along any cell, and back
    along one that has more than the least there can be. That is one child, of a figure nothing;
    a figure that is below nothing somewhere has no least."""
    floors: list[int | None] = [1]
    for values in zip_longest(*(arc.cell.figures for arc in arcs.values()), fillvalue=0):
        floors.append(None if min(values) < 0 else 0)
    return [_ways(arcs, measure, floor) for measure, floor in enumerate(floors)]


def _ways(arcs: Mapping[Key, _Arc], measure: int, floor: int | None) -> Ways:
    ways: Ways = defaultdict(list)
    for key, arc in arcs.items():
        ways[arc.start].append((arc.end, key))
        if floor is None or _value(arc.cell, measure) > floor:
            ways[arc.end].append((arc.start, key))
    return ways


def _value(cell: Cell, measure: int) -> int:
    return (cell.children, *cell.figures, *[0] * measure)[measure]


def _round_trip(
    arcs: Mapping[Key, _Arc],
    key: Key,
    ways: Ways,
    hidden: Set[Key],
    told: Set[Key] = frozenset(),
) -> list[Key]:
    """The cells of the round trip through this one that needs the least hidden besides: there the
    numbers may move up and down together, and all that is shown still fits. None goes through what
    was `told` before."""
    arc, without = arcs[key], told | {key}
    trips = [_cheapest(arcs, arc.end, arc.start, without, ways, hidden)]
    if (arc.start, key) in ways[arc.end]:
        trips.append(_cheapest(arcs, arc.start, arc.end, without, ways, hidden))
    return min(trips)[1]


NO_WAY = float("inf")


def _cheapest(
    arcs: Mapping[Key, _Arc],
    start: Node,
    end: Node,
    without: Set[Key],
    ways: Ways,
    hidden: Set[Key],
) -> tuple[float, list[Key]]:
    """The way's price and its cells, by Dijkstra's rule. What is hidden already costs nothing."""
    waiting: list[tuple[float, Node, list[Key]]] = [(0, start, [])]
    seen: set[Node] = set()
    while waiting:
        price, node, trip = heappop(waiting)
        if node == end:
            return price, trip
        if node in seen:
            continue
        seen.add(node)
        for following, key in ways[node]:
            if key not in without and following not in seen:
                more = 0 if key in hidden else _price(arcs[key].cell, key)
                heappush(waiting, (price + more, following, [*trip, key]))
    return NO_WAY, []


def _price(cell: Cell, key: Key) -> int:
    """Smaller ones are hidden before greater ones, and totals last: they say the most."""
    _, row, column = key
    if row == TOTAL:
        return DEAREST if column == TOTAL else DEAR
    return cell.children + (DEAR // 10 if column == TOTAL else 0)


def _marked(table: Table, place: int, hidden: set[Key]) -> Table:
    cells = {
        (row, column): replace(cell, hidden=((0 if row == TOTAL else place), row, column) in hidden)
        for (row, column), cell in table.cells.items()
    }
    return replace(table, cells=cells)
