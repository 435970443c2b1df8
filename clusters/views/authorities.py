"""Local authorities: their officers, and panels that meet over their clusters."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clusters import access, actions
from clusters.forms import AppointForm, EndForm, PanelForm
from clusters.models import Cluster, Office, PanelDate
from clusters.queries import authorities as queries
from clusters.queries import calendar
from clusters.queries import people as people_queries
from clusters.views.calendar import USUAL_START, plan_of
from clusters.views.people import told
from core.dates import format_day, format_moment, format_weekday, local_day, today
from core.errors import DomainError
from core.loading import load
from schools.models import LocalAuthority

PER_PAGE = 25
KEEPS = (
    "An authority's officers and panel dates are kept by its own officers and by administrators of "
    "the site. Ask one of them."
)
APPOINTS = "Officers are appointed by administrators of the site. Ask one of them."


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    mine = access.authorities_in_care(request.user)
    if not words and not mine.exists():
        raise PermissionDenied(KEEPS)
    found = queries.with_figures(queries.matching(mine, words))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "clusters/authorities.html", {"page": page, "words": words})


@require_safe
def authority(request: HttpRequest, code: str) -> HttpResponse:
    shown = in_care(request, code)
    offices = Office.objects.for_user(request.user).with_verbs(request.user, "end")
    panels = PanelDate.objects.for_user(request.user)
    return render(
        request,
        "clusters/authority.html",
        {
            "authority": shown,
            "held": people_queries.officers_by_time(shown, offices),
            "panels": calendar.of_authority(panels, shown),
            "clusters": Cluster.objects.for_user(request.user).filter(authority=shown),
        },
    )


def in_care(request: HttpRequest, code: str) -> LocalAuthority:
    """The register is public, so an authority is always in sight; what it keeps here may not be."""
    mine = access.authorities_in_care(request.user).with_verbs(request.user, "appoint")
    shown: LocalAuthority | None = mine.filter(code=code).first()
    if shown is None:
        load(LocalAuthority, request.user, "read", code=code)  # 404 where there is none
        raise PermissionDenied(KEEPS)
    return shown


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, code: str) -> HttpResponse:
    shown = load(LocalAuthority, request.user, "appoint", reason=APPOINTS, code=code)
    form = AppointForm(
        request.POST or None,
        user=request.user,
        known=people_queries.officers_of(shown),
        initial={"starts_on": today()},
    )
    if form.is_valid():
        who = actions.Who(**form.who)
        try:
            office = actions.appoint_officer(authority=shown, who=who, **form.held, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                f"{office.person} is an officer of {shown} from {format_day(office.starts_on)}. "
                f"{told(office.person)}",
            )
            return _to(shown)
    intro = "They keep the authority's panel dates. They open no application and no panel paper."
    return _form(request, shown, form, f"Who is to be an officer of {shown}?", intro=intro)


@require_http_methods(["GET", "HEAD", "POST"])
def end_office(request: HttpRequest, code: str, office_id: str) -> HttpResponse:
    shown = in_care(request, code)
    office = load(
        Office.objects.select_related("person", "authority"),
        request.user,
        "end",
        reason=people_queries.not_ones_own_office(shown, request.user),
        authority=shown,
        public_id=office_id,
    )
    form = EndForm(request.POST or None, initial={"ends_on": today()})
    form.submit_label = "End this office"
    if form.is_valid():
        try:
            ended = actions.end_office(
                office=office, ends_on=form.cleaned_data["ends_on"], by=request.user
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                f"{ended.person} is an officer of {shown} until {format_day(ended.ends_on)}. "
                "They get a message.",
            )
            return _to(shown)
    intro = (
        f"After the last day {office.person} can no longer do what the office allows. The office "
        f"stays on record. We tell {office.person} by email."
    )
    heading = f"When does {office.person} stop being an officer of {shown}?"
    return _form(request, shown, form, heading, intro=intro, warning=True)


@require_http_methods(["GET", "HEAD", "POST"])
def add_panel(request: HttpRequest, code: str) -> HttpResponse:
    shown = in_care(request, code)
    form = PanelForm(request.POST or None, rules=None, initial={"starts_at": USUAL_START})
    if form.is_valid():
        try:
            panel = actions.set_authority_panel(
                authority=shown, plan=plan_of(form.cleaned_data), by=request.user
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _say_when(request, shown, panel, "The panel is set for")
    return _form(request, shown, form, f"Add a panel date for {shown}")


@require_http_methods(["GET", "HEAD", "POST"])
def move_panel(request: HttpRequest, code: str, panel_id: str) -> HttpResponse:
    shown = in_care(request, code)
    panel = _panel(request, shown, panel_id)
    if stays := calendar.why_it_stays(panel, "moved"):
        messages.error(request, stays)
        return _to(shown)
    form = PanelForm(
        request.POST or None,
        rules=None,
        initial={
            "held_on": panel.held_on,
            "starts_at": panel.starts_at,
            "place": panel.place,
            "closes_on": local_day(panel.closes_at),
        },
    )
    form.submit_label = "Save this panel"
    if form.is_valid():
        try:
            moved = actions.move_panel_date(
                panel_date=panel, plan=plan_of(form.cleaned_data), by=request.user
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _say_when(request, shown, moved, "The panel is now on")
    heading = f"Change the panel on {format_weekday(panel.held_on)}"
    intro = "We write to nobody: tell whoever is to come."
    return _form(request, shown, form, heading, intro=intro)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_panel(request: HttpRequest, code: str, panel_id: str) -> HttpResponse:
    shown = in_care(request, code)
    panel = _panel(request, shown, panel_id)
    if stays := calendar.why_it_stays(panel, "cancelled"):
        messages.error(request, stays)
        return _to(shown)
    day = format_weekday(panel.held_on)
    if request.method == "POST":
        try:
            actions.cancel_panel_date(panel_date=panel, by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"The panel on {day} is cancelled. Tell whoever was to come.")
        return _to(shown)
    return render(
        request,
        "core/confirm.html",
        {
            "question": f"Cancel the panel on {day}?",
            "consequence": "It stays in the list as cancelled, and cannot be set again. "
            "We write to nobody: tell whoever was to come.",
            "button": "Cancel this panel",
            "warning": True,
            "back_url": _page(shown),
            "back_label": "No, keep it",
        },
    )


def _panel(request: HttpRequest, shown: LocalAuthority, panel_id: str) -> PanelDate:
    return load(PanelDate, request.user, "change", authority=shown, public_id=panel_id)


def _say_when(
    request: HttpRequest, shown: LocalAuthority, panel: PanelDate, what: str
) -> HttpResponse:
    closing = f"Applications close at {format_moment(panel.closes_at)}."
    messages.success(request, f"{what} {format_weekday(panel.held_on)}. {closing}")
    return _to(shown)


def _page(shown: LocalAuthority) -> str:
    return reverse("clusters:authority", args=[shown.code])


def _to(shown: LocalAuthority) -> HttpResponse:
    return redirect(_page(shown))


def _form(
    request: HttpRequest, shown: LocalAuthority, form: Any, heading: str, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "back_url": _page(shown),
        "back_label": f"Back to {shown}",
        "cancel_url": _page(shown),
        **more,
    }
    return render(request, "core/form.html", context)
