"""Sharing a draft with a named colleague, for as long as the school says."""

from datetime import datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.queries import person_with_address
from core.dates import at_local
from core.errors import DomainError
from core.loading import load
from funding import actions, queries
from funding.forms import ShareForm
from funding.models import Application

SHARE = "Only your school’s SENCO or headteacher shares a draft, and only until it is submitted."
LAST_MINUTE = time(23, 59)


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, public_id: str) -> HttpResponse:
    row = load(Application, request.user, "share", reason=SHARE, public_id=public_id)
    form = ShareForm(
        request.POST or None, user=request.user, initial={"until": row.panel_date.closes_at}
    )
    if form.is_valid():
        colleague = person_with_address(form.cleaned_data["email"])
        until: datetime = at_local(form.cleaned_data["until"], LAST_MINUTE)
        try:
            if colleague is None:
                raise actions.not_a_colleague(row.school)
            actions.share_draft(application=row, colleague=colleague, until=until, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{colleague} can now write this draft with you.")
            return redirect("funding:application", public_id)
    context = {"form": form, "application": row, "heading": "Share this draft"}
    return render(request, "funding/share.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end_share(request: HttpRequest, public_id: str, person_id: str) -> HttpResponse:
    row = load(Application, request.user, "share", reason=SHARE, public_id=public_id)
    grant = get_object_or_404(queries.shares_of(row), user__public_id=person_id)
    if request.method == "POST":
        actions.end_share(application=row, grant=grant, by=request.user)
        messages.success(request, f"{grant.user} can no longer open this draft.")
        return redirect("funding:application", public_id)
    context = {
        "question": f"Stop sharing with {grant.user}?",
        "consequence": "They can no longer open this draft. What they wrote stays.",
        "button": "Stop sharing",
        "back_url": reverse("funding:application", args=[public_id]),
    }
    return render(request, "core/confirm.html", context)
