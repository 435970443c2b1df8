"""The figures in tables, hidden where they would tell of a child."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from core.suppression import TOTAL, Cell, Table, suppress
from reports.impact.figures import Counted, Figures


@dataclass(frozen=True)
class Tables:
    """All that is shown of a cluster's figures, every year of them, hidden where it has to be."""

    paid_by_need: Table
    paid_by_school: Table
    reached: Table
    gained: Table


def hide(figures: Figures, threshold: int) -> Tables:
    """Both ways of splitting what was paid have the same totals, so they are hidden together."""
    years = figures.years
    schools = {school.urn for school in figures.schools}
    by_need, by_school = _hide_years(
        _table(figures.paid_by_need, years),
        _table(figures.paid_by_school, years, schools),
        threshold=threshold,
    )
    reached, gained = _hide_alike(
        _table(figures.reached, years), _table(figures.gained, years), threshold
    )
    return Tables(by_need, by_school, reached, gained)


def _hide_years(*tables: Table, threshold: int, elsewhere: Collection[str] = ()) -> list[Table]:
    """Each year by itself first, so that a year that has ended is hidden the same for ever, in a
    report that was kept and on the page a year later. Then of the two newest together what can be
    shown beside that."""
    alone = [replace(table, together=()) for table in tables]
    years = suppress(*alone, threshold=threshold, elsewhere=elsewhere)
    both = [
        replace(year, together=table.together) for year, table in zip(years, tables, strict=True)
    ]
    columns = tables[0].columns
    return suppress(*both, threshold=threshold, elsewhere=elsewhere, settled=columns)


def _hide_alike(one: Table, other: Table, threshold: int) -> tuple[Table, Table]:
    """Most children of an evaluation were tested, so a total of one table that is hidden would
    often stand in the other."""
    totals: set[str] = set()
    while True:
        (one_hidden,) = _hide_years(one, threshold=threshold, elsewhere=totals)
        (other_hidden,) = _hide_years(other, threshold=threshold, elsewhere=totals)
        both = one_hidden.hidden_totals | other_hidden.hidden_totals
        if both <= totals:
            return one_hidden, other_hidden
        totals = both


def _table(counted: Counted, years: Sequence[int], rows: Iterable[str] = ()) -> Table:
    """Children who stand in several rows or years count once in each, and once in a total."""
    columns = [str(year) for year in years]
    together = columns[-2:]
    children: dict[tuple[str, str], set[int]] = defaultdict(set)
    sums: dict[tuple[str, str], list[int]] = {}
    for (row, year), figures in counted.sums.items():
        for key in _places(row, str(year), together) if str(year) in columns else ():
            children[key] |= counted.children[row, year]
            before = sums.get(key, [0] * len(figures))
            sums[key] = [one + more for one, more in zip(before, figures, strict=True)]
    # A figure of which no child is known any more could be one child's.
    cells = {
        key: Cell(len(children[key]) or int(any(figures)), tuple(figures))
        for key, figures in sums.items()
    }
    found = {row for row, _ in counted.sums} | set(rows)
    return Table(sorted(found), columns, cells, together)


def _places(row: str, column: str, together: Sequence[str]) -> list[tuple[str, str]]:
    """The cell itself and the totals that it counts in."""
    places = [(row, column), (TOTAL, column)]
    return [*places, (row, TOTAL), (TOTAL, TOTAL)] if column in together else places
