"""One item as its reader may see it, and what they put down on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import audit
from core.doing import done
from core.errors import DomainError
from core.loading import load
from panels import actions, queries
from panels.forms import LiftForm, NoteForm, ScoreForm, VoteForm
from panels.models import AgendaItem, Declaration
from panels.queries.parts import PutDown
from panels.views.shared import SILENT, STATES, declare


@require_safe
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    return _item_page(request, public_id)


@require_POST
def answer_item(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _item(request, public_id, "answer")
    done(
        request,
        lambda: actions.answer_no_interest(check=row.check_row, by=request.user),
        "You said that you have no interest in this item.",
    )
    return redirect("panels:item", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def declare_on_item(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _item(request, public_id, "answer")
    return declare(request, row.check_row, back=reverse("panels:item", args=[public_id]))


@require_POST
def score(request: HttpRequest, public_id: str) -> HttpResponse:
    return _put_down(
        request, public_id, "score", ScoreForm, actions.give_score, "Your score is saved."
    )


@require_POST
def vote(request: HttpRequest, public_id: str) -> HttpResponse:
    return _put_down(request, public_id, "vote", VoteForm, actions.cast_vote, "Your vote is saved.")


@require_POST
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    return _put_down(
        request, public_id, "note", NoteForm, actions.write_note, "Your note is added."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, public_id: str, person_id: str) -> HttpResponse:
    row = _item(request, public_id, "discuss")
    declaration = get_object_or_404(
        Declaration.objects.for_user(request.user, "lift").select_related("person", "check_row"),
        check_row_id=row.check_row_id,
        person__public_id=person_id,
    )
    form = LiftForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.lift(declaration=declaration, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The interest is lifted. They can now answer again.")
            return redirect("panels:item", public_id)
    context = {
        "form": form,
        "question": f"Lift the interest that {declaration.person} declared?",
        "consequence": "They answer again before they see the papers. "
        "What was struck out stays struck out.",
        "button": "Lift it",
        "back_url": reverse("panels:item", args=[public_id]),
    }
    return render(request, "core/confirm.html", context)


def _item(request: HttpRequest, public_id: str, verb: str) -> AgendaItem:
    rows = AgendaItem.objects.select_related("check_row", "meeting")
    return load(rows, request.user, verb, sight="see_line", reason=SILENT, public_id=public_id)


@require_safe
def live(request: HttpRequest, public_id: str) -> HttpResponse:
    """What changed since the reader's page was made: nothing at all, or the parts that did. Never
    for a silent observer: nothing changes for them while the others discuss."""
    row = load(
        AgendaItem, request.user, "discuss", sight="see_line", reason=SILENT, public_id=public_id
    )
    if request.GET.get("seen") == str(row.revision):
        return HttpResponse(status=204)
    row = _shown(request, pk=row.pk)
    context = {"item": row, **_room_of(request, row)}
    return render(request, "panels/_live.html", context)


def _shown(request: HttpRequest, **lookup: Any) -> Any:
    """The item with all that its page goes by."""
    mine = ("hand_over", "read_agenda", "turn_to", "score", "vote", "note")
    verbs = (*STATES, "discuss", "lead", "record", "correct", *mine)
    rows = AgendaItem.objects.with_verbs(request.user, *verbs).for_user(request.user, "see_line")
    rows = queries.with_application(queries.with_what_hangs_on(rows))
    row: Any = get_object_or_404(
        rows.select_related("check_row", "meeting__panel_date", "cluster__rules"), **lookup
    )
    row.meeting.cluster = row.cluster  # the same; joined twice, it took as long to plan as the rest
    return row


def _item_page(request: HttpRequest, public_id: str, **forms: Any) -> HttpResponse:
    """One item as this reader may see it: whole, locked until they answer, or the line alone."""
    row = _shown(request, public_id=public_id)
    audit.look(by=request.user, door="item", records=[row])
    context = {"item": row, **queries.neighbours(request.user, row)}
    if row.published_at:
        context["outcome"] = queries.latest_outcome(row)
    if row.can_observe:
        context["reasons"] = queries.reasons_for(request.user, row.check_row_id)
        if row.can_read_agenda and not row.published_at:
            queries.set_people([row], queries.seats_at(row.meeting), row.meeting)
    if row.can_discuss:
        context["like_cases"] = queries.like_cases(request.user, row)
        context |= _room_of(request, row)
        if row.is_declared:
            context["liftable"] = queries.liftable(request.user, row)
        context |= _own_forms(row, context["put_down"])
    context |= forms
    return render(request, "panels/item.html", context)


def _room_of(request: HttpRequest, row: Any) -> dict[str, Any]:
    """The panel's side as it stands now, for somebody who may discuss the item."""
    seats = queries.seats_at(row.meeting)
    conflicts = queries.set_people([row], seats, row.meeting)
    return {
        "decision": queries.decision_for(request.user, row) if row.is_decided else None,
        "left": "" if row.published_at else queries.left_in_fund(request.user, row),
        "put_down": queries.put_down(request.user, row, seats, conflicts),
        "questions": queries.questions_on(request.user, row) if row.is_asked else [],
    }


def _own_forms(row: Any, known: PutDown) -> dict[str, Any]:
    """For what the reader may put down, with what they did."""
    forms: dict[str, Any] = {}
    if row.can_score:
        forms["score_form"] = ScoreForm(
            initial={"value": known.score.value} if known.score else None
        )
    if row.can_vote:
        forms["vote_form"] = VoteForm(initial={"choice": known.vote.choice} if known.vote else None)
    if row.can_note:
        forms["note_form"] = NoteForm()
    return forms


def _put_down(
    request: HttpRequest,
    public_id: str,
    verb: str,
    form_class: type,
    action: Callable[..., Any],
    words: str,
) -> HttpResponse:
    row = _item(request, public_id, verb)
    form = form_class(request.POST, user=request.user)
    if not form.is_valid():
        return _item_page(request, public_id, form=form, **{f"{verb}_form": form})
    said = {key: form.cleaned_data[key] for key in form._meta.fields}
    try:
        action(item=row, by=request.user, **said)
    except DomainError as refusal:
        form.refuse(refusal)
        return _item_page(request, public_id, form=form, **{f"{verb}_form": form})
    messages.success(request, words)
    return redirect("panels:item", public_id)
