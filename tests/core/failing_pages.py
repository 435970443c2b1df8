"""The product's addresses, and pages that fail in each way."""

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler404, urlpatterns
from core import audit

__all__ = ["handler404", "urlpatterns"]


def _write(request: HttpRequest) -> None:
    audit.record(by=request.user, verb="tests.page", subject=request.user)


def breaks(request: HttpRequest) -> HttpResponse:
    _write(request)
    raise ValueError("canarywords")


def breaks_in_the_database(request: HttpRequest) -> HttpResponse:
    _write(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return HttpResponse()


def refuses(request: HttpRequest) -> HttpResponse:
    _write(request)
    raise PermissionDenied("You have an interest in this application.")


def not_there(request: HttpRequest) -> HttpResponse:
    raise Http404("canarywords")


def asked_wrongly(request: HttpRequest) -> HttpResponse:
    raise BadRequest("canarywords")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("canarywords")


def breaks_after_another(request: HttpRequest) -> HttpResponse:
    try:
        breaks(request)
    except ValueError as fault:
        raise LookupError("canarywords") from fault
    return HttpResponse()


def works(request: HttpRequest) -> HttpResponse:
    _write(request)
    return HttpResponse("done")


PAGES: dict[str, Any] = {
    "breaks": breaks,
    "breaks-in-the-database": breaks_in_the_database,
    "breaks-after-another": breaks_after_another,
    "refuses": refuses,
    "not-there": not_there,
    "asked-wrongly": asked_wrongly,
    "suspicious": suspicious,
    "works": works,
}
urlpatterns = [path(f"tests/{name}", view) for name, view in PAGES.items()] + urlpatterns
