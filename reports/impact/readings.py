"""How a figure reads: money, outcomes met, months gained, and on how many children it rests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.money import format_pounds
from core.suppression import Cell
from core.templatetags.show import plural

DAYS_A_MONTH = 30.4375

Read = Callable[[Cell, str], str]


@dataclass(frozen=True)
class Figure:
    """What one cell says: a name for it, and how it reads."""

    name: str
    read: Read


@dataclass(frozen=True)
class Kind:
    """How the cells of a subject read: the figure that they are about, the others, and these in
    the words that stand below it."""

    main: Figure
    others: Sequence[Figure]
    below: Read
    nothing: str = "none"

    @property
    def figures(self) -> list[Figure]:
        return [self.main, *self.others]


def figure(cell: Cell, place: int) -> int:
    return cell.figures[place] if cell.figures else 0


def pence(cell: Cell) -> int:
    return figure(cell, 0)


def mean_months(cell: Cell) -> float:
    return figure(cell, 1) / max(figure(cell, 0), 1)


def _mean_between(cell: Cell) -> float:
    return figure(cell, 2) / max(figure(cell, 0), 1) / DAYS_A_MONTH


def _one_decimal(number: float) -> str:
    return f"{number:.1f}".replace("-", "\N{MINUS SIGN}")


def _children(cell: Cell, row: str) -> str:
    return plural(cell.children, "child,children")


def money_for_rolls(rolls: Mapping[str, int | None]) -> Kind:
    """Money, for each hundred on roll too, of the school or of all of them."""
    known = {urn: roll for urn, roll in rolls.items() if roll}

    def for_each_hundred(cell: Cell, row: str) -> str:
        roll = known.get(row, 0) if row else sum(known.values())
        return format_pounds(pence(cell) * 100 // roll) if roll else "roll not known"

    def below(cell: Cell, row: str) -> str:
        each = for_each_hundred(cell, row)
        return f"{_children(cell, row)}, {each} for each 100 on roll"

    others = [*MONEY.others, Figure("Spent for each 100 on roll", for_each_hundred)]
    return Kind(MONEY.main, others, below, MONEY.nothing) if known else MONEY


CHILDREN = Figure("Children", lambda cell, row: f"{cell.children:,}")
MONEY = Kind(
    Figure("Spent", lambda cell, row: format_pounds(pence(cell))), [CHILDREN], _children, "£0.00"
)
OUTCOMES = Kind(
    Figure("Outcomes met", lambda cell, row: f"{figure(cell, 0):,} of {sum(cell.figures[:2]):,}"),
    [CHILDREN],
    _children,
)
MONTHS = Kind(
    Figure("Months gained", lambda cell, row: _one_decimal(mean_months(cell))),
    [
        Figure("Months between the tests", lambda cell, row: _one_decimal(_mean_between(cell))),
        CHILDREN,
    ],
    lambda cell, row: f"in {_one_decimal(_mean_between(cell))} months, {_children(cell, row)}",
)
