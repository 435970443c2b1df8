"""What came in, and the check of one application."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.models import Cluster
from core import audit
from core.doing import done
from core.errors import DomainError
from core.loading import load
from panels import actions, queries
from panels.forms import ReadyForm, ReturnForm
from panels.models import Check
from panels.views.shared import SILENT, STATES, declare


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """Those still to check, the first to close first; on request all, the newest first."""
    shows_all = request.GET.get("show") == "all"
    verb = "see_line" if shows_all else "find_to_do"
    rows = Check.objects.for_user(request.user, verb)
    lines = queries.check_lines(rows.with_verbs(request.user, *STATES, "discuss"))
    lines = lines.reverse() if shows_all else lines
    page = Paginator(lines, 25).get_page(request.GET.get("page"))
    audit.look(by=request.user, door="tray", records=page.object_list)
    runs = Cluster.objects.for_user(request.user, "run_panels").exists()
    context = {"page": page, "runs": runs, "shows_all": shows_all}
    return render(request, "panels/checks.html", context)


@require_safe
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    return _check_page(request, public_id)


@require_POST
def answer_check(request: HttpRequest, public_id: str) -> HttpResponse:
    row = load(Check, request.user, "answer", sight="see_line", reason=SILENT, public_id=public_id)
    done(
        request,
        lambda: actions.answer_no_interest(check=row, by=request.user),
        "You said that you have no interest in this application.",
    )
    return redirect("panels:check", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def declare_on_check(request: HttpRequest, public_id: str) -> HttpResponse:
    row = load(Check, request.user, "answer", sight="see_line", reason=SILENT, public_id=public_id)
    return declare(request, row, back=reverse("panels:check", args=[public_id]))


@require_POST
def find_ready(request: HttpRequest, public_id: str) -> HttpResponse:
    words = "It is ready for the panel."
    return _finish_check(request, public_id, "ready_form", ReadyForm, actions.find_ready, words)


@require_POST
def return_to_school(request: HttpRequest, public_id: str) -> HttpResponse:
    words = "It is back with the school, with your words."
    return _finish_check(
        request, public_id, "return_form", ReturnForm, actions.return_to_school, words
    )


def _check_page(request: HttpRequest, public_id: str, **forms: Any) -> HttpResponse:
    """The application beside its checklist, or why it is not shown."""
    verbs = (*STATES, "discuss", "check", "name_checker", "ask_school", "put_on_agenda")
    rows = Check.objects.with_verbs(request.user, *verbs).for_user(request.user, "see_line")
    row = get_object_or_404(
        queries.with_application(rows).select_related("panel_date", "checked_by"),
        public_id=public_id,
    )
    audit.look(by=request.user, door="check", records=[row])
    context: dict[str, Any] = {"check": row}
    if row.can_name_checker:
        context["asked"] = queries.asked_to_check(row)
    if row.can_observe:
        context["reasons"] = queries.reasons_for(request.user, row.pk)
    if row.can_check:
        context |= _both_forms(request)
    context |= forms
    return render(request, "panels/check.html", context)


def _both_forms(request: HttpRequest) -> dict[str, Any]:
    """The two answers stand in one form, so that what was typed for the other is still there."""
    ready = ReadyForm(initial={"note": request.POST.get("ready-note", "")})
    back = ReturnForm(initial={"needed": request.POST.get("needed", "")})
    return {"ready_form": ready, "return_form": back}


def _finish_check(
    request: HttpRequest,
    public_id: str,
    name: str,
    form_class: type,
    finish: Callable[..., Check],
    said: str,
) -> HttpResponse:
    row = load(Check, request.user, "check", sight="see_line", reason=SILENT, public_id=public_id)
    form = form_class(request.POST, user=request.user)
    both = _both_forms(request) | {name: form}
    if not form.is_valid():
        return _check_page(request, public_id, form=form, **both)
    words = {key: form.cleaned_data[key] for key in form._meta.fields}
    try:
        finish(check=row, by=request.user, **words)
    except DomainError as refusal:
        form.refuse(refusal)
        return _check_page(request, public_id, form=form, **both)
    messages.success(request, said)
    return redirect("panels:check", public_id)
