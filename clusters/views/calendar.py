"""Term dates, half terms, and when panels meet."""

from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from clusters import actions
from clusters.forms import PanelForm, PanelRowForm, SuggestForm, TermsForm, term_field
from clusters.halfterms import Term
from clusters.models import Cluster, PanelDate
from clusters.queries import calendar as queries
from clusters.rulebook import closing_sentence
from clusters.schoolyears import (
    TERM_DATES,
    TERMS,
    YEARS_KEPT,
    school_year_days,
    year_name,
    year_of,
)
from clusters.views.setup import managed
from core.dates import (
    bank_holiday_warning,
    format_moment,
    format_weekday,
    local_day,
    today,
)
from core.errors import DomainError
from core.loading import load
from core.templatetags.show import plural

PanelRows = formset_factory(PanelRowForm, extra=0)
USUAL_START = PanelDate._meta.get_field("starts_at").default


@require_safe
def index(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    return redirect("clusters:year", cluster.public_id, year_of(today()))


@require_safe
def year(request: HttpRequest, cluster_id: str, first_year: int) -> HttpResponse:
    cluster = managed(request, cluster_id)
    shown = _school_year(request, cluster, first_year)
    last_day = school_year_days(first_year)[1]
    return render(
        request,
        "clusters/calendar.html",
        {
            "cluster": cluster,
            "year": shown,
            "years": _years_around(first_year),
            "panels": queries.with_words(shown.panels, cluster.rules),
            "closing_sentence": closing_sentence(cluster.rules),
            "bank_holiday_warning": bank_holiday_warning(last_day),
        },
    )


def _school_year(request: HttpRequest, cluster: Cluster, first_year: int) -> queries.SchoolYear:
    if first_year not in YEARS_KEPT:
        raise Http404
    return queries.school_year(cluster, first_year, PanelDate.objects.for_user(request.user))


def _years_around(first_year: int) -> list[dict[str, Any]]:
    """The year shown, the one before and after it, and this year."""
    now = year_of(today())
    years = sorted({first_year - 1, first_year, first_year + 1, now})
    return [
        {"first_year": one, "name": year_name(one), "current": one == first_year}
        for one in years
        if one in YEARS_KEPT
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, cluster_id: str, first_year: int) -> HttpResponse:
    cluster = managed(request, cluster_id)
    shown = _school_year(request, cluster, first_year)
    from_last_year = queries.last_years_terms(cluster, first_year) if not shown.terms else {}
    form = TermsForm(request.POST or None, initial=_first_dates(shown, from_last_year))
    if form.is_valid():
        try:
            actions.save_school_year(
                cluster=cluster,
                first_year=first_year,
                terms=[_term(name, form.cleaned_data) for name in TERMS],
                by=request.user,
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                format_html(
                    'The term dates of {} are saved. Next: <a href="{}">set a panel date for '
                    "each half term</a>.",
                    shown.name,
                    reverse("clusters:suggest_panels", args=[cluster.public_id, first_year]),
                ),
            )
            return redirect("clusters:year", cluster.public_id, first_year)
    return render(
        request,
        "clusters/terms.html",
        {
            "cluster": cluster,
            "year": shown,
            "form": form,
            "is_from_last_year": bool(from_last_year),
            "last_year": year_name(first_year - 1),
        },
    )


def _first_dates(shown: queries.SchoolYear, from_last_year: dict[str, Any]) -> dict[str, Any]:
    dates = from_last_year or {
        term.name: {field: getattr(term, field) for field in TERM_DATES} for term in shown.terms
    }
    return {
        term_field(name, field): day for name, days in dates.items() for field, day in days.items()
    }


def _term(name: str, found: dict[str, Any]) -> Term:
    return Term(name, *(found[term_field(name, field)] for field in TERM_DATES))


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, cluster_id: str, first_year: int) -> HttpResponse:
    """A day in each half term, to keep or change, all saved together."""
    cluster = managed(request, cluster_id)
    shown = _school_year(request, cluster, first_year)
    if not shown.terms:
        messages.warning(request, "Enter the term dates first: panels follow the half terms.")
        return redirect("clusters:terms", cluster.public_id, first_year)
    wishes = SuggestForm(request.GET or None)
    weekday, week = wishes.wished()
    suggestions = queries.suggested_panels(cluster, shown, weekday, week)
    places = [place for place, found in enumerate(suggestions) if found.held_on]
    rows = PanelRows(
        request.POST or None,
        initial=[
            {"half": place, "held_on": suggestions[place].held_on, "starts_at": USUAL_START}
            for place in places
        ],
        prefix="panels",
    )
    if request.method == "POST" and rows.is_valid():
        plans = {n: plan_of(form.cleaned_data) for n, form in enumerate(rows) if form.has_panel}
        try:
            made = actions.set_panel_dates(cluster=cluster, plans=plans, by=request.user)
        except actions.PanelsRefused as refusal:
            for n, sentence in refusal.by_place.items():
                rows.forms[n].refuse(sentence)
        else:
            _say_set(request, cluster, shown, made)
            return redirect("clusters:year", cluster.public_id, first_year)
    return render(
        request,
        "clusters/suggest_panels.html",
        {
            "cluster": cluster,
            "year": shown,
            "wishes": wishes,
            "rows": rows,
            "lines": [(suggestions[_half(row, suggestions)], row) for row in rows],
            "left_out": [found for found in suggestions if not found.held_on],
            "by_hand": cluster.rules.deadline_kind == cluster.rules.DeadlineKind.BY_HAND,
            "closing_sentence": closing_sentence(cluster.rules),
        },
    )


