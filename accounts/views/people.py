"""The people of the site, for its administrators."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, queries
from accounts.forms import InvitePersonForm, ResetSecondFactorForm
from accounts.models import User
from accounts.requests import SignedInRequest
from core.errors import DomainError

PER_PAGE = 50


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    _for_administrators(request)
    words = request.GET.get("q", "")
    people = queries.matching(User.objects.for_user(request.user, "oversee"), words)
    page = Paginator(queries.with_state(people), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page": page, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    _for_administrators(request)
    form = InvitePersonForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            person = actions.invite(**form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            _say_invited(request, person)
            return redirect(person)
    return render(request, "accounts/invite.html", {"form": form})


@require_safe
def person(request: SignedInRequest, public_id: str) -> HttpResponse:
    people = User.objects.for_user(request.user, "oversee").with_verbs(request.user, "administer")
    found = get_object_or_404(queries.with_state(people), public_id=public_id)
    return render(
        request,
        "accounts/person.html",
        {
            "person": found,
            "addresses": queries.addresses(found),
            "invitation": queries.open_invitations(found).select_related("invited_by").first(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invite_again(request: SignedInRequest, public_id: str) -> HttpResponse:
    found = _administered(request, public_id)
    return _confirm(
        request,
        found,
        question=f"Send {found.name} another invitation?",
        consequence=f"We write to {found.email} with a new link, which works for 14 days.",
        button="Send another invitation",
        warning=False,
        do=lambda: actions.invite(name=found.name, email=found.email, by=request.user),
        done=f"We sent {found.name} another invitation.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_invitation(request: SignedInRequest, public_id: str) -> HttpResponse:
    found = _administered(request, public_id)
    return _confirm(
        request,
        found,
        question=f"Withdraw the invitation of {found.name}?",
        consequence="The links we sent stop working. Posts they were given stay until ended.",
        button="Withdraw the invitation",
        do=lambda: actions.withdraw_invitation(person=found, by=request.user),
        done=f"The invitation of {found.name} is withdrawn.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, public_id: str) -> HttpResponse:
    found = _administered(request, public_id)
    return _confirm(
        request,
        found,
        question=f"Close the account of {found.name}?",
        consequence="They are signed out at once and cannot sign in. What they did stays on record."
        " You can reopen the account.",
        button="Close the account",
        do=lambda: actions.close_account(person=found, by=request.user),
        done=f"The account of {found.name} is closed.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: SignedInRequest, public_id: str) -> HttpResponse:
    found = _administered(request, public_id)
    return _confirm(
        request,
        found,
        question=f"Reopen the account of {found.name}?",
        consequence="They can sign in again, and have what their posts and offices give them.",
        button="Reopen the account",
        warning=False,
        do=lambda: actions.reopen_account(person=found, by=request.user),
        done=f"The account of {found.name} is open again.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request: SignedInRequest, public_id: str) -> HttpResponse:
    found = _administered(request, public_id)
    form = ResetSecondFactorForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.reset_second_factor(
                person=found, by=request.user, why=User.ResetReason(form.cleaned_data["why"])
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                f"{found.name} is signed out, and sets up a new authenticator app "
                "when they next sign in.",
            )
            return redirect(found)
    return render(request, "accounts/reset_second_factor.html", {"form": form, "person": found})


def _for_administrators(request: SignedInRequest) -> None:
    """To everybody else the pages about people are not there."""
    get_object_or_404(User.objects.for_user(request.user, "oversee"), pk=request.user.pk)


def _administered(request: SignedInRequest, public_id: str) -> User:
    people = User.objects.for_user(request.user, "administer")
    return get_object_or_404(people, public_id=public_id)


def _confirm(
    request: SignedInRequest,
    found: User,
    *,
    do: Callable[[], object],
    done: str,
    question: str,
    consequence: str,
    button: str,
    warning: bool = True,
) -> HttpResponse:
    """Asks once more, then does it and says so on the person's page."""
    if request.method == "POST":
        try:
            do()
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect(found)
    return render(
        request,
        "core/confirm.html",
        {
            "question": question,
            "consequence": consequence,
            "button": button,
            "warning": warning,
            "back_url": found.get_absolute_url(),
        },
    )


def _say_invited(request: SignedInRequest, found: User) -> None:
    if queries.has_joined(found):
        messages.info(request, f"{found.name} has an account already, so we sent no invitation.")
    else:
        messages.success(request, f"We sent {found.name} an invitation.")
