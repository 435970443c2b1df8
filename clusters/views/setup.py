"""The clusters one belongs to, making one, and the list of set-up tasks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from clusters import access, actions, rulebook
from clusters.forms import CreateClusterForm, RenameForm
from clusters.models import Cluster, Office, PanelDate
from clusters.queries import calendar, people, schools
from clusters.queries import setup as queries
from core.errors import DomainError
from core.loading import load
from schools.models import LocalAuthority

PER_PAGE = 25
MANAGES = (
    "Only the cluster SENCO, the clerk and administrators of the site change how a cluster is "
    "set up. Ask one of them."
)
ADMINISTERS = (
    "Only administrators of the site set up a new cluster. Ask your cluster SENCO who they are."
)


def managed(request: HttpRequest, cluster_id: str) -> Cluster:
    """The cluster of a set-up page: 404 for anybody outside it, 403 for its other people."""
    clusters = Cluster.objects.select_related("authority", "rules").with_verbs(
        request.user, "erase_complaints"
    )
    return load(clusters, request.user, "manage", reason=MANAGES, public_id=cluster_id)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    mine = Cluster.objects.for_user(request.user).with_verbs(request.user, "manage")
    found = queries.with_figures(queries.matching(mine, words))
    return render(
        request,
        "clusters/index.html",
        {
            "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
            "words": words,
            "may_create": _may_create(request),
            "keeps_authorities": access.authorities_in_care(request.user).exists(),
        },
    )


def _may_create(request: HttpRequest) -> bool:
    return LocalAuthority.objects.for_user(request.user, "add_cluster").exists()


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    if not _may_create(request):
        if LocalAuthority.objects.for_user(request.user).exists():
            raise PermissionDenied(ADMINISTERS)
        return render(request, "clusters/no_register.html")
    form = CreateClusterForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            cluster = actions.create_cluster(**form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                format_html(
                    '{} is set up with its rules. Next: <a href="{}">add its schools</a>.',
                    cluster,
                    reverse("clusters:schools", args=[cluster.public_id]),
                ),
            )
            return redirect("clusters:setup", cluster.public_id)
    return render(request, "clusters/create.html", {"form": form})


@require_safe
def about(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """What everybody in a cluster may know of it."""
    clusters = Cluster.objects.select_related("authority", "rules").with_verbs(
        request.user, "manage"
    )
    cluster = load(clusters, request.user, "read", public_id=cluster_id)
    panels = PanelDate.objects.for_user(request.user).filter(cluster=cluster)
    return render(
        request,
        "clusters/about.html",
        {
            "cluster": cluster,
            "memberships": schools.memberships_by_time(cluster)["now"],
            "held": people.offices_by_kind(cluster, Office.objects.for_user(request.user)),
            "panels": calendar.coming(panels, cluster.rules),
        },
    )


@require_safe
def tasks(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    missing = queries.missing_before_first_panel(cluster)
    beside = rulebook.beside_preset(cluster, rulebook.preset_of(cluster.rules))
    return render(
        request,
        "clusters/setup.html",
        {
            "cluster": cluster,
            "missing": missing,
            "missing_by_task": queries.by_task(missing),
            "schools_count": schools.member_schools(cluster).count(),
            "preset": rulebook.preset_of(cluster.rules),
            "differing": sum(rule.differs for rule in beside.values()),
            "first_panel": queries.first_panel(cluster),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = managed(request, cluster_id)
    form = RenameForm(request.POST or None, instance=managed(request, cluster_id))
    if form.is_valid():
        try:
            actions.rename_cluster(cluster=cluster, name=form.cleaned_data["name"], by=request.user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"The cluster is now called {cluster}.")
            return redirect("clusters:setup", cluster.public_id)
    return render(
        request,
        "clusters/form.html",
        {"cluster": cluster, "form": form, "heading": f"Change the name of {cluster}"},
    )
