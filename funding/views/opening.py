"""What a cluster brings with it: by hand, or from a file that is shown before it is taken."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import csvfile
from core.errors import DomainError
from core.loading import load
from core.money import format_pounds
from funding import actions, imports
from funding.forms import OpenAwardForm, OpenBalanceForm, OpeningFileForm
from funding.models import Fund
from funding.views.funds import FINANCE_ONLY


@require_http_methods(["GET", "HEAD"])
def opening(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _to_keep(request, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
def open_balance(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _to_keep(request, public_id)
    form = OpenBalanceForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.open_balance(fund=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The balance is brought forward.")
            return redirect("funding:opening", public_id)
    return _form(request, row, form, "What was left in the fund")


@require_http_methods(["GET", "HEAD", "POST"])
def open_award(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _to_keep(request, public_id)
    form = OpenAwardForm(request.POST or None, user=request.user, fund=row)
    if form.is_valid():
        try:
            made = actions.open_award(fund=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"“{made}” is brought forward. Enter another, or go back.")
            return redirect("funding:open_award", public_id)
    return _form(request, row, form, "An award that is running")


@require_http_methods(["GET", "HEAD", "POST"])
def opening_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The file is read and shown; nothing is written until it is taken."""
    row = _to_keep(request, public_id)
    form = OpeningFileForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        try:
            text = csvfile.decode(form.cleaned_data["file"].read())
            found = imports.read(text, row)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _preview(request, row, found, text)
    context = {"form": form, "fund": row, "columns": imports.COLUMNS}
    return render(request, "funding/opening_file.html", context)


@require_POST
def take_file(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _to_keep(request, public_id)
    text = request.POST.get("text", "")[: OpeningFileForm.MOST_BYTES]
    try:
        taken = imports.take(text, fund=row, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("funding:opening_file", public_id)
    said = f"{len(taken.lines)} lines are in the ledger: {format_pounds(taken.total)}."
    messages.success(request, said)
    return redirect("funding:fund", public_id)


def _preview(request: HttpRequest, row: Fund, found: imports.Opening, text: str) -> HttpResponse:
    context = {"fund": row, "opening": found, "text": text}
    return render(request, "funding/opening_preview.html", context)


def _page(request: HttpRequest, row: Fund) -> HttpResponse:
    return render(request, "funding/opening.html", {"fund": row})


def _form(request: HttpRequest, row: Fund, form: Any, heading: str) -> HttpResponse:
    context = {"form": form, "fund": row, "heading": heading}
    return render(request, "funding/opening_form.html", context)


def _to_keep(request: HttpRequest, public_id: str) -> Fund:
    rows = Fund.objects.select_related("cluster")
    return load(rows, request.user, "keep", reason=FINANCE_ONLY, public_id=public_id)
