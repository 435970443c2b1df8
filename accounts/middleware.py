"""Keeps what a signed-out person typed, and asks everybody for a second step."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from accounts import kept, sessions

View = Callable[..., HttpResponse]


def _is_open(view: View) -> bool:
    return not getattr(view, "login_required", True)


class KeepTypedMiddleware:
    """Stands before the middleware that turns signed-out people away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            kept.remember_person(request, response)
            kept.forget_delivered(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.user.is_authenticated or _is_open(view):
            return None
        if request.method == "POST":
            return kept.keep_and_sign_in(request)
        if request.headers.get("HX-Request") == "true":
            return kept.to_sign_in(request, kept.page_of(request))
        return None


class SecondFactorMiddleware:
    """Sends whoever owes a step of signing in to that step, whatever they asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or _is_open(view):
            return None
        step = sessions.owed_step(request)
        match = request.resolver_match
        if step is None or (match and match.view_name in sessions.PAGES_OF_STEP[step]):
            return None
        try:
            go_on = _go_on(request)
        except kept.TooLong:
            return kept.too_long(request)
        return kept.send_browser(request, f"{reverse(step)}?{urlencode({'next': go_on})}")


def _go_on(request: HttpRequest) -> str:
    """Where to go after the step: the page asked for, or what was typed into one."""
    if request.method != "POST":
        return request.get_full_path()
    entry = kept.keep(request)
    return entry.get_absolute_url() if entry else kept.page_of(request)