def _half(row: PanelRowForm, suggestions: list[queries.Suggestion]) -> int:
    """Which half term a row is about; the last for a row that nobody was offered."""
    half = str(row["half"].value())
    return min(int(half) if half.isdecimal() else 0, len(suggestions) - 1)


def _say_set(
    request: HttpRequest, cluster: Cluster, shown: queries.SchoolYear, made: list[PanelDate]
) -> None:
    if not made:
        messages.warning(request, "No panel was set: every date was empty.")
        return
    messages.success(
        request,
        format_html(
            '{} set for {}. <a href="{}">Back to the set-up list</a>.',
            plural(len(made), "panel date is,panel dates are"),
            shown.name,
            reverse("clusters:setup", args=[cluster.public_id]),
        ),
    )
    for panel in made:
        _warn(request, panel, shown)


def _warn(request: HttpRequest, panel: PanelDate, shown: queries.SchoolYear) -> None:
    sentences = queries.warnings_about(panel, shown.half_terms)
    if sentences:
        messages.warning(request, f"{format_weekday(panel.held_on)}: {' '.join(sentences)}")


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    form = PanelForm(request.POST or None, rules=cluster.rules, initial={"starts_at": USUAL_START})
    if form.is_valid():
        try:
            panel = actions.set_panel_date(
                cluster=cluster, plan=plan_of(form.cleaned_data), by=request.user
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _say_when(request, cluster, panel, "The panel is set for")
    return _panel_form(request, cluster, form, "Add a panel date")


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, cluster_id: str, panel_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    panel = _panel(request, cluster, panel_id)
    if stays := queries.why_it_stays(panel, "moved"):
        messages.error(request, stays)
        return _to_year(cluster, panel)
    by_hand = panel.closing_set_by_hand
    form = PanelForm(
        request.POST or None,
        rules=cluster.rules,
        initial={
            "held_on": panel.held_on,
            "starts_at": panel.starts_at,
            "place": panel.place,
            "closes_on": local_day(panel.closes_at) if by_hand else None,
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
            return _say_when(request, cluster, moved, "The panel is now on")
    heading = f"Change the panel on {format_weekday(panel.held_on)}"
    return _panel_form(request, cluster, form, heading, panel=panel)


def _panel(request: HttpRequest, cluster: Cluster, panel_id: str) -> PanelDate:
    return load(PanelDate, request.user, "change", cluster=cluster, public_id=panel_id)


def plan_of(found: dict[str, Any]) -> actions.PanelPlan:
    fields = ("held_on", "starts_at", "place", "closes_on")
    return actions.PanelPlan(**{field: found[field] for field in fields})


def _say_when(request: HttpRequest, cluster: Cluster, panel: PanelDate, what: str) -> HttpResponse:
    shown = _school_year(request, cluster, year_of(panel.held_on))
    messages.success(
        request,
        format_html(
            '{} {}. Applications close at {}. <a href="{}">Back to the set-up list</a>.',
            what,
            format_weekday(panel.held_on),
            format_moment(panel.closes_at),
            reverse("clusters:setup", args=[cluster.public_id]),
        ),
    )
    _warn(request, panel, shown)
    return _to_year(cluster, panel)


def _to_year(cluster: Cluster, panel: PanelDate) -> HttpResponse:
    return redirect("clusters:year", cluster.public_id, year_of(panel.held_on))


def _panel_form(
    request: HttpRequest, cluster: Cluster, form: PanelForm, heading: str, **more: Any
) -> HttpResponse:
    context = {"cluster": cluster, "form": form, "heading": heading, **more}
    return render(request, "clusters/panel.html", context)
