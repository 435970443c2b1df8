"""The meeting as it goes: its order, who is here, what is said aloud, the room's own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import person_with_address
from core import audit
from core.dates import at_local, format_weekday
from core.doing import done
from core.errors import DomainError
from core.loading import load
from core.templatetags.show import plural
from panels import actions, queries
from panels.forms import AttendanceForm, ChairForm, InviteForm, MinutesForm, OralAnswerForm
from panels.models import AgendaItem, Declaration, Meeting, Seat
from panels.views.shared import LAST_MINUTE, RUN, SILENT

STARTED = "The meeting has started, so its agenda stays as it is. Defer an item instead."


@require_safe
def arrange(request: HttpRequest, public_id: str) -> HttpResponse:
    """The order of the items, their times, and what is taken off."""
    meeting = _meeting(request, public_id, "prepare", STARTED)
    items = queries.agenda(meeting, request.user, queries.seats_at(meeting), ["lead"])
    audit.look(by=request.user, door="agenda", records=items)
    return render(request, "panels/arrange.html", {"meeting": meeting, "items": items})


@require_POST
def move_up(request: HttpRequest, public_id: str, item_id: str) -> HttpResponse:
    meeting = _meeting(request, public_id, "prepare", STARTED)
    item = _line(request, meeting, item_id)
    words = f"{item.application.reference} moved up."
    done(request, lambda: actions.move_up(item=item, by=request.user), words)
    return redirect("panels:arrange", public_id)


@require_POST
def take_off(request: HttpRequest, public_id: str, item_id: str) -> HttpResponse:
    meeting = _meeting(request, public_id, "prepare", STARTED)
    item = _line(request, meeting, item_id)
    words = f"{item.application.reference} is off the agenda. You can put it on again below."
    done(request, lambda: actions.take_off(item=item, by=request.user), words)
    return redirect("panels:meeting", public_id)


@require_POST
def set_minutes(request: HttpRequest, public_id: str, item_id: str) -> HttpResponse:
    meeting = _meeting(request, public_id, "prepare", STARTED)
    item = _line(request, meeting, item_id)
    form = MinutesForm(request.POST, user=request.user)
    if form.is_valid():
        minutes = form.cleaned_data["minutes"]
        done(
            request,
            lambda: actions.set_minutes(item=item, minutes=minutes, by=request.user),
            f"Item {item.number} takes {plural(minutes, 'minute')}.",
        )
    else:
        messages.error(request, " ".join(form.errors["minutes"]))
    return redirect("panels:arrange", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who is here. Saying so starts the meeting."""
    meeting = _meeting(request, public_id, "arrange", RUN)
    started = meeting.started_at is not None
    seats = list(queries.seats_of(meeting))
    form = AttendanceForm(request.POST or None, user=request.user, seats=seats, started=started)
    if form.is_valid():
        try:
            actions.take_attendance(meeting=meeting, attendance=form.attendance(), by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            said = "Who is here is saved." if started else "The meeting has started."
            messages.success(request, said)
            return redirect("panels:meeting", public_id)
    intro = "Enough people is worked out from those who are here and free for each item."
    if any(seat.attendance == Seat.Attendance.EXPECTED for seat in seats):
        intro = f"Everybody is marked as here to begin with. Change who is not. {intro}"
    if not started and meeting.panel_date.held_on > timezone.localdate():
        day = format_weekday(meeting.panel_date.held_on)
        intro = f"This panel meets on {day}. Saying who is here starts it today. {intro}"
    context = {
        "form": form,
        "heading": "Who is here?",
        "intro": intro,
        "back_url": reverse("panels:meeting", args=[public_id]),
        "back_label": "Back to the agenda",
    }
    return render(request, "core/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, public_id: str) -> HttpResponse:
    """One tap: everybody here said aloud that they have no interest in what is left to answer."""
    meeting = _meeting(request, public_id, "arrange", RUN)
    if request.method == "POST":
        written = actions.answer_for_all(meeting=meeting, by=request.user)
        messages.success(request, f"{plural(written, 'answer')} of “no interest” recorded.")
        return redirect("panels:meeting", public_id)
    context = {
        "question": "Has everybody here said that they have no interest in any other item?",
        "consequence": "This records it for everybody who is here, for every item that still "
        "waits for their answer and for which you are free yourself. Silent observers stay "
        "silent. If somebody said that they have an interest, open that item and record it first.",
        "button": "Yes, record it for everybody here",
        "back_url": reverse("panels:meeting", args=[public_id]),
    }
    return render(request, "core/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_for(request: HttpRequest, public_id: str) -> HttpResponse:
    item = _item(request, public_id, "lead")
    seats = [seat for seat in queries.seats_of(item.meeting) if seat.person_id != request.user.pk]
    form = OralAnswerForm(request.POST or None, user=request.user, seats=seats)
    if form.is_valid():
        seat, said = form.cleaned_data["seat"], form.cleaned_data["answer"]
        interest = said != Declaration.Answer.NO_INTEREST
        try:
            actions.answer_for(
                item=item,
                seat=seat,
                answer=Declaration.Answer.INTEREST if interest else said,
                kind=said if interest else "",
                by=request.user,
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"What {seat.person} said is recorded.")
            return redirect("panels:item", public_id)
    return _form(request, form, item, "What did somebody say aloud?")


@require_http_methods(["GET", "HEAD", "POST"])
def chair(request: HttpRequest, public_id: str) -> HttpResponse:
    item = _item(request, public_id, "lead")
    free = queries.could_chair(item)
    form = ChairForm(request.POST or None, user=request.user, seats=free)
    if form.is_valid():
        seat = form.cleaned_data["seat"]
        try:
            actions.name_chair(item=item, seat=seat, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{seat.person} chairs item {item.number}.")
            return redirect("panels:item", public_id)
    return _form(request, form, item, "Who chairs this item?", nobody=not free)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, public_id: str) -> HttpResponse:
    item = _item(request, public_id, "lead")
    form = InviteForm(
        request.POST or None,
        user=request.user,
        initial={"until": item.meeting.panel_date.held_on},
    )
    if form.is_valid():
        person = person_with_address(form.cleaned_data["email"])
        try:
            if person is None:
                raise DomainError(
                    "Nobody here has that address. Ask an administrator to invite them first.",
                    field="email",
                )
            actions.invite(
                item=item,
                person=person,
                why=form.cleaned_data["why"],
                until=at_local(form.cleaned_data["until"], LAST_MINUTE),
                by=request.user,
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{person} is invited to item {item.number}.")
            return redirect("panels:item", public_id)
    return _form(request, form, item, "Invite an adviser to this item")


@require_POST
def turn_to(request: HttpRequest, public_id: str, item_id: str) -> HttpResponse:
    meeting = _meeting(request, public_id, "arrange", RUN)
    item = _line(request, meeting, item_id)
    words = f"The room is on item {item.number}."
    done(request, lambda: actions.turn_to(item=item, by=request.user), words)
    return redirect("panels:item", item_id)


@require_safe
def room(request: HttpRequest, public_id: str) -> HttpResponse:
    """For the wall of the room: the item, who is silent, the decision once it is recorded, each as
    the person who opened the page may see it."""
    meeting = _meeting(request, public_id, "read", RUN)
    context = {"meeting": meeting, **queries.room(meeting, request.user)}
    if request.headers.get("HX-Request"):
        return render(request, "panels/_room.html", context)
    return render(request, "panels/room.html", context)


def _form(
    request: HttpRequest, form: object, item: AgendaItem, heading: str, *, nobody: bool = False
) -> HttpResponse:
    context = {"form": form, "item": item, "heading": heading, "nobody": nobody}
    return render(request, "panels/item_form.html", context)


def _meeting(request: HttpRequest, public_id: str, verb: str, reason: str) -> Meeting:
    rows = Meeting.objects.select_related("panel_date__cluster", "cluster__rules", "current_item")
    return load(rows, request.user, verb, reason=reason, public_id=public_id)


def _line(request: HttpRequest, meeting: Meeting, public_id: str) -> AgendaItem:
    rows = AgendaItem.objects.for_user(request.user, "see_line").filter(meeting=meeting)
    return get_object_or_404(rows.select_related("application", "meeting"), public_id=public_id)


def _item(request: HttpRequest, public_id: str, verb: str) -> AgendaItem:
    rows = AgendaItem.objects.select_related(
        "check_row", "application", "meeting__panel_date", "meeting__cluster__rules"
    )
    return load(rows, request.user, verb, sight="see_line", reason=SILENT, public_id=public_id)
