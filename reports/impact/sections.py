"""The four subjects of the dashboard, each with its chart and its table, as they are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.charts import Bar, Chart, Group, grouped, stacked
from core.money import format_pounds
from core.suppression import TOTAL, Cell, Table
from funding.models import Evaluation
from pupils.models import Need
from reports.impact.figures import Figures
from reports.impact.tables import Tables
from schools.models import School

HIDDEN = "hidden"
UNSAID = "Not said"
MOSTLY = 0.5
DAYS_A_MONTH = 30.4375


@dataclass(frozen=True)
class Figure:
    """One column of a table for each period: its name, and how a cell reads in it."""

    name: str
    read: Callable[[Cell, str], str]


@dataclass(frozen=True)
class Line:
    label: str
    words: list[tuple[str, str]]  # the column's name and what stands in it


@dataclass(frozen=True)
class Section:
    """One subject: its chart, where there is anything to draw, its table, and words below it."""

    key: str
    title: str
    row_name: str
    columns: list[str]
    lines: list[Line]
    chart: Chart | None
    note: str = ""

    @property
    def hides(self) -> bool:
        return any(words == HIDDEN for line in self.lines for _, words in line.words)


@dataclass(frozen=True)
class Period:
    """A column of the tables: an academic year, or the two newest together."""

    key: str
    name: str


def sections(tables: Tables, figures: Figures, periods: Sequence[Period]) -> list[Section]:
    """The four subjects. Tables show every period; a chart shows the year and the year before, or
    where most of the year is hidden the two together."""

    def drawn(table: Table) -> Sequence[Period]:
        together = [period for period in periods if period.key == TOTAL]
        if together and _share_hidden(table, periods[0].key) > MOSTLY:
            return together
        return periods[:2]

    return [
        _by_need(tables.paid_by_need, periods, drawn(tables.paid_by_need)),
        _outcomes(tables.reached, periods, drawn(tables.reached)),
        _by_school(tables.paid_by_school, figures.schools, periods, drawn(tables.paid_by_school)),
        _months(tables.gained, periods, drawn(tables.gained)),
    ]


def _by_need(table: Table, periods: Sequence[Period], drawn: Sequence[Period]) -> Section:
    names = dict(Need.choices)
    title = "What was spent, by need"
    return Section(
        key="need",
        title=title,
        row_name="Primary need",
        columns=_columns(MONEY, periods),
        lines=_lines(table, names, MONEY, periods),
        chart=_bars("need", title, table, names, drawn, MONEY[1], _pence),
        note="A child with awards for two needs counts in both. The total counts each child once.",
    )


def _outcomes(table: Table, periods: Sequence[Period], drawn: Sequence[Period]) -> Section:
    names = dict(Need.choices)
    period = drawn[0]
    return Section(
        key="outcomes",
        title="What came of it, by need",
        row_name="Primary need",
        columns=_columns(OUTCOMES, periods),
        lines=_lines(table, names, OUTCOMES, periods),
        chart=_stack(f"Outcomes that schools had hoped for, {period.name}", table, names, period),
        note="Schools say in their evaluation which of the outcomes they had hoped for were met. "
        "Awards whose evaluation is not sent yet are not in it.",
    )


def _by_school(
    table: Table, schools: Sequence[School], periods: Sequence[Period], drawn: Sequence[Period]
) -> Section:
    names = {school.urn: school.name for school in schools}
    rolls = {school.urn: school.number_on_roll for school in schools}
    shown = [*MONEY, _per_hundred(rolls)] if any(rolls.values()) else MONEY
    title = "What each school was paid"
    return Section(
        key="schools",
        title=title,
        row_name="School",
        columns=_columns(shown, periods),
        lines=_lines(table, names, shown, periods),
        chart=_bars("schools", title, table, names, drawn, MONEY[1], _pence),
        note="What several schools asked for together counts at the school that was paid. The "
        "numbers on roll are those of the national register today.",
    )


def _months(table: Table, periods: Sequence[Period], drawn: Sequence[Period]) -> Section:
    names = dict(Evaluation.Intervention.choices)
    title = "Months gained in tests, by what the money was for"
    return Section(
        key="months",
        title=title,
        row_name="What it was for",
        columns=_columns(MONTHS, periods),
        lines=_lines(table, names, MONTHS, periods),
        chart=_bars("months", title, table, names, drawn, MONTHS[1], _mean_months),
        note="Of children who were tested before and after. Twelve months gained in twelve months "
        "keep pace with others of their age; more than that catches up.",
    )


def _figure(cell: Cell, place: int) -> int:
    return cell.figures[place] if cell.figures else 0


def _pence(cell: Cell) -> int:
    return _figure(cell, 0)


def _mean_months(cell: Cell) -> float:
    tests = _figure(cell, 0)
    return _figure(cell, 1) / tests if tests else 0


def _one_decimal(number: float) -> str:
    return f"{number:.1f}".replace("-", "\N{MINUS SIGN}")


def _children(cell: Cell, row: str) -> str:
    return f"{cell.children:,}"


def _tested(cell: Cell, place: Callable[[Cell], float]) -> str:
    return _one_decimal(place(cell)) if _figure(cell, 0) else "none"


def _mean_between(cell: Cell) -> float:
    return _figure(cell, 2) / DAYS_A_MONTH / _figure(cell, 0)


def _met(cell: Cell, row: str) -> str:
    return f"{_figure(cell, 0):,} of {sum(cell.figures[:3]):,}"


def _per_hundred(rolls: Mapping[str, int | None]) -> Figure:
    def read(cell: Cell, row: str) -> str:
        roll = rolls.get(row) if row else sum(roll or 0 for roll in rolls.values())
        return format_pounds(_pence(cell) * 100 // roll) if roll else "roll not known"

    return Figure("Spent for each 100 on roll", read)


CHILDREN = Figure("Children", _children)
MONEY = [CHILDREN, Figure("Spent", lambda cell, row: format_pounds(_pence(cell)))]
OUTCOMES = [CHILDREN, Figure("Outcomes met", _met)]
MONTHS = [
    Figure("Children tested", _children),
    Figure("Months gained", lambda cell, row: _tested(cell, _mean_months)),
    Figure("Months between tests", lambda cell, row: _tested(cell, _mean_between)),
]


def _columns(shown: Sequence[Figure], periods: Sequence[Period]) -> list[str]:
    return [f"{figure.name}, {period.name}" for period in periods for figure in shown]


def _lines(
    table: Table, names: Mapping[str, str], shown: Sequence[Figure], periods: Sequence[Period]
) -> list[Line]:
    """A line for each row in the order of its name, then the total."""
    rows = sorted(table.rows, key=lambda row: names.get(row, row))
    lines = [_line(table, row, _named(row, names), shown, periods) for row in rows]
    return [*lines, _line(table, TOTAL, "All", shown, periods)] if lines else []


def _named(row: str, names: Mapping[str, str]) -> str:
    return names.get(row, row) or UNSAID


def _line(
    table: Table, row: str, label: str, shown: Sequence[Figure], periods: Sequence[Period]
) -> Line:
    words = []
    for period in periods:
        cell = table.cell(row, period.key)
        for figure in shown:
            read = HIDDEN if cell.hidden else figure.read(cell, row)
            words.append((f"{figure.name}, {period.name}", read))
    return Line(label, words)


def _bars(
    key: str,
    title: str,
    table: Table,
    names: Mapping[str, str],
    drawn: Sequence[Period],
    figure: Figure,
    size: Callable[[Cell], float],
) -> Chart | None:
    """A bar for each period under each row, where any of them can be shown."""

    def bar(row: str, period: Period) -> Bar:
        cell = table.cell(row, period.key)
        return Bar(None) if cell.hidden else Bar(size(cell), figure.read(cell, row))

    rows = _rows_to_draw(table, names, drawn)
    groups = [
        Group(names.get(row, row) or UNSAID, [bar(row, one) for one in drawn]) for row in rows
    ]
    whole = f"{title}, {' and '.join(period.name for period in drawn)}"
    return grouped(key, whole, [period.name for period in drawn], groups) if rows else None


def _stack(title: str, table: Table, names: Mapping[str, str], period: Period) -> Chart | None:
    def group(row: str) -> Group:
        cell = table.cell(row, period.key)
        parts = [None] * 3 if cell.hidden else list(cell.figures[:3]) or [0] * 3
        words = [HIDDEN] * 3 if cell.hidden else ["", "", f"{_met(cell, row)} met"]
        return Group(
            _named(row, names),
            [Bar(part, word) for part, word in zip(parts, words, strict=True)],
        )

    rows = _rows_to_draw(table, names, [period])
    series = ["Met or exceeded", "Partly met", "Not met"]
    return stacked("outcomes", title, series, [group(row) for row in rows]) if rows else None


def _rows_to_draw(table: Table, names: Mapping[str, str], drawn: Sequence[Period]) -> list[str]:
    """Rows with a child in one of the periods; none at all where every one of them is hidden."""
    cells = {row: [table.cell(row, period.key) for period in drawn] for row in table.rows}
    rows = [row for row, found in cells.items() if any(cell.children for cell in found)]
    if not any(cell.children and not cell.hidden for row in rows for cell in cells[row]):
        return []
    return sorted(rows, key=lambda row: names.get(row, row))


def _share_hidden(table: Table, period: str) -> float:
    """Of the rows with a child in that period, how many of each are hidden."""
    cells = [table.cell(row, period) for row in table.rows]
    found = [cell for cell in cells if cell.children]
    return sum(cell.hidden for cell in found) / len(found) if found else 0.0
