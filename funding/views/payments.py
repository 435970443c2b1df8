"""The finance officer's queue: tick, see the total, release; hold; countersign."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import audit
from core.errors import DomainError
from core.loading import load
from core.money import format_pounds
from core.templatetags.show import plural
from funding import actions, documents, queries
from funding.forms import HoldForm
from funding.models import Instalment

TICK_ONE = "Tick at least one payment, then go on."
NOT_PAID = "This payment is not released yet, so there is no advice of it. The award says when."


@require_safe
def release_queue(request: HttpRequest) -> HttpResponse:
    return _queue(request)


@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """What was ticked, with its total, before any money moves."""
    ticked = _ticked(request)
    if not ticked:
        return _queue(request, error=TICK_ONE)
    context = {
        "rows": ticked,
        "total": sum(row.amount_pence for row in ticked),
        "waiting": [row for row in ticked if not row.can_release_alone],
    }
    return render(request, "funding/release_review.html", context)


@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Releases each that was ticked; one that is refused leaves the others as they are."""
    ticked = _ticked(request)
    if not ticked:
        return _queue(request, error=TICK_ONE)
    paid, waiting = [], []
    # The order in which every release takes its locks.
    for row in sorted(ticked, key=lambda row: (row.award.fund_id, row.pk)):
        try:
            with transaction.atomic():
                done = actions.release(instalment=row, by=request.user)
        except DomainError as refusal:
            messages.error(request, f"{row.award.school}, {row.award}: {refusal}")
        else:
            (paid if done.released_at else waiting).append(done)
    if paid:
        total = format_pounds(sum(row.amount_pence for row in paid))
        messages.success(request, f"{plural(len(paid), 'payment')} released: {total}.")
    if waiting:
        messages.success(
            request,
            "Waiting for a countersignature by an officer who is not involved: "
            f"{plural(len(waiting), 'payment')}. No money has moved for {_them(waiting)}.",
        )
    return redirect("funding:release_queue")


def _them(waiting: list[Instalment]) -> str:
    return "it" if len(waiting) == 1 else "them"


@require_http_methods(["GET", "HEAD", "POST"])
def countersign(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _load(request, public_id, "countersign", actions.NOT_YOURS)
    amount = format_pounds(row.amount_pence)
    if request.method == "POST":
        return _act(
            request,
            lambda: actions.countersign(instalment=row, by=request.user),
            f"Countersigned, and {amount} is paid to {row.award.school}.",
        )
    context = {
        "question": f"Pay {amount} to {row.award.school}?",
        "consequence": f"{row.released_by} released part {row.number} of {row.award.terms} of "
        f"{row.award}, and somebody who is not involved has to agree. Once you countersign it is "
        "paid, and that cannot be undone here.",
        "button": "Countersign and pay",
        "back_url": reverse("funding:release_queue"),
    }
    return render(request, "core/confirm.html", context)


@require_POST
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _load(request, public_id, "take_back", "There is no release to take back.")
    return _act(
        request,
        lambda: actions.take_back(instalment=row, by=request.user),
        "The release is taken back.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _load(request, public_id, "hold", "It is paid, stopped or held already.")
    form = HoldForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.hold(instalment=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The payment is held until somebody ends the hold.")
            return redirect("funding:release_queue")
    return render(request, "funding/hold.html", {"form": form, "row": row})


@require_POST
def end_hold(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _load(request, public_id, "end_hold", "This payment is not held.")
    return _act(
        request, lambda: actions.end_hold(instalment=row, by=request.user), "The hold is ended."
    )


@require_safe
def remittance(request: HttpRequest, public_id: str) -> HttpResponse:
    """The advice of a released payment, for the school's books."""
    row = _advised(request, public_id)
    return render(request, "funding/remittance.html", queries.remittance_parts(row))


@require_safe
def remittance_file(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _advised(request, public_id)
    return documents.remittance(row, queries.remittance_parts(row))


def _advised(request: HttpRequest, public_id: str) -> Instalment:
    related = ("award__application", "award__school", "award__cluster")
    rows = Instalment.objects.select_related(*related).prefetch_related("award__instalments")
    row = load(rows, request.user, "read_advice", reason=NOT_PAID, public_id=public_id)
    audit.look(by=request.user, door="advice of payment", records=[row.award])
    return row


def _queue(request: HttpRequest, error: str = "") -> HttpResponse:
    rows = Instalment.objects.for_user(request.user, "queue")
    until = timezone.localdate() + queries.AHEAD
    found = list(queries.to_pay(rows, request.user, until)[: queries.MOST + 1])
    sections = queries.in_sections(found[: queries.MOST])
    context = {
        "sections": sections,
        "pressing": [section for section in sections if section["pressing"]],
        "others": [section for section in sections if not section["pressing"]],
        "more": len(found) > queries.MOST,
        "may_release": any(row.can_release for row in found),
        "error": error,
    }
    return render(request, "funding/release_queue.html", context)


def _ticked(request: HttpRequest) -> list[Instalment]:
    """Of the payments named in the form those that the person may release now; all of them where
    the button says so."""
    rows = Instalment.objects.for_user(request.user, "release")
    if "all" not in request.POST:
        rows = rows.filter(public_id__in=request.POST.getlist("payment")[: queries.MOST])
    return list(queries.to_pay(rows, request.user, timezone.localdate())[: queries.MOST])


def _load(request: HttpRequest, public_id: str, verb: str, reason: str) -> Instalment:
    rows = Instalment.objects.select_related("award__application", "award__school", "released_by")
    return load(rows, request.user, verb, sight="queue", reason=reason, public_id=public_id)


def _act(request: HttpRequest, act, done: str) -> HttpResponse:
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("funding:release_queue")
