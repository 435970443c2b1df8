"""A cluster's fund: where its money stands, money in, and its ledger."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Cluster
from core.errors import DomainError
from core.loading import load
from funding import actions, documents, queries
from funding.forms import CorrectForm, FundForm, LedgerFilterForm, MoneyInForm
from funding.models import Fund, LedgerEntry

FINANCE_ONLY = (
    "Only the cluster’s finance officer does this. Ask them, or see who it is under People."
)
LEDGER_ONLY = "The ledger is open to the cluster’s finance officer, chair, deputy, SENCO and clerk."
ON_A_PAGE = 50


@require_safe
def funds(request: HttpRequest) -> HttpResponse:
    rows = Fund.objects.for_user(request.user).select_related("cluster")
    page = Paginator(rows.order_by("cluster__name", "-starts_on"), 25).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "set_up": Cluster.objects.for_user(request.user, "set_up_fund").live(),
    }
    return render(request, "funding/funds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def set_up_fund(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = load(Cluster, request.user, "set_up_fund", reason=FINANCE_ONLY, public_id=cluster_id)
    form = FundForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            made = actions.set_up_fund(cluster=cluster, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{made} is set up. Now put in the money that it has.")
            return redirect("funding:fund", made.public_id)
    context = {"form": form, "heading": f"Set up a fund for {cluster}", "back_url": _funds()}
    return render(request, "core/form.html", context | {"back_label": "Back to the funds"})


@require_safe
def fund(request: HttpRequest, public_id: str) -> HttpResponse:
    verbs = ("read_balance", "read_published_balance", "read_ledger", "keep")
    rows = Fund.objects.with_verbs(request.user, *verbs).for_user(request.user)
    row = get_object_or_404(rows.select_related("cluster"), public_id=public_id)
    balances, parts = queries.parts_of(
        row, whole=row.can_read_balance, published=row.can_read_published_balance
    )
    terms = queries.by_term(row)
    context = {
        "fund": row,
        "balances": balances,
        "parts": parts,
        "bar_width": queries.BAR_WIDTH,
        "terms": terms,
        "to_pay": sum(term["to_pay"] for term in terms),
        "signed_twice": queries.with_states_of_two(queries.signed_twice(row)),
    }
    return render(request, "funding/fund.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def money_in(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _to_keep(request, public_id)
    form = MoneyInForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.allocate(fund=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The money is in the ledger.")
            return redirect("funding:fund", public_id)
    context = {"form": form, "heading": f"Money in: {row}", "back_url": _to(row)}
    return render(request, "core/form.html", context | {"back_label": "Back to the fund"})


@require_safe
def ledger(request: HttpRequest, public_id: str) -> HttpResponse:
    row, form, rows, whole = _ledger(request, public_id)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.with_running(row, list(page.object_list), whole=whole)
    context = {
        "fund": row,
        "page": page,
        "filter_form": form,
        "filtered": bool(form.asked),
        "whole": whole,
        "errors": [f"{form[name].label}: {words[0]}" for name, words in form.errors.items()],
        "query": request.GET.urlencode(),
    }
    return render(request, "funding/ledger.html", context)


@require_safe
def ledger_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    row, _, rows, whole = _ledger(request, public_id)
    return documents.ledger_csv(row, queries.with_running(row, list(rows), whole=whole))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, public_id: str, entry_id: str) -> HttpResponse:
    row = _to_keep(request, public_id)
    reason = (
        "This entry cannot be taken back: it is corrected already, or it is a promise or a payment."
    )
    entry = load(LedgerEntry, request.user, "correct", reason=reason, fund=row, public_id=entry_id)
    form = CorrectForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.correct(entry=entry, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "It is taken back. Now enter what is right.")
            return redirect("funding:ledger", public_id)
    return render(request, "funding/correct.html", {"form": form, "fund": row, "entry": entry})


def _ledger(request: HttpRequest, public_id: str) -> tuple[Fund, LedgerFilterForm, Any, bool]:
    rows = Fund.objects.with_verbs(request.user, "read_balance", "keep").select_related("cluster")
    row: Any = load(rows, request.user, "read_ledger", reason=LEDGER_ONLY, public_id=public_id)
    form = LedgerFilterForm(request.GET, schools=queries.schools_paid_from(row))
    entries = LedgerEntry.objects.with_verbs(request.user, "correct").for_user(request.user)
    found = queries.ledger_rows(entries.filter(fund=row), **form.asked)
    return row, form, found, row.can_read_balance


def _to_keep(request: HttpRequest, public_id: str) -> Fund:
    rows = Fund.objects.select_related("cluster")
    return load(rows, request.user, "keep", reason=FINANCE_ONLY, public_id=public_id)


def _funds() -> str:
    return reverse("funding:funds")


def _to(fund: Fund) -> str:
    return reverse("funding:fund", args=[fund.public_id])
