"""The decision on an item: recorded, its letter read, its words put right after publication."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import audit
from core.errors import DomainError
from core.loading import load
from funding.models import Outcome
from panels import actions, queries
from panels.forms import DECISION_FORMS, CorrectionForm
from panels.models import AgendaItem, Decision
from panels.views.shared import SILENT

RECORD = (
    "You cannot record a decision here: you are a silent observer, you have not answered, the "
    "meeting has not started, or the outcome is published. Open the item to see which."
)

HEADINGS = {
    Outcome.Kind.AWARD: "Record an award",
    Outcome.Kind.DECLINE: "Record that it is not awarded",
    Outcome.Kind.ADVISE: "Record advice, without money",
    Outcome.Kind.DEFER: "Record that it is deferred",
}


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, public_id: str, outcome: str) -> HttpResponse:
    """The form of one outcome; what was recorded before is in it."""
    if outcome not in DECISION_FORMS:
        raise Http404
    item = _item(request, public_id, "record", RECORD)
    audit.look(by=request.user, door="decision", records=[item])
    known = Decision.objects.for_user(request.user).filter(item=item).first()
    form = DECISION_FORMS[outcome](
        request.POST or None,
        user=request.user,
        item=item,
        instance=known or Decision(),
        divided=bool(queries.tally(item).against),
    )
    if form.is_valid():
        try:
            decision = actions.record(
                item=item,
                decision=form.decision(),
                granted=form.granted(),
                by=request.user,
                seen=form.cleaned_data["seen"],
                more=form.gives_more,
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _go_on(request, item, decision, again=known is not None)
    context = {
        "form": form,
        "item": item,
        "decision": queries.decision_for(request.user, item),
        "heading": HEADINGS[outcome],
        "keeps_money": outcome == Outcome.Kind.AWARD,
        "back_url": reverse("panels:item", args=[public_id]),
    }
    return render(request, "panels/decide.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, public_id: str) -> HttpResponse:
    """The letter as the school will get it, to be read by somebody free before it goes out."""
    item = _item(request, public_id, "read_letter", SILENT)
    decision = get_object_or_404(
        Decision.objects.for_user(request.user).select_related(
            "item__meeting__panel_date", "first_term", "deferred_to", "letter_read_by"
        ),
        item=item,
    )
    audit.look(by=request.user, door="letter", records=[item])
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            actions.read_letter(item=item, seen=seen, by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("panels:letter", public_id)
        messages.success(request, "The letter is read. It goes out with the outcomes.")
        return redirect("panels:publish", item.meeting.public_id)
    context = {
        "item": item,
        "decision": decision,
        "outcome": queries.outcome_of(decision),
        "application": item.application,
    }
    return render(request, "panels/letter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, public_id: str) -> HttpResponse:
    item = _item(request, public_id, "correct", SILENT)
    if item.published_at is None:
        raise PermissionDenied(SILENT)
    latest = queries.latest_outcome(item)
    form = CorrectionForm(request.POST or None, user=request.user, instance=latest)
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"] or 0
            actions.correct(item=item, by=request.user, seen=seen, **_said(form))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The corrected outcome is published. The school is told.")
            return redirect("panels:item", public_id)
    context = {
        "form": form,
        "item": item,
        "outcome": queries.latest_outcome(item),
        "heading": "Correct the words of this outcome",
        "back_url": reverse("panels:item", args=[public_id]),
        "intro": "The earlier words stay to be read. The amount is not changed here: ask the "
        "finance officer to stop the award or take money back.",
    }
    return render(request, "panels/correct.html", context)


def _said(form: CorrectionForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in form.checked}


def _go_on(
    request: HttpRequest, item: AgendaItem, decision: Decision, *, again: bool
) -> HttpResponse:
    """To the next item, else to the agenda, which says what comes next; from a decision that was
    recorded `again`, to its item."""
    said = f"Item {item.number}: {decision.in_short}."
    if again:
        messages.success(request, f"{said} Its letter has to be read again.")
        return redirect("panels:item", item.public_id)
    following = queries.neighbours(request.user, item)["next"]
    if following is not None:
        messages.success(request, f"{said} On to item {following.number}.")
        return redirect("panels:item", following.public_id)
    messages.success(request, f"{said} It was the last item.")
    return redirect("panels:meeting", item.meeting.public_id)


def _item(request: HttpRequest, public_id: str, verb: str, reason: str) -> AgendaItem:
    rows = AgendaItem.objects.select_related(
        "check_row",
        "application__school",
        "application__first_term",
        "meeting__panel_date",
        "meeting__cluster__rules",
    )
    return load(rows, request.user, verb, sight="see_line", reason=reason, public_id=public_id)
