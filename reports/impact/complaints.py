"""The complaints of one year, counted by the stage they had reached and how it stood, with small
numbers hidden: one family is one to four complaints."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Value, When

from clusters.models import Cluster
from complaints.models import ComplaintStage, StageOutcome
from core.dates import at_local, format_day
from core.suppression import TOTAL, Cell, Table, suppress
from reports.impact.sections import HIDDEN

FIRST_MONTH = 9
UNANSWERED = "open"


@dataclass(frozen=True)
class Complaints:
    """What the report says of them: a sentence, and where their number can be told a table."""

    sentence: str
    outcomes: list[str]
    lines: list[tuple[str, list[tuple[str, str]]]]  # each figure with the name of its column
    is_hidden: bool

    @property
    def hides(self) -> bool:
        return self.is_hidden or any(
            words == HIDDEN for _, cells in self.lines for _, words in cells
        )


def complaints_of(
    cluster: Cluster, year: int, name: str, until: date, threshold: int
) -> Complaints:
    """Those received in the academic year, as they stood at the end of the last day that counts."""
    (table,) = suppress(_counted(cluster, year, until), threshold=threshold)
    total = table.cell(TOTAL, TOTAL)
    if not total.children:
        return Complaints(f"No complaint was received in {name}.", [], [], is_hidden=False)
    if total.hidden:
        sentence = (
            f"So few complaints were received in {name} that their number could tell who made "
            "them, so it is not shown."
        )
        return Complaints(sentence, [], [], is_hidden=True)
    sentence = (
        f"{total.children:,} complaints were received in {name}. This is how they stood on "
        f"{format_day(until)}."
    )
    kinds = [kind for kind in ComplaintStage.Kind if kind in table.rows]
    rows = [*((kind, str(kind.label)) for kind in kinds), (TOTAL, "All")]
    columns = [*((key, _name(key)) for key in table.columns), (TOTAL, "All")]
    lines = [
        (label, [(outcome, _words(table.cell(row, key))) for key, outcome in columns])
        for row, label in rows
    ]
    return Complaints(sentence, [outcome for _, outcome in columns], lines, is_hidden=False)


def _name(outcome: str) -> str:
    return "No outcome" if outcome == UNANSWERED else str(StageOutcome.Kind(outcome).label)


def _words(cell: Cell) -> str:
    return HIDDEN if cell.hidden else f"{cell.children:,}"


def _counted(cluster: Cluster, year: int, until: date) -> Table:
    """Each complaint once: in the row of its latest stage, in the column of that one's outcome."""
    first, before = date(year, FIRST_MONTH, 1), until + timedelta(days=1)
    begins, ends = (at_local(day, time(0)) for day in (first, before))
    later = ComplaintStage.objects.filter(
        complaint_id=OuterRef("complaint_id"), number__gt=OuterRef("number"), opened_at__lt=ends
    )
    stages = ComplaintStage.objects.filter(
        ~Exists(later),
        cluster=cluster,
        opened_at__lt=ends,
        complaint__received_at__gte=begins,
        complaint__received_at__lt=ends,
    )
    outcome = Case(When(ended__at__lt=ends, then=F("ended__kind")), default=Value(UNANSWERED))
    found = stages.order_by().values_list("kind", outcome).annotate(Count("pk"))
    counts = {(kind, key): number for kind, key, number in found}
    kinds = sorted({kind for kind, _ in counts})
    keys = {key for _, key in counts}
    columns = [key for key in (*StageOutcome.Kind.values, UNANSWERED) if key in keys]
    cells = {key: Cell(number) for key, number in counts.items()}
    for (kind, key), number in counts.items():
        for place in ((kind, TOTAL), (TOTAL, key), (TOTAL, TOTAL)):
            cells[place] = Cell(cells.get(place, Cell()).children + number)
    return Table(kinds, columns, cells, together=columns)
