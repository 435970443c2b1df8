"""Which schools belong to a cluster, from when to when."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from clusters import actions
from clusters.forms import AddSchoolForm, EndForm
from clusters.models import Membership
from clusters.queries import schools as queries
from clusters.views.setup import MANAGES, managed
from core.dates import format_day, today
from core.errors import DomainError
from core.loading import load
from schools.models import School

PER_PAGE = 20


@require_safe
def index(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    by_time = queries.memberships_by_time(cluster)
    return render(
        request,
        "clusters/schools.html",
        {
            "cluster": cluster,
            **by_time,
            "elsewhere": queries.other_clusters(
                [row.school for row in by_time["now"]],
                Membership.objects.for_user(request.user),
                besides=cluster,
            ),
            "has_register": queries.registered_schools(cluster.authority),
        },
    )


@require_safe
def find(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    words = request.GET.get("q", "").strip()
    too_short = 0 < len(words) < queries.FEWEST_LETTERS
    page = None
    if words and not too_short:
        found = queries.find_schools(School.objects.for_user(request.user), words, cluster)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    memberships = Membership.objects.for_user(request.user)
    return render(
        request,
        "clusters/find_school.html",
        {
            "cluster": cluster,
            "words": words,
            "error": "Enter at least 2 letters of the name or the town" if too_short else "",
            "page": page,
            "elsewhere": queries.other_clusters(page or [], memberships, besides=cluster),
            "has_register": queries.registered_schools(cluster.authority),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, cluster_id: str, urn: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    school = load(School.objects.select_related("authority"), request.user, "read", urn=urn)
    form = AddSchoolForm(request.POST or None, initial={"starts_on": today()})
    if form.is_valid():
        try:
            membership = actions.add_school(
                cluster=cluster, school=school, **form.cleaned_data, by=request.user
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                format_html(
                    '{} {} {} from {}. <a href="{}">Find another school</a>, or '
                    '<a href="{}">invite its people</a>.',
                    school,
                    "joins" if membership.starts_on > today() else "is in",
                    cluster,
                    format_day(membership.starts_on),
                    reverse("clusters:find_school", args=[cluster.public_id]),
                    reverse("clusters:posts", args=[school.urn]),
                ),
            )
            return redirect("clusters:schools", cluster.public_id)
    memberships = Membership.objects.for_user(request.user)
    return render(
        request,
        "clusters/add_school.html",
        {
            "cluster": cluster,
            "school": school,
            "form": form,
            "is_elsewhere": school.authority_id != cluster.authority_id,
            "other_clusters": queries.other_clusters([school], memberships, besides=cluster).get(
                school.pk, []
            ),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, cluster_id: str, membership_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    membership = load(
        Membership.objects.select_related("school", "cluster"),
        request.user,
        "end",
        reason=MANAGES,
        cluster=cluster,
        public_id=membership_id,
    )
    form = EndForm(request.POST or None, initial={"ends_on": today()})
    if form.is_valid():
        try:
            ended = actions.end_membership(
                membership=membership, ends_on=form.cleaned_data["ends_on"], by=request.user
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, f"{ended.school} leaves {cluster} after {format_day(ended.ends_on)}."
            )
            return redirect("clusters:schools", cluster.public_id)
    return render(
        request,
        "clusters/end_membership.html",
        {"cluster": cluster, "membership": membership, "form": form},
    )
