"""What leaves as a file."""

from django.http import HttpResponse

from core import csvfile, pdf
from core.dates import local_day
from core.models import OutgoingMail
from reports.impact import HIDDEN, Page, rows_of

# The sign for a suppressed number in official statistics.
SUPPRESSED = "c"


def impact_csv(page: Page) -> HttpResponse:
    """The page's own figures, a figure a line; what is hidden there is hidden here."""
    rows = ([SUPPRESSED if words == HIDDEN else words for words in row] for row in rows_of(page))
    name = f"impact-{page.cluster.public_id}-{page.year.key}.csv"
    return csvfile.response(name, ("Table", "Of", "Figure", "Value"), rows)


def mail_page(mail: OutgoingMail, back: str) -> str:
    """A message on paper, to post or to hand over: the same words and the same link."""
    return pdf.page_of(
        "reports/document/mail.html",
        title=mail.subject,
        dated=local_day(mail.created_at),
        mail=mail,
        back=back,
    )


def mail_file(mail: OutgoingMail, back: str) -> HttpResponse:
    return pdf.response(mail_page(mail, back), f"letter-{local_day(mail.created_at).isoformat()}")
