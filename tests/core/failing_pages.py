"""The product's addresses, and pages that fail in each way."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
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


def works(request: HttpRequest) -> HttpResponse:
    _write(request)
    return HttpResponse("done")


PAGES: dict[str, Any] = {
    "breaks": breaks,
    "breaks-in-the-database": breaks_in_the_database,
    "refuses": refuses,
    "works": works,
}
urlpatterns = [path(f"tests/{name}", view) for name, view in PAGES.items()] + urlpatterns
