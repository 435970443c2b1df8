"""What was typed by somebody who had been signed out; and forms whose token is out of date."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import kept
from accounts.models import KeptEntry
from accounts.requests import SignedInRequest
from core.edits import VERSION

# Of the page, not of what was typed.
OF_THE_PAGE = {VERSION, "go_on"}


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Shows what was kept, to send or to throw away. The page it came from does the rest."""
    found = KeptEntry.objects.for_user(request.user).filter(public_id=public_id).first()
    if found is None:
        return render(request, "accounts/kept_gone.html", status=404)
    if request.method == "POST":
        found.delete()
        messages.success(request, "We threw away what you had typed.")
        return redirect(found.came_from)
    return render(
        request,
        "accounts/kept.html",
        {"entry": found, "entry_field": kept.ENTRY_FIELD, "rows": _rows(found)},
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page whose form token is out of date: mostly one signed in again in another tab."""
    try:
        found = kept.keep(request)
    except kept.TooLong:
        return kept.too_long(request)
    if found is None:
        return render(request, "403_csrf.html", _page_to_open_again(request), status=403)
    if request.user.is_authenticated:
        return kept.send_browser(request, found.get_absolute_url())
    messages.info(request, kept.SIGN_IN_AGAIN)
    return kept.to_sign_in(request, found.get_absolute_url())


def _page_to_open_again(request: HttpRequest) -> dict[str, Any]:
    """Of an open page nothing was kept, since little but secrets is typed there."""
    match = request.resolver_match
    is_open = match is not None and not getattr(match.func, "login_required", True)
    return {"again_url": request.path} if is_open else {}


def _rows(found: KeptEntry) -> list[tuple[str, str]]:
    """The fields that hold something, by names a person can read."""
    return [
        (name.replace("-", " ").replace("_", " ").capitalize(), value)
        for name, value in found.fields
        if value.strip() and name not in OF_THE_PAGE
    ]
