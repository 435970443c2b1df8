"""Documents: one template, read on a page made for printing and kept as a PDF file.

A PDF is PDF/UA-1, in our own fonts, and the same bytes for the same content: no clock, no random
id. Nothing is fetched but our own static files. WeasyPrint needs Pango, which some machines lack;
there the address of the file answers with the page, to print from.
"""

import hashlib
import mimetypes
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

# What the addresses in a document begin with. The name answers nowhere.
HERE = "http://our-files.invalid"


class PangoMissing(RuntimeError):
    """This machine cannot make PDF files. The page to print from works everywhere."""


class RefusedAddress(ValueError):
    """A document asked for something that is not one of our static files."""


def page_of(template: str, *, title: str, dated: date, **context: Any) -> str:
    """The document as a page. `title` is the file's own, `dated` the day it says it was made."""
    return render_to_string(template, {**context, "title": title, "dated": dated})


def can_be_made() -> bool:
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


def file_of(page: str) -> bytes:
    """The PDF of a page; the same page gives the same bytes. Raises PangoMissing."""
    try:
        import weasyprint
        from weasyprint.urls import FatalURLFetchingError
    except OSError as fault:
        raise PangoMissing from fault
    document = weasyprint.HTML(string=page, base_url=f"{HERE}/", url_fetcher=_fetcher())
    identifier = hashlib.sha256(page.encode()).digest()[:16]
    try:
        made: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    except FatalURLFetchingError as fault:
        raise RefusedAddress("A document asked for a file that is not ours.") from fault
    return made


class PdfResponse(HttpResponse):
    """A file to save under its name."""

    def __init__(self, made: bytes, name: str) -> None:
        super().__init__(
            made,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
        )


class UnlaidResponse(PdfResponse):
    """A page that is to become a file. It is all there: to lay it out takes long and asks nothing
    of the database, so it is done once the request's transaction has ended, by
    `core.middleware.LayoutMiddleware`."""

    def __init__(self, page: str, name: str) -> None:
        super().__init__(b"", name)
        self._page = page

    def lay_out(self) -> None:
        self.content = file_of(self._page)


def response(page: str, name: str) -> HttpResponse:
    """The page as a file of that name to save; where Pango is missing, the page itself."""
    if not can_be_made():
        return page_response(page)
    return _kept_nowhere(UnlaidResponse(page, name))


def file_response(made: bytes, name: str) -> HttpResponse:
    return _kept_nowhere(PdfResponse(made, name))


def page_response(page: str) -> HttpResponse:
    return _kept_nowhere(HttpResponse(page))


def _kept_nowhere(answer: HttpResponse) -> HttpResponse:
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def static_file(address: str) -> Path:
    """The file of ours that an address in a document names. Raises RefusedAddress."""
    parts = urlsplit(address)
    prefix = "/" + settings.STATIC_URL.strip("/") + "/"
    name = unquote(parts.path).removeprefix(prefix)
    if f"{parts.scheme}://{parts.netloc}" != HERE or name == unquote(parts.path):
        raise RefusedAddress(address)
    for root in (*settings.STATICFILES_DIRS, settings.STATIC_ROOT):
        found = (Path(root) / name).resolve()
        if found.is_relative_to(Path(root).resolve()) and found.is_file():
            return found
    raise RefusedAddress(address)


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OurFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                found = static_file(url)
            except RefusedAddress as fault:
                # Stops the whole document: half a document is worse than none.
                raise FatalURLFetchingError from fault
            if found.suffix == ".woff2":
                return URLFetcherResponse(url, _unpacked(found), {"Content-Type": "font/ttf"})
            kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": kind})

    return OurFiles()


@cache
def _unpacked(font: Path) -> bytes:
    """Unpacking a font takes longer than a page of a document, so it is done once."""
    from fontTools.ttLib import woff2

    made = BytesIO()
    with font.open("rb") as packed:
        woff2.decompress(packed, made)
    return made.getvalue()
