"""Pages of the tests' own: one with a form, one that takes a file, one open to all."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from accounts.models import User
from accounts.views import demo
from config.urls import urlpatterns as real

received: list[dict[str, list[str]]] = []


def note(request: HttpRequest) -> HttpResponse:
    """A form: what is posted is received, or refused when it has no title."""
    if request.method == "POST":
        if not request.POST.get("title"):
            return HttpResponse("Enter a title", status=200)
        received.append(dict(request.POST.lists()))
        return HttpResponse("Received")
    return render(request, "core/privacy.html")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("this page always fails")


@login_not_required
def open_to_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


def everybody() -> list[tuple[User, str]]:
    """Whom the demonstration of these tests offers."""
    return [(person, "somebody here") for person in User.objects.filter(is_active=True)]


def nothing() -> list[tuple[str, str]]:
    """What it offers to those without an account."""
    return []


urlpatterns = [
    path("note", note, name="note"),
    path("broken", broken, name="broken"),
    path("open-note", open_to_all, name="open_note"),
    path("", include((demo.urlpatterns, "demonstration"))),
    *real,
]
handler404 = "core.views.page_not_found"
