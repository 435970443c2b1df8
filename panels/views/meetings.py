"""The agenda of a meeting, and who sits."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.models import PanelDate
from core import audit
from core.doing import done
from core.errors import DomainError
from core.loading import load
from panels import actions, queries
from panels.forms import SeatForm
from panels.models import Check, Meeting, Seat
from panels.views.shared import RUN


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    rows = Meeting.objects.for_user(request.user).select_related("panel_date__cluster")
    page = Paginator(rows.order_by("-panel_date__held_on"), 25).get_page(request.GET.get("page"))
    held = Meeting.objects.for_user(request.user).values("panel_date_id")
    uncalled = PanelDate.objects.for_user(request.user, "call_meeting").exclude(pk__in=held)
    coming = uncalled.filter(held_on__gte=timezone.localdate())
    soonest = coming.select_related("cluster").order_by("held_on")[:12]
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
    verbs = ("arrange", "prepare", "publish")
    rows = Meeting.objects.with_verbs(request.user, *verbs).for_user(request.user)
    row = get_object_or_404(
        rows.select_related("panel_date__cluster", "cluster__rules", "current_item"),
        public_id=public_id,
    )
    seats = queries.seats_for(request.user, row)
    items = queries.agenda(row, request.user, seats)
    audit.look(by=request.user, door="agenda", records=items)
    context = {
        "meeting": row,
        "items": items,
        "stage": queries.stage_of(row, items),
        "go_to": queries.item_to_go_to(row, items),
        "unseen": any(not item.can_discuss and not item.published_at for item in items),
        "waiting": [item for item in items if item.can_answer and not item.can_read],
        "seats": seats,
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
    done(
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
def take_seat_away(request: HttpRequest, public_id: str, person_id: str) -> HttpResponse:
    row = load(Meeting, request.user, "arrange", reason=RUN, public_id=public_id)
    own = "You cannot take away your own seat. Ask somebody else who runs the meetings."
    seated = load(
        Seat.objects.select_related("person"),
        request.user,
        "take_away",
        reason=own,
        meeting=row,
        person__public_id=person_id,
    )
    if request.method == "POST":
        done(
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
