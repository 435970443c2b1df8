"""Submitting, checking, the agenda, and one item at a meeting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.models import Cluster, PanelDate
from core import audit
from core.errors import DomainError
from core.loading import load
from funding.models import Application
from funding.queries import missing_from, with_parts
from panels import actions, queries
from panels.forms import (
    InterestForm,
    LiftForm,
    NoteForm,
    ReadyForm,
    ReturnForm,
    ScoreForm,
    SeatForm,
    VoteForm,
)
from panels.models import AgendaItem, Check, Declaration, Meeting, Score, Seat, Vote

SILENT = (
    "You cannot do that for this application: you are a silent observer, or you have not yet said "
    "that you have no interest. Open it to see which."
)
RUN = "Only those who run the cluster’s meetings can do that. Ask your clerk or cluster SENCO."
STATES = ("see_school", "answer", "observe", "read")


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    reason = "It is submitted already, or only your school’s SENCO or headteacher can submit it."
    rows = with_parts(Application.objects.all())
    application = load(rows, request.user, "submit", reason=reason, public_id=public_id)
    if request.method == "POST" and _done(
        request,
        lambda: actions.submit(application=application, by=request.user),
        f"Application {application.reference} is submitted. The cluster SENCO checks it next.",
    ):
        return redirect("funding:application", public_id)
    context = {"application": application, "missing": missing_from(application)}
    return render(request, "panels/submit.html", context)


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    rows = Check.objects.for_user(request.user, "see_line").with_verbs(request.user, *STATES)
    page = Paginator(queries.check_lines(rows), 25).get_page(request.GET.get("page"))
    audit.look(by=request.user, door="tray", records=page.object_list)
    runs = Cluster.objects.for_user(request.user, "run_panels").exists()
    return render(request, "panels/checks.html", {"page": page, "runs": runs})


@require_safe
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    return _check_page(request, public_id)


@require_POST
def answer_check(request: HttpRequest, public_id: str) -> HttpResponse:
    row = load(Check, request.user, "answer", sight="see_line", reason=SILENT, public_id=public_id)
    _done(
        request,
        lambda: actions.answer_no_interest(check=row, by=request.user),
        "You said that you have no interest in this application.",
    )
    return redirect("panels:check", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def declare_on_check(request: HttpRequest, public_id: str) -> HttpResponse:
    row = load(Check, request.user, "answer", sight="see_line", reason=SILENT, public_id=public_id)
    return _declare(request, row, back=reverse("panels:check", args=[public_id]))


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


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    rows = Meeting.objects.for_user(request.user).select_related("panel_date__cluster")
    page = Paginator(rows.order_by("-panel_date__held_on"), 25).get_page(request.GET.get("page"))
    held = Meeting.objects.for_user(request.user).values("panel_date_id")
    uncalled = PanelDate.objects.for_user(request.user, "call_meeting").exclude(pk__in=held)
    soonest = uncalled.select_related("cluster").order_by("held_on")[:12]
    context = {"page": page, "uncalled": soonest}
    return render(request, "panels/meetings.html", context)


@require_POST
def call_meeting(request: HttpRequest, public_id: str) -> HttpResponse:
    panel_date = load(PanelDate, request.user, "call_meeting", reason=RUN, public_id=public_id)
    made = actions.call_meeting(panel_date=panel_date, by=request.user)
    messages.success(request, "The meeting has its agenda. Everybody in office has a seat.")
    return redirect("panels:meeting", made.public_id)


@require_safe
def meeting(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Meeting.objects.with_verbs(request.user, "arrange").for_user(request.user)
    row = get_object_or_404(
        rows.select_related("panel_date__cluster", "cluster__rules"), public_id=public_id
    )
    items = queries.agenda(row, request.user)
    audit.look(by=request.user, door="agenda", records=items)
    context = {
        "meeting": row,
        "items": items,
        "waiting": [item for item in items if item.can_answer and not item.can_read],
        "seats": queries.seats_of(row),
        "ready": queries.ready_for(row, request.user),
    }
    return render(request, "panels/meeting.html", context)


@require_POST
def answer_all(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(Meeting.objects.for_user(request.user), public_id=public_id)
    number = actions.answer_all(meeting=row, by=request.user)
    words = "1 item" if number == 1 else f"{number} items"
    messages.success(request, f"You said that you have no interest in {words}.")
    return redirect("panels:meeting", public_id)


@require_POST
def add_item(request: HttpRequest, public_id: str, check_id: str) -> HttpResponse:
    row = load(Meeting, request.user, "arrange", reason=RUN, public_id=public_id)
    listed = "That application is on the agenda already, or nobody has checked it yet."
    ready = load(
        Check,
        request.user,
        "put_on_agenda",
        sight="see_line",
        reason=listed,
        public_id=check_id,
    )
    _done(
        request,
        lambda: actions.add_item(meeting=row, check=ready, by=request.user),
        f"{ready.application.reference} is on the agenda.",
    )
    return redirect("panels:meeting", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def give_seat(request: HttpRequest, public_id: str) -> HttpResponse:
    row = load(
        Meeting.objects.select_related("panel_date"),
        request.user,
        "arrange",
        reason=RUN,
        public_id=public_id,
    )
    offices = actions.offices_without_seat(row)
    form = SeatForm(request.POST or None, user=request.user, offices=offices)
    if form.is_valid():
        try:
            seated = actions.seat(meeting=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{seated.person} has a seat.")
            return redirect("panels:meeting", public_id)
    context = {"form": form, "heading": "Give a seat", "meeting": row, "offices": offices}
    return render(request, "panels/seat.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_seat_away(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    row = load(Meeting, request.user, "arrange", reason=RUN, public_id=public_id)
    own = "You cannot take away your own seat. Ask somebody else who runs the meetings."
    seated = load(
        Seat.objects.select_related("person"),
        request.user,
        "take_away",
        reason=own,
        meeting=row,
        pk=pk,
    )
    if request.method == "POST":
        _done(
            request,
            lambda: actions.take_seat_away(seat=seated, by=request.user),
            f"{seated.person} no longer has a seat.",
        )
        return redirect("panels:meeting", public_id)
    context = {
        "question": f"Take {seated.person}’s seat away?",
        "consequence": "They no longer see this meeting’s agenda or papers.",
        "button": "Take the seat away",
        "back_url": reverse("panels:meeting", args=[public_id]),
    }
    return render(request, "core/confirm.html", context)


@require_safe
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    return _item_page(request, public_id)


@require_POST
def answer_item(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _item(request, public_id, "answer")
    _done(
        request,
        lambda: actions.answer_no_interest(check=row.check_row, by=request.user),
        "You said that you have no interest in this item.",
    )
    return redirect("panels:item", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def declare_on_item(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _item(request, public_id, "answer")
    return _declare(request, row.check_row, back=reverse("panels:item", args=[public_id]))


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
def lift(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    row = _item(request, public_id, "discuss")
    declaration = get_object_or_404(
        Declaration.objects.for_user(request.user, "lift").select_related("person", "check_row"),
        check_row_id=row.check_row_id,
        pk=pk,
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


def _check_page(request: HttpRequest, public_id: str, **forms: Any) -> HttpResponse:
    """The application beside its checklist, or why it is not shown."""
    rows = Check.objects.with_verbs(request.user, *STATES, "check").for_user(
        request.user, "see_line"
    )
    row = get_object_or_404(
        queries.with_application(rows).select_related("panel_date", "checked_by"),
        public_id=public_id,
    )
    audit.look(by=request.user, door="check", records=[row])
    context: dict[str, Any] = {"check": row}
    if row.can_observe:
        context["reasons"] = queries.reasons_for(request.user, row.pk)
    if row.can_check:
        context |= {"ready_form": ReadyForm(), "return_form": ReturnForm()}
    context |= forms
    return render(request, "panels/check.html", context)


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
    if not form.is_valid():
        return _check_page(request, public_id, form=form, **{name: form})
    words = {key: form.cleaned_data[key] for key in form._meta.fields}
    try:
        finish(check=row, by=request.user, **words)
    except DomainError as refusal:
        form.refuse(refusal)
        return _check_page(request, public_id, form=form, **{name: form})
    messages.success(request, said)
    return redirect("panels:check", public_id)


def _item_page(request: HttpRequest, public_id: str, **forms: Any) -> HttpResponse:
    """One item as this reader may see it: whole, locked until they answer, or the line alone."""
    verbs = (*STATES, "discuss", "score", "vote", "note")
    rows = AgendaItem.objects.with_verbs(request.user, *verbs).for_user(request.user, "see_line")
    row = get_object_or_404(
        queries.with_application(rows).select_related("check_row", "meeting__panel_date"),
        public_id=public_id,
    )
    audit.look(by=request.user, door="item", records=[row])
    context = {
        "item": row,
        "meeting_line": Meeting.objects.for_user(request.user).filter(pk=row.meeting_id).exists(),
        **queries.neighbours(request.user, row),
    }
    if row.can_observe:
        context["reasons"] = queries.reasons_for(request.user, row.check_row_id)
    if row.can_discuss:
        context |= {
            "tally": queries.tally(row),
            "notes": queries.notes_for(request.user, row),
            "liftable": queries.liftable(request.user, row),
        }
    if row.can_score:
        mine = queries.own(Score, request.user, row)
        context["score_form"] = ScoreForm(initial={"value": mine.value} if mine else None)
    if row.can_vote:
        mine = queries.own(Vote, request.user, row)
        context["vote_form"] = VoteForm(initial={"choice": mine.choice} if mine else None)
    if row.can_note:
        context["note_form"] = NoteForm()
    context |= forms
    return render(request, "panels/item.html", context)


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


def _declare(request: HttpRequest, row: Check, *, back: str) -> HttpResponse:
    form = InterestForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.declare_interest(check=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, "You are now a silent observer for this application, here and later."
            )
            return redirect(back)
    return render(request, "panels/declare.html", {"form": form, "back_url": back})


def _done(request: HttpRequest, act: Callable[[], Any], words: str) -> bool:
    """Does it and says so, or says why it was refused."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, words)
    return True
