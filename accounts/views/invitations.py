"""The link in an invitation: a first password, and then the second step."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.forms import FirstPasswordForm
from core.errors import DomainError

TOKEN_KEY = "invitation_token"  # noqa: S105


@require_safe
@login_not_required
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Moves the secret out of the address, so that no page hands it on or shows it."""
    request.session[TOKEN_KEY] = token
    return redirect("accounts:accept")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@login_not_required
def accept(request: HttpRequest) -> HttpResponse:
    token = request.session.get(TOKEN_KEY, "")
    try:
        invitation = actions.invitation_for(token)
    except DomainError as refusal:
        return _gone(request, refusal)
    form = FirstPasswordForm(request.POST or None, user=invitation.person)
    if form.is_valid():
        try:
            person = actions.accept_invitation(token=token, password=form.cleaned_data["password"])
        except DomainError as refusal:
            return _gone(request, refusal)
        # Whoever else was signed in here is so no longer.
        request.session.flush()
        record_authentication(request, person, method="password", email=invitation.email)
        return perform_login(request, Login(user=person, email=invitation.email, redirect_url="/"))
    return render(request, "accounts/accept.html", {"form": form, "invitation": invitation})


def _gone(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    return render(request, "accounts/invitation_gone.html", {"refusal": refusal}, status=404)
