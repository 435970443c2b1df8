"""What a cluster's money did, in figures that tell of no child: the governor's dashboard."""

from reports.impact.figures import counted_until, end_of, year_of
from reports.impact.pages import Page, page_of, rows_of
from reports.impact.sections import HIDDEN

__all__ = ["HIDDEN", "Page", "counted_until", "end_of", "page_of", "rows_of", "year_of"]
