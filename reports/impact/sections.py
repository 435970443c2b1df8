"""The four subjects of the dashboard, each with its chart and its table, as they are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.charts import Bar, Chart, Group, grouped, stacked
from core.suppression import TOTAL, Cell, Table
from funding.models import Evaluation
from pupils.models import Need
from reports.impact.figures import Figures
from reports.impact.readings import (
    MONEY,
    MONTHS,
    OUTCOMES,
    Kind,
    figure,
    mean_months,
    money_for_rolls,
    pence,
)
from reports.impact.tables import Tables
from schools.models import School

HIDDEN = "hidden"
UNSAID = "Not said"
MOSTLY = 0.5


@dataclass(frozen=True)
class Told:
    """One cell of a table, as the page shows it and as the file does."""

    period: str
    words: str
    below: str
    figures: list[tuple[str, str]]

    @property
    def is_hidden(self) -> bool:
        return self.words == HIDDEN


@dataclass(frozen=True)
class Line:
    label: str
    cells: list[Told]


@dataclass(frozen=True)
class Section:
    """One subject: its chart, where there is anything to draw, its table, and words below it."""

    key: str
    title: str
    row_name: str
    column_name: str
    lines: list[Line]
    chart: Chart | None
    note: str = ""

    @property
    def periods(self) -> list[str]:
        return [told.period for told in self.lines[0].cells]

    @property
    def hides(self) -> bool:
        return any(told.is_hidden for line in self.lines for told in line.cells)


@dataclass(frozen=True)
class Period:
    """A column of the tables: an academic year, or the two newest together."""

    key: str
    name: str


def sections(tables: Tables, figures: Figures, periods: Sequence[Period]) -> list[Section]:
    """The four subjects. Tables show every period; a chart shows the year and the year before, or
    where most of the year is hidden the two together."""

    def drawn(table: Table) -> Sequence[Period]:
        return _drawn(table, periods, [periods[:2]])

    def drawn_alone(table: Table) -> Period:
        return _drawn(table, periods, [[period] for period in periods[:2]])[0]

    return [
        _by_need(tables.paid_by_need, periods, drawn(tables.paid_by_need)),
        _outcomes(tables.reached, periods, drawn_alone(tables.reached)),
        _by_school(tables.paid_by_school, figures.schools, periods, drawn(tables.paid_by_school)),
        _months(tables.gained, periods, drawn(tables.gained)),
    ]


def _drawn(
    table: Table, periods: Sequence[Period], alone: Sequence[Sequence[Period]]
) -> Sequence[Period]:
    """Of the ways to draw a table, the years `alone` or the two together, the first in which there
    is a line to draw."""
    together = [[period] for period in periods if period.key == TOTAL]
    mostly_hidden = _share_hidden(table, periods[0].key) > MOSTLY
    ways = [*together, *alone] if mostly_hidden else [*alone, *together]
    return next((way for way in ways if _rows_to_draw(table, {}, way)), ways[0])


def _by_need(table: Table, periods: Sequence[Period], drawn: Sequence[Period]) -> Section:
    names = dict(Need.choices)
    title = "What was spent, by need"
    return Section(
        key="need",
        title=title,
        row_name="Primary need",
        column_name="Spent",
        lines=_lines(table, names, MONEY, periods),
        chart=_bars("need", title, table, names, drawn, MONEY, pence),
        note="A child with awards for two needs counts in both. The total counts each child once.",
    )


def _outcomes(table: Table, periods: Sequence[Period], drawn: Period) -> Section:
    names = dict(Need.choices)
    return Section(
        key="outcomes",
        title="What came of it, by need",
        row_name="Primary need",
        column_name="Outcomes met",
        lines=_lines(table, names, OUTCOMES, periods),
        chart=_stack(table, names, drawn),
        note="Schools say in their evaluation which of the outcomes they had hoped for were met. "
        "What was exceeded is met; what was partly met is not.",
    )


def _by_school(
    table: Table, schools: Sequence[School], periods: Sequence[Period], drawn: Sequence[Period]
) -> Section:
    names = {school.urn: school.name for school in schools}
    kind = money_for_rolls({school.urn: school.number_on_roll for school in schools})
    title = "What each school was paid"
    return Section(
        key="schools",
        title=title,
        row_name="School",
        column_name="Spent",
        lines=_lines(table, names, kind, periods),
        chart=_bars("schools", title, table, names, drawn, kind, pence),
        note="Spent for each 100 on roll lets a small school be compared with a large one. "
        "What several schools asked for together counts at the school that was paid. The "
        "numbers on roll are those of the national register today.",
    )


def _months(table: Table, periods: Sequence[Period], drawn: Sequence[Period]) -> Section:
    names = dict(Evaluation.Intervention.choices)
    title = "Months gained in tests, by what the money was for"
    return Section(
        key="months",
        title=title,
        row_name="What it was for",
        column_name="Months gained",
        lines=_lines(table, names, MONTHS, periods),
        chart=_bars("months", title, table, names, drawn, MONTHS, mean_months),
        note="The mean of children who were tested before and after. Six months gained in six "
        "months keep pace with others of their age; more than that catches up.",
    )


def _named(row: str, names: Mapping[str, str]) -> str:
    return names.get(row, row) or UNSAID


def _lines(
    table: Table, names: Mapping[str, str], kind: Kind, periods: Sequence[Period]
) -> list[Line]:
    """A line for each row in the order of its name, then the total."""
    rows = sorted(table.rows, key=lambda row: _named(row, names))
    labels = [(row, _named(row, names)) for row in rows] + [(TOTAL, "All")] * bool(rows)
    return [
        Line(label, [_told(table.cell(row, one.key), row, kind, one) for one in periods])
        for row, label in labels
    ]


def _told(cell: Cell, row: str, kind: Kind, period: Period) -> Told:
    if cell.hidden:
        figures = [(one.name, HIDDEN) for one in kind.figures]
        return Told(period.name, HIDDEN, "", figures)
    if not cell.children:
        return Told(period.name, kind.nothing, "", [(kind.main.name, kind.nothing)])
    figures = [(one.name, one.read(cell, row)) for one in kind.figures]
    return Told(period.name, kind.main.read(cell, row), kind.below(cell, row), figures)


def _bars(
    key: str,
    title: str,
    table: Table,
    names: Mapping[str, str],
    drawn: Sequence[Period],
    kind: Kind,
    size: Callable[[Cell], float],
) -> Chart | None:
    """A bar for each period under each row, where any of them can be shown."""

    def bar(row: str, period: Period) -> Bar:
        cell = table.cell(row, period.key)
        words = _told(cell, row, kind, period).words
        return Bar(None) if cell.hidden else Bar(size(cell), words)

    rows = _rows_to_draw(table, names, drawn)
    groups = [Group(_named(row, names), [bar(row, one) for one in drawn]) for row in rows]
    series = [period.name for period in drawn]
    caption = series[0] if len(series) == 1 else ""
    whole = f"{title}, {' and '.join(series)}"
    return grouped(key, whole, series, groups, caption=caption) if rows else None


def _stack(table: Table, names: Mapping[str, str], period: Period) -> Chart | None:
    def group(row: str) -> Group:
        cell = table.cell(row, period.key)
        if cell.hidden:
            return Group(_named(row, names), [Bar(None)])
        words = _told(cell, row, OUTCOMES, period).words
        return Group(_named(row, names), [Bar(figure(cell, 0), ""), Bar(figure(cell, 1), words)])

    rows = _rows_to_draw(table, names, [period])
    series = ["Met or exceeded", "Partly met or not met"]
    title = f"Outcomes that schools had hoped for, by need, {period.name}"
    groups = [group(row) for row in rows]
    return stacked("outcomes", title, series, groups, caption=period.name) if rows else None


def _rows_to_draw(table: Table, names: Mapping[str, str], drawn: Sequence[Period]) -> list[str]:
    """Rows with a child in one of the periods; none at all where every one of them is hidden."""
    cells = {row: [table.cell(row, period.key) for period in drawn] for row in table.rows}
    rows = [row for row, found in cells.items() if any(cell.children for cell in found)]
    if not any(cell.children and not cell.hidden for row in rows for cell in cells[row]):
        return []
    return sorted(rows, key=lambda row: _named(row, names))


def _share_hidden(table: Table, period: str) -> float:
    """Of the rows with a child in that period, how many of each are hidden."""
    cells = [table.cell(row, period) for row in table.rows]
    found = [cell for cell in cells if cell.children]
    return sum(cell.hidden for cell in found) / len(found) if found else 0.0
