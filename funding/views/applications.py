"""The school's door to its applications: the list, a new one, and one to read."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.errors import DomainError
from core.loading import load
from funding import actions, queries
from funding.forms import StartForm
from funding.models import Application
from schools.models import School

VERBS = ("write", "submit", "ask_to_sign", "sign", "share", "withdraw", "take_turn")


@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    rows = queries.list_rows(Application.objects.for_user(request.user))
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    audit.look(by=request.user, door="school's list", records=page.object_list)
    context = {
        "page": page,
        "may_start": School.objects.for_user(request.user, "apply").exists(),
    }
    return render(request, "funding/applications.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            made = actions.start_application(**form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Your draft is started. Fill in each part below.")
            return redirect("funding:application", made.public_id)
    return render(request, "funding/start.html", {"form": form})


@require_safe
def application(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Application.objects.with_verbs(request.user, *VERBS).for_user(request.user)
    row = get_object_or_404(queries.with_parts(rows), public_id=public_id)
    audit.look(by=request.user, door="school", records=[row])
    signature = queries.signature_on(row)
    evaluation = queries.evaluation_on(row, request.user)
    outcomes = queries.outcomes_of(row, request.user)
    granted = queries.award_on(row, request.user)
    needs_signature = row.cluster.rules.head_signs and signature is None
    context = {
        "application": row,
        "sections": queries.sections_of(row),
        "missing": queries.missing_from(row),
        "steps": queries.steps_of(row, evaluation, outcomes),
        "withdrawn_at": queries.withdrawn_at(row),
        "returned_with": queries.words_of_return(row),
        "unchanged": queries.is_as_it_came_back(row),
        "next_words": queries.next_words(row, granted and granted["award"], evaluation),
        "outcomes": outcomes,
        "next_panel": queries.next_panel(request.user, row),
        "signature": signature,
        "needs_signature": needs_signature,
        "granted": granted,
        "evaluation": evaluation,
        "shares": queries.shares_of(row) if row.can_share else [],
    }
    return render(request, "funding/application.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    reason = "It is withdrawn already, or the panel has decided on it."
    row = load(Application, request.user, "withdraw", reason=reason, public_id=public_id)
    if request.method == "POST":
        try:
            actions.withdraw(application=row, by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Application {row.reference} is withdrawn.")
        return redirect("funding:application", public_id)
    context = {
        "question": "Withdraw this application?",
        "consequence": "No panel decides on it. You can still read it, but not change it or send "
        "it again.",
        "button": "Withdraw it",
        "back_url": reverse("funding:application", args=[public_id]),
    }
    return render(request, "core/confirm.html", context)
