"""A person's own account, and the step of signing in that needs their phone."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, queries, sessions
from accounts.forms import SetUpAppForm
from accounts.requests import SignedInRequest


@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    person = request.user
    return render(
        request,
        "accounts/account.html",
        {
            "addresses": queries.addresses(person),
            "has_password": person.has_usable_password(),
            "has_second_factor": queries.has_second_factor(person),
            "recovery_codes_left": queries.recovery_codes_left(person),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.mfa")
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Sets up an authenticator app, or another one in place of the one there is."""
    sessions.remember_where_to_go(request)
    replacing = queries.has_second_factor(request.user)
    secret = get_totp_secret()
    form = SetUpAppForm(request.POST or None, user=request.user, secret=secret)
    if form.is_valid():
        authenticator = actions.set_up_authenticator(person=request.user, secret=secret)
        clear_totp_secret(request)
        sessions.second_factor_set_up(request, authenticator)
        if replacing:
            messages.success(request, "Your new authenticator app is set up.")
            return redirect("accounts:account")
        sessions.ask_to_save_codes(request)
        return redirect("mfa_view_recovery_codes")
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return render(
        request,
        "accounts/second_factor.html",
        {
            "form": form,
            "replacing": replacing,
            # Drawn here from numbers alone: nothing in it was typed by anybody.
            "square": mark_safe(svg),  # noqa: S308
            "key": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        },
    )


@require_POST
def codes_saved(request: SignedInRequest) -> HttpResponse:
    """They say that they have their recovery codes, and go on to what they came for."""
    sessions.codes_are_saved(request)
    return redirect(sessions.where_to_go(request) or reverse("accounts:account"))
