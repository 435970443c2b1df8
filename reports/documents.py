"""What leaves as a file."""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify

from core import csvfile, pdf
from core.dates import local_day
from core.models import OutgoingMail
from reports.impact import Page, rows_of
from reports.models import ReportVersion


def impact_csv(page: Page) -> HttpResponse:
    """The page's own figures, a figure a line; what is hidden there is hidden here."""
    name = f"impact-{slugify(page.cluster.name)}-{page.year.key}.csv"
    rows = [(*of, _plain(words)) for *of, words in rows_of(page)]
    return csvfile.response(name, ("Table", "Of", "Figure", "Value"), rows)


def _plain(words: str) -> str:
    """Sums and numbers as a spreadsheet reads them: 9560.00 for £9,560.00. Other words stay."""
    plain = words.replace("£", "").replace(",", "")
    return plain if csvfile.NUMBER.fullmatch(plain) else words


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


def annual_body(contents: Any) -> str:
    """All that a version of the annual report says, as it is kept. No address is in it, so that it
    reads the same wherever it is shown."""
    context = {"contents": contents, "page": contents.page, "parts": contents.parts}
    return render_to_string("reports/document/_annual.html", context)


def annual_page(version: ReportVersion) -> str:
    """The version as a page. It bears the day of its figures and names no reader."""
    return pdf.page_of(
        "reports/document/annual.html",
        title=version.title,
        dated=version.counted_until,
        version=version,
        report=version.report,
    )


def annual_file(version: ReportVersion) -> HttpResponse:
    """The file as it was made. Where none could be made then, it is made of the same page now."""
    year = version.report.first_year
    name = f"annual-report-{year}-{year + 1}-version-{version.number}"
    if version.file is None:
        return pdf.response(annual_page(version), name)
    return pdf.file_response(bytes(version.file), name)
