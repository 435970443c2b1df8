"""One academic year of a cluster, as its governors read it: in words, in figures, in tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clusters.models import Cluster
from core.dates import academic_year, format_day
from core.money import format_pounds
from core.suppression import TOTAL, Cell, Table
from core.templatetags.show import plural
from reports.impact.figures import Figures, end_of, figures_of
from reports.impact.sections import HIDDEN, Period, Section, sections
from reports.impact.tables import Tables, hide

NONE_MET = "none met"
NOTHING = "none yet"


@dataclass(frozen=True)
class Headline:
    """One of the five figures: now, the year before, and the two together where now is hidden."""

    name: str
    now: str
    before: str
    together: str = ""


@dataclass(frozen=True)
class Page:
    """What anybody who may see it sees: the same figures for all, hidden the same for all."""

    cluster: Cluster
    year: Period
    before: Period
    together: Period | None
    years: list[Period]
    until: date
    sentences: list[str]
    headlines: list[Headline]
    sections: list[Section]
    threshold: int
    is_empty: bool

    @property
    def tells_together(self) -> bool:
        """Whether a headline needs the two years together."""
        return any(one.together for one in self.headlines)

    @property
    def hides(self) -> bool:
        """Whether anything on it is hidden."""
        shown = [words for one in self.headlines for words in (one.now, one.before)]
        return HIDDEN in shown or any(section.hides for section in self.sections)


def page_of(cluster: Cluster, until: date, first_year: int | None = None) -> Page | None:
    """The page of the newest year, or of another; None for a year of which there is none."""
    figures = figures_of(cluster, until)
    years = figures.years
    chosen = years[-1] if first_year is None else first_year
    if chosen not in years:
        return None
    threshold = cluster.rules.small_number
    tables = hide(figures, threshold)
    year, before = _period(chosen), _period(chosen - 1)
    together = _both(chosen) if chosen == years[-1] and len(years) > 1 else None
    periods = [period for period in (year, before, together) if period]
    return Page(
        cluster=cluster,
        year=year,
        before=before,
        together=together,
        years=[_period(one) for one in reversed(years)],
        until=min(until, end_of(chosen)),
        sentences=_sentences(tables, figures, year, together),
        headlines=_headlines(tables, figures, year, before, together),
        sections=sections(tables, figures, periods),
        threshold=threshold,
        is_empty=not any(table.cells for table in vars(tables).values()),
    )


def _period(year: int) -> Period:
    return Period(str(year), academic_year(end_of(year)))


def _both(year: int) -> Period:
    return Period(TOTAL, f"{_period(year - 1).name} and {_period(year).name} together")


def _headlines(
    tables: Tables, figures: Figures, year: Period, before: Period, together: Period | None
) -> list[Headline]:
    paid, reached = tables.paid_by_need, tables.reached

    def headline(name: str, table: Table, read) -> Headline:
        now, then, both = (
            _read(table, period, read) if period else "" for period in (year, before, together)
        )
        return Headline(name, now, then, both if now == HIDDEN else "")

    return [
        headline("Spent", paid, lambda cell: format_pounds(cell.figures[0])),
        headline("Children reached", paid, lambda cell: f"{cell.children:,}"),
        headline("Outcomes met", reached, _met),
        headline("Cost of an outcome met", reached, _cost),
        Headline(
            "Evaluations overdue",
            f"{figures.overdue.get(int(year.key), 0):,}",
            f"{figures.overdue.get(int(before.key), 0):,}",
        ),
    ]


def _read(table: Table, period: Period, read) -> str:
    cell = table.cell(TOTAL, period.key)
    if cell.hidden:
        return HIDDEN
    return read(cell) if cell.figures else NOTHING


def _met(cell: Cell) -> str:
    return f"{cell.figures[0]:,} of {sum(cell.figures[:2]):,}"


def _cost(cell: Cell) -> str:
    met, pence = cell.figures[0], cell.figures[2]
    return format_pounds(pence // met) if met else NONE_MET


def _sentences(
    tables: Tables, figures: Figures, year: Period, together: Period | None
) -> list[str]:
    """The year in words, with the two together where the year by itself cannot be told."""
    cell = tables.paid_by_need.cell(TOTAL, year.key)
    said = [_spent(cell, year.name, is_now=figures.until < end_of(int(year.key)))]
    if cell.hidden and together:
        both = tables.paid_by_need.cell(TOTAL, TOTAL)
        if not both.hidden:
            said.append(_spent(both, together.name, is_now=False))
    return [*said, *_came_of_it(tables.reached, year, together), _waits(figures, year)]


def _spent(cell: Cell, when: str, *, is_now: bool) -> str:
    so_far = ", so far," if is_now else ""
    if cell.hidden:
        return (
            f"What was spent in {when}{so_far} is not shown by itself: beside the other figures it "
            "could tell who a child is. Below it says why."
        )
    if not cell.children:
        return f"In {when}{so_far} schools were paid nothing from an award."
    children = plural(cell.children, "child,children")
    return f"In {when}{so_far} schools were paid {format_pounds(cell.figures[0])} for {children}."


def _came_of_it(reached: Table, year: Period, together: Period | None) -> list[str]:
    for period in (year, together):
        cell = reached.cell(TOTAL, period.key) if period else Cell()
        if period and cell.children and not cell.hidden:
            met, asked = cell.figures[0], sum(cell.figures[:2])
            children = plural(cell.children, "child,children")
            return [
                f"Of the {plural(asked, 'outcome')} that schools had hoped for and reported on in "
                f"{period.name}, {met:,} {'was' if met == 1 else 'were'} met, for {children}."
            ]
    return []


def _waits(figures: Figures, year: Period) -> str:
    overdue = figures.overdue.get(int(year.key), 0)
    day = format_day(min(figures.until, end_of(int(year.key))))
    words = plural(overdue, "evaluation") if overdue else "No evaluation"
    return f"{words} {'was' if overdue < 2 else 'were'} overdue on {day}."


def rows_of(page: Page) -> Sequence[tuple[str, ...]]:
    """Everything on the page, a figure a line, for a spreadsheet."""
    rows = [
        ("The year", headline.name, period.name, words)
        for headline in page.headlines
        for period, words in _periods_of(page, headline)
    ]
    return rows + [
        (section.title, line.label, f"{name}, {told.period}", words)
        for section in page.sections
        for line in section.lines
        for told in line.cells
        for name, words in told.figures
    ]


def _periods_of(page: Page, headline: Headline) -> list[tuple[Period, str]]:
    found = [(page.year, headline.now), (page.before, headline.before)]
    if page.together and headline.together:
        found.append((page.together, headline.together))
    return found
