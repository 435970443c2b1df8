"""What was typed into a page whose session had ended, kept on the server for whoever typed it.

The browser holds a signed cookie that names the last person who signed in there, with the form
tokens of their pages. A form that carries one of those tokens came from a page drawn for that
person, so it is kept for them and for nobody else. They see it again after signing in, and send it
themselves: nothing is ever sent for them.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware import csrf
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect

from accounts import actions
from accounts.models import KeptEntry, User

COOKIE = "last_person"
COOKIE_LASTS = 7 * 24 * 60 * 60
TOKENS_REMEMBERED = 3
MOST_KEPT = 200_000
LONGEST_PATH = 2000
ENTRY_FIELD = "kept_entry"
SIGN_IN_AGAIN = "You were signed out. We kept what you typed: sign in, and you have it back."
# The pages of signing in and of one's own account ask for secrets and for little else.
NEVER_KEPT = ("account_", "mfa_", "accounts:second_factor")


class TooLong(Exception):
    """More was typed than we keep."""


def remember_person(request: HttpRequest, response: HttpResponse) -> None:
    """Has the browser name who is signed in, and the token their pages carry."""
    token = request.META.get("CSRF_COOKIE")
    if not (token and request.user.is_authenticated):
        return
    known = _read_cookie(request)
    tokens = known["tokens"] if known["person"] == request.user.public_id else []
    if token in tokens:
        return
    tokens = [*tokens, token][-TOKENS_REMEMBERED:]
    response.set_cookie(
        COOKIE,
        signing.dumps({"person": request.user.public_id, "tokens": tokens}, salt=COOKIE),
        max_age=COOKIE_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def keep(request: HttpRequest) -> KeptEntry | None:
    """Keeps what was posted; nothing when we cannot tell who typed it. May raise TooLong."""
    person = _typed_by(request)
    path = request.get_full_path()
    page = request.resolver_match.view_name if request.resolver_match else ""
    if person is None or page.startswith(NEVER_KEPT) or not _is_ours(path):
        return None
    fields = [
        # PostgreSQL's JSON holds no NUL.
        [name, value.replace("\0", "")]
        for name, values in request.POST.lists()
        for value in values
        if name not in {"csrfmiddlewaretoken", ENTRY_FIELD} and "password" not in name.lower()
    ]
    if not fields:
        return None
    if len(json.dumps(fields)) > MOST_KEPT:
        raise TooLong
    return actions.keep_typed(
        person=person,
        path=path,
        came_from=page_of(request),
        fields=fields,
        had_files=bool(request.FILES),
    )


def forget_delivered(request: HttpRequest, response: HttpResponse) -> None:
    """What was sent again is the page's own affair from here on."""
    if request.method == "POST" and response.status_code < 400 and ENTRY_FIELD in request.POST:
        entries = KeptEntry.objects.for_user(request.user)
        entries.filter(public_id=request.POST[ENTRY_FIELD]).delete()


def page_of(request: HttpRequest) -> str:
    """The page that a request came from; the first page when the browser does not say."""
    address = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if parts.netloc == request.get_host() and _is_ours(path) else "/"


def to_sign_in(request: HttpRequest, next_page: str) -> HttpResponse:
    url = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': next_page})}"
    return send_browser(request, url)


def send_browser(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect; for a fragment of a page one that the whole page follows."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(url)
    return redirect(url)


def keep_and_sign_in(request: HttpRequest) -> HttpResponse:
    """Answers whatever a signed-out browser sent to a page that is not open."""
    try:
        entry = keep(request)
    except TooLong:
        return too_long(request)
    if entry is None:
        return to_sign_in(request, page_of(request))
    messages.info(request, SIGN_IN_AGAIN)
    return to_sign_in(request, entry.get_absolute_url())


def too_long(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/not_kept.html", {"page": page_of(request)}, status=413)


def _typed_by(request: HttpRequest) -> User | None:
    """Whose page the form came from, which must not be somebody else's than who is signed in."""
    known = _read_cookie(request)
    typed = request.POST.get("csrfmiddlewaretoken") or request.headers.get("X-CSRFToken", "")
    if not any(_matches(typed, token) for token in known["tokens"]):
        return None
    user = request.user
    if user.is_authenticated and user.public_id != known["person"]:
        return None
    return User.objects.filter(public_id=known["person"], is_active=True).first()


def _matches(typed: str, token: str) -> bool:
    """Whether a form's token, which is masked anew on every page, is one of this secret."""
    try:
        csrf._check_token_format(typed)  # type: ignore[attr-defined]
    except csrf.InvalidTokenFormat:
        return False
    return bool(csrf._does_token_match(typed, token))  # type: ignore[attr-defined]


def _read_cookie(request: HttpRequest) -> dict[str, Any]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=COOKIE_LASTS)
    except signing.BadSignature:
        return {"person": "", "tokens": []}
    return dict(found)


def _is_ours(path: str) -> bool:
    fits = path.startswith("/") and len(path) <= LONGEST_PATH
    return fits and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
