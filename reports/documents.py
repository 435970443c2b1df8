"""What leaves as a file."""

from django.http import HttpResponse

from core import csvfile
from reports.impact import HIDDEN, Page, rows_of

# The sign for a suppressed number in official statistics.
SUPPRESSED = "c"


def impact_csv(page: Page) -> HttpResponse:
    """The page's own figures, a figure a line; what is hidden there is hidden here."""
    rows = ([SUPPRESSED if words == HIDDEN else words for words in row] for row in rows_of(page))
    name = f"impact-{page.cluster.public_id}-{page.year.key}.csv"
    return csvfile.response(name, ("Table", "Of", "Figure", "Value"), rows)
