"""What gunicorn serves while it is measured: the product, and beside it the floor.

The floor is a bare page of Django with a session, its person, one query and a table of 50 rows. It
runs in the same processes and on the same database, without the product's own middleware.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

FLOOR = "/floor/"
BARE = [
    "benchmarks.server.counting",
    "benchmarks.server.on_the_floor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


def counting(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Says in headers how many queries the answer took and how long, and how much of the
    processor's time it had itself, which hardly depends on what else the machine does."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number, seconds = 0, 0.0

        def count(execute: Callable[..., Any], *query: Any) -> Any:
            nonlocal number, seconds
            began = time.perf_counter()
            try:
                return execute(*query)
            finally:
                number += 1
                seconds += time.perf_counter() - began

        began = time.thread_time()
        with connection.execute_wrapper(count):
            response = get_response(request)
        response.headers["X-Own-Milliseconds"] = f"{1000 * (time.thread_time() - began):.2f}"
        response.headers["X-Queries"] = str(number)
        response.headers["X-Query-Milliseconds"] = f"{1000 * seconds:.1f}"
        return response

    return middleware


def on_the_floor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., Any]:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = "benchmarks.server"  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


@transaction.non_atomic_requests
@login_required
def floor(request: HttpRequest) -> HttpResponse:
    from schools.models import School

    return render(request, "floor.html", {"rows": School.objects.order_by("pk")[:50]})


urlpatterns = [path(FLOOR.strip("/") + "/", floor)]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    handler = _floor if environ["PATH_INFO"] == FLOOR else _product
    return handler(environ, start_response)


def _on_the_floor() -> Any:
    """A handler loads its middleware as it is made."""
    product = settings.MIDDLEWARE
    settings.MIDDLEWARE = BARE
    try:
        return get_wsgi_application()
    finally:
        settings.MIDDLEWARE = product


_product = get_wsgi_application()
_floor = _on_the_floor()
