"""Offices in a cluster: who holds them, giving, covering and ending them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries import has_joined
from clusters import actions
from clusters.forms import (
    ChooseKindForm,
    ChooseSchoolForm,
    CoverForm,
    EndForm,
    GiveOfficeForm,
)
from clusters.models import Cluster, Office
from clusters.queries import people as queries
from clusters.queries.schools import member_schools
from clusters.views.setup import managed
from core.dates import format_day, today
from core.errors import DomainError
from core.loading import load


@require_safe
def index(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    offices = Office.objects.for_user(request.user).with_verbs(request.user, "end")
    held = queries.offices_by_kind(cluster, offices)
    return render(
        request,
        "clusters/people.html",
        {
            "cluster": cluster,
            "held": held,
            "ended": [(kind, office) for kind in held for office in kind.past],
            "staff": queries.staff_by_school(cluster),
            "who_else": queries.names_or(
                queries.others_who_manage(cluster, request.user), "an administrator of the site"
            ),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def choose_kind(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    form = ChooseKindForm(request.POST or None, offices=queries.titles(cluster))
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        if kind == ChooseKindForm.POST:
            return redirect("clusters:choose_school", cluster.public_id)
        return redirect("clusters:give_office", cluster.public_id, kind)
    return _form(request, cluster, form)


@require_http_methods(["GET", "HEAD", "POST"])
def choose_school(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    schools = member_schools(cluster)
    if not schools.exists():
        return render(request, "clusters/no_schools.html", {"cluster": cluster})
    form = ChooseSchoolForm(request.POST or None, schools=schools)
    if form.is_valid():
        return redirect("clusters:give_post", form.cleaned_data["school"].urn)
    return _form(request, cluster, form)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, cluster_id: str, kind: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    if kind not in queries.GIVEN_KINDS:
        raise Http404
    title = queries.kind_title(kind, cluster)
    form = GiveOfficeForm(
        request.POST or None,
        user=request.user,
        known=queries.people_of(cluster),
        schools=member_schools(cluster),
        is_cluster_senco=kind == Office.Kind.CLUSTER_SENCO,
        initial={"starts_on": today()},
    )
    if form.is_valid():
        who = actions.Who(**form.who)
        try:
            office = actions.place_in_office(
                cluster=cluster, who=who, kind=kind, **form.held, by=request.user
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            _say_placed(request, cluster, office, title)
            return redirect("clusters:people", cluster.public_id)
    heading = f"Who is to be {title}?"
    return _form(request, cluster, form, heading=heading)


def _say_placed(request: HttpRequest, cluster: Cluster, office: Office, title: str) -> None:
    messages.success(
        request,
        format_html(
            '{} is {} from {}. {} <a href="{}">Give another office or post</a>.',
            office.person,
            title,
            format_day(office.starts_on),
            told(office.person),
            reverse("clusters:choose_kind", args=[cluster.public_id]),
        ),
    )


def told(person: object) -> str:
    """What we wrote to somebody who was just given something."""
    if has_joined(person):  # type: ignore[arg-type]
        return "They have an account already, and get a message."
    return "We sent them an invitation to set up an account."


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, cluster_id: str, office_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    office = _held(request, cluster, office_id)
    form = EndForm(request.POST or None, initial={"ends_on": today()})
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
                format_html(
                    '{} is {} until {}. <a href="{}">Give the office to somebody else</a>.',
                    ended.person,
                    queries.office_title(ended, cluster),
                    format_day(ended.ends_on),
                    reverse("clusters:give_office", args=[cluster.public_id, ended.kind]),
                ),
            )
            return redirect("clusters:people", cluster.public_id)
    title = queries.office_title(office, cluster)
    context = {"cluster": cluster, "office": office, "title": title, "form": form}
    return render(request, "clusters/end_office.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest, cluster_id: str, office_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    office = _held(request, cluster, office_id)
    form = CoverForm(
        request.POST or None,
        user=request.user,
        known=queries.people_of(cluster).exclude(pk=office.person_id),
        initial={"starts_on": max(today(), office.starts_on)},
    )
    title = queries.office_title(office, cluster)
    if form.is_valid():
        who = actions.Who(**form.who)
        try:
            covering = actions.place_as_cover(office=office, who=who, **form.held, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                f"{covering.person} covers for {office.person} as {title} from "
                f"{format_day(covering.starts_on)} to {format_day(covering.ends_on)}. "
                f"{told(covering.person)}",
            )
            return redirect("clusters:people", cluster.public_id)
    heading = f"Who covers for {office.person} as {title}?"
    return _form(request, cluster, form, heading=heading, intro=COVER)


COVER = (
    "Whoever covers may do what the office allows, on those days alone. The office stays with its "
    "holder."
)


def _held(request: HttpRequest, cluster: Cluster, office_id: str) -> Office:
    """An office that this person may end or have covered."""
    return load(
        Office.objects.select_related("person"),
        request.user,
        "end",
        reason=queries.not_ones_own_office(cluster, request.user),
        cluster=cluster,
        public_id=office_id,
    )


def _form(request: HttpRequest, cluster: Cluster, form: object, **words: str) -> HttpResponse:
    context = {
        "cluster": cluster,
        "form": form,
        "back_url": reverse("clusters:people", args=[cluster.public_id]),
        "back_label": "Back to people",
        **words,
    }
    return render(request, "clusters/form.html", context)
