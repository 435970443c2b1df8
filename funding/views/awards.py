"""An award: for its school, what was asked, granted and paid; for officers, what to do with it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core import audit
from core.errors import DomainError
from core.loading import load
from funding import actions, documents, queries
from funding.forms import AwardFilterForm, ReturnForm, StopForm
from funding.models import Award, Instalment

VERBS = ("see_people", "read_conditions", "return_unspent", "stop")
NOT_YOURS = "Only the cluster’s finance officer does this. Ask them."


@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    form, rows = _awards(request)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    page.object_list = queries.with_money(page.object_list)
    audit.look(by=request.user, door="awards", records=page.object_list)
    context = {
        "page": page,
        "filter_form": form,
        "filtered": bool(form.asked),
        "query": request.GET.urlencode(),
    }
    return render(request, "funding/awards.html", context)


@require_safe
def awards_csv(request: HttpRequest) -> HttpResponse:
    _, rows = _awards(request)
    found = queries.with_money(rows)
    audit.look(by=request.user, door="awards", records=found)
    return documents.awards_csv(found)


@require_safe
def award(request: HttpRequest, public_id: str) -> HttpResponse:
    payments = queries.with_parts_of_payment(Instalment.objects.for_user(request.user))
    rows = Award.objects.with_verbs(request.user, *VERBS).for_user(request.user)
    rows = rows.select_related("application", "school", "cluster", "first_term")
    rows = rows.prefetch_related(Prefetch("instalments", queryset=payments.order_by("number")))
    row = get_object_or_404(rows, public_id=public_id)
    audit.look(by=request.user, door="award", records=[row])
    payments_shown = queries.with_states(row.instalments.all())
    money = queries.money_line(row)
    context = {
        "award": row,
        "money": money,
        "next_state": next((one.state for one in payments_shown if one == money["next"]), None),
        "payments": payments_shown,
        "returned": queries.returned_on(row),
        "evaluation": queries.evaluation_for(row, request.user),
        "running": any(not one.released_at and not one.stopped_at for one in payments_shown),
    }
    return render(request, "funding/award.html", context)


def _awards(request: HttpRequest) -> tuple[AwardFilterForm, Any]:
    rows = Award.objects.for_user(request.user)
    form = AwardFilterForm(request.GET, schools=queries.schools_of(rows))
    return form, queries.awards_for(rows.with_verbs(request.user, "see_title"), **form.asked)


@require_http_methods(["GET", "HEAD", "POST"])
def return_unspent(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Award.objects.select_related("application", "school")
    row = load(rows, request.user, "return_unspent", reason=NOT_YOURS, public_id=public_id)
    due_back = queries.evaluation_of(row)
    initial = {"amount_pence": due_back.to_return or None} if due_back.sent_at else {}  # type: ignore[attr-defined]
    form = ReturnForm(request.POST or None, initial=initial, user=request.user)
    if form.is_valid():
        try:
            actions.return_unspent(award=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The money is back in the fund.")
            return redirect("funding:award", public_id)
    context = {
        "form": form,
        "award": row,
        "heading": "Money that came back",
        "intro": f"{row.school} returns what it did not spend of {row}.",
    }
    return render(request, "funding/award_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stop_award(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Award.objects.select_related("application", "school")
    row = load(rows, request.user, "stop", reason=NOT_YOURS, public_id=public_id)
    form = StopForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.stop_award(award=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, "The award is stopped. What was promised is back in the fund."
            )
            return redirect("funding:award", public_id)
    context = {
        "form": form,
        "award": row,
        "heading": "Stop this award",
        "intro": f"Nothing more of {row} is paid to {row.school}. What was paid stays paid, and "
        "the evaluation is still due.",
        "warning": True,
    }
    return render(request, "funding/award_form.html", context)
