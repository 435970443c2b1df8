from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse

from core import pdf
from core.access import asking_once
from core.tenancy import acting_for

SAFE = ("GET", "HEAD")


class TenantMiddleware:
    """Opens the second wall for the person asking, for the length of the request.

    The transaction is opened here because ATOMIC_REQUESTS covers only the view; that one stays
    on, so that a failing view is rolled back while its error page can still be drawn. A page that
    only reads asks for the person's own posts, offices and conflicts once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        reading = asking_once() if request.method in SAFE else nullcontext()
        with reading, acting_for(request.user):
            return self.get_response(request)


class LayoutMiddleware:
    """Lays a document out once the request's transaction is over, so that no connection and no lock
    waits for it. Outside `TenantMiddleware`: whom it is shown was asked in there, of the same rows
    that its page was written from, and here nothing is read any more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, pdf.UnlaidResponse):
            response.lay_out()
        return response


class NoStoreMiddleware:
    """No browser, proxy or shared machine keeps a page: each was made for one person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response
