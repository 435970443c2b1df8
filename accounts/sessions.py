"""What one session has proved, and which step of signing in it still owes."""

import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import queries
from accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DEMO_KEY = "demo_sign_in"
UNSAVED_CODES_KEY = "recovery_codes_unsaved"
GO_ON_KEY = "go_on_to"

SET_UP = "accounts:second_factor"
PROVE = "mfa_reauthenticate"
SAVE_CODES = "mfa_view_recovery_codes"

# What may be opened while a step is owed. Whoever has an app must prove it before replacing it,
# so the page that sets one up is not among the pages of that step.
PAGES_OF_STEP = {
    SET_UP: {SET_UP, "account_reauthenticate"},
    PROVE: {PROVE},
    SAVE_CODES: {
        SAVE_CODES,
        PROVE,
        "accounts:codes_saved",
        "account_reauthenticate",
        "mfa_download_recovery_codes",
    },
}


def owed_step(request: HttpRequest) -> str | None:
    """The page that a signed-in person must do next; nothing when the session is complete."""
    if request.session.get(UNSAVED_CODES_KEY):
        return SAVE_CODES
    if _is_demo_sign_in(request) or _has_proved_second_factor(request):
        return None
    return PROVE if queries.has_second_factor(request.user) else SET_UP


def signed_in_recently(request: HttpRequest) -> bool:
    """Just signing in is proof enough: nobody types their password twice in a row."""
    records = get_authentication_records(request, request.user)
    newest = max((record["at"] for record in records), default=0)
    return time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT


def second_factor_set_up(request: HttpRequest, authenticator: Authenticator) -> None:
    """A right code was typed to set the app up, which proves it while they stay signed in."""
    record_authentication(
        request, request.user, "mfa", id=authenticator.pk, type=authenticator.type
    )


def ask_to_save_codes(request: HttpRequest) -> None:
    request.session[UNSAVED_CODES_KEY] = True


def codes_are_saved(request: HttpRequest) -> None:
    request.session.pop(UNSAVED_CODES_KEY, None)


def remember_where_to_go(request: HttpRequest) -> None:
    """Keeps the page somebody wanted while they set up their second step."""
    url = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        request.session[GO_ON_KEY] = url


def where_to_go(request: HttpRequest) -> str:
    return request.session.pop(GO_ON_KEY, "/")


def sign_in_for_demo(request: HttpRequest, person: User) -> None:
    """Signs in with a click. Whoever was signed in before is not any more."""
    request.session.flush()
    login(request, person, backend=BACKEND)
    request.session[DEMO_KEY] = person.pk


def _is_demo_sign_in(request: HttpRequest) -> bool:
    return settings.DEMO and request.session.get(DEMO_KEY) == request.user.pk


def _has_proved_second_factor(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
