"""How complaints go in a cluster: part of its set-up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Cluster
from complaints import actions
from complaints.forms import ChooseStagesForm, StagesForm
from complaints.models import About
from complaints.procedures import APPEAL_PANEL, chosen_by, preset_of
from core.errors import DomainError
from core.loading import load

MANAGES = (
    "Only the cluster SENCO, the clerk and administrators of the site change how complaints go. "
    "Ask one of them."
)


@require_safe
def procedures(request: HttpRequest, cluster_id: str) -> HttpResponse:
    cluster = _managed(request, cluster_id)
    context = {
        "cluster": cluster,
        "chosen": [chosen_by(cluster, about) for about in About],
        "appeal_panel": APPEAL_PANEL,
    }
    return render(request, "complaints/procedures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def choose_procedure(request: HttpRequest, cluster_id: str, about: str) -> HttpResponse:
    cluster = _managed(request, cluster_id)
    kind = _kind(about)
    now = chosen_by(cluster, kind)
    form = ChooseStagesForm(request.POST or None, about=kind, initial={"preset": now.preset.key})
    if form.is_valid():
        preset = form.cleaned_data["preset"]
        return redirect("complaints:change_procedure", cluster_id, about, preset)
    return render(
        request,
        "complaints/choose_procedure.html",
        {"cluster": cluster, "form": form, "kind": kind},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_procedure(
    request: HttpRequest, cluster_id: str, about: str, preset: str
) -> HttpResponse:
    """Begins from what the cluster has now, where it is of the same set, else from the set."""
    cluster = _managed(request, cluster_id)
    kind = _kind(about)
    wanted = preset_of(kind, preset)
    if wanted is None:
        raise Http404
    now = chosen_by(cluster, kind)
    stages = now.stages if now.preset == wanted else wanted.stages
    form = StagesForm(request.POST or None, stages=stages, days_to_ask=now.days_to_ask)
    if form.is_valid():
        try:
            actions.set_procedure(
                cluster=cluster,
                about=kind,
                preset=wanted,
                stages=form.stages,
                days_to_ask=form.days_to_ask,
                by=request.user,
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                "Saved. Complaints that begin from now on go this way; those that have begun keep "
                "theirs.",
            )
            return redirect("complaints:procedures", cluster_id)
    context = {
        "cluster": cluster,
        "form": form,
        "kind": kind,
        "preset": wanted,
        "back_url": reverse("complaints:procedures", args=[cluster_id]),
    }
    return render(request, "complaints/change_procedure.html", context)


def _managed(request: HttpRequest, cluster_id: str) -> Cluster:
    clusters = Cluster.objects.with_verbs(request.user, "erase_complaints")
    return load(clusters, request.user, "manage", reason=MANAGES, public_id=cluster_id)


def _kind(about: str) -> About:
    if about not in About.values:
        raise Http404
    return About(about)
