"""Posts at one school, for those in whose care its staff are; and one's own posts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from clusters import access, actions
from clusters.forms import EndForm, GivePostForm
from clusters.models import Cluster
from clusters.queries import people as queries
from clusters.views.people import told
from core.dates import format_day, today
from core.errors import DomainError
from core.loading import load
from schools.models import School

CARES = (
    "Posts at a school are given and ended by its headteacher, by the cluster SENCO or clerk of "
    "its cluster, and by administrators of the site. Ask one of them."
)


def in_care(request: HttpRequest, urn: str) -> School:
    """The register is public, so a school is always in sight; its staff may not be."""
    school = load(School.objects.select_related("authority"), request.user, "read", urn=urn)
    if not access.schools_in_care(request.user).filter(pk=school.pk).exists():
        raise PermissionDenied(CARES)
    return school


@require_safe
def index(request: HttpRequest, urn: str) -> HttpResponse:
    school = in_care(request, urn)
    may_end = set(
        access.posts_in_care(request.user).filter(school=school).values_list("pk", flat=True)
    )
    return render(
        request,
        "clusters/posts.html",
        {
            "school": school,
            **queries.posts_by_time(school),
            "may_end": may_end,
            "clusters": _clusters(request, school),
            "who_else": queries.names_or(
                queries.others_who_staff(school, request.user), "an administrator of the site"
            ),
        },
    )


def _clusters(request: HttpRequest, school: School) -> Any:
    managed = Cluster.objects.for_user(request.user, "manage")
    return list(queries.clusters_of_school(school, managed))


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, urn: str) -> HttpResponse:
    school = in_care(request, urn)
    form = GivePostForm(
        request.POST or None,
        user=request.user,
        known=queries.people_at(school),
        initial={"starts_on": today()},
    )
    if form.is_valid():
        who = actions.Who(**form.who)
        try:
            given = actions.place_at_school(school=school, who=who, **form.held, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                format_html(
                    '{} is {} at {} from {}. {} <a href="{}">Give another post here</a>.',
                    given.person,
                    given.get_kind_display(),
                    school,
                    format_day(given.starts_on),
                    told(given.person),
                    reverse("clusters:give_post", args=[school.urn]),
                ),
            )
            return redirect("clusters:posts", school.urn)
    return render(
        request,
        "clusters/give_post.html",
        {"school": school, "form": form, "clusters": _clusters(request, school)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, post_id: str) -> HttpResponse:
    seen = access.posts_in_sight(request.user).select_related("person", "school")
    post = get_object_or_404(seen, public_id=post_id)
    if not access.posts_in_care(request.user).filter(pk=post.pk).exists():
        raise PermissionDenied(queries.not_ones_own_post(post.school, request.user))
    form = EndForm(request.POST or None, initial={"ends_on": today()})
    if form.is_valid():
        try:
            ended = actions.end_post(
                post=post, ends_on=form.cleaned_data["ends_on"], by=request.user
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                f"{ended.person} is {ended.get_kind_display()} at {ended.school} until "
                f"{format_day(ended.ends_on)}. They get a message.",
            )
            return redirect("clusters:posts", ended.school.urn)
    return render(
        request,
        "clusters/end_post.html",
        {"post": post, "form": form, "clusters": _clusters(request, post.school)},
    )


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What decides what one may see and do: for everybody, whatever they are."""
    return render(request, "clusters/own.html", queries.held_by(request.user))
