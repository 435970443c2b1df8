"""Complaints that have been kept for their time, and erasing one: by who reads nothing of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import Cluster
from complaints import actions, queries
from complaints.forms import EraseForm
from complaints.models import KEPT_FOR_YEARS, Complaint
from complaints.views.pages import PAGE, has_done
from core.loading import load
from core.tenancy import tenant

PER_PAGE = 50
ADMINISTRATORS_ONLY = (
    "Only administrators of the site erase complaints. Ask one of them. Those who handle a "
    "complaint read it until its time has passed."
)


@require_safe
def over(request: HttpRequest, cluster_id: str) -> HttpResponse:
    with _opened(request, cluster_id) as cluster:
        rows = queries.to_erase(cluster, request.user)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        context = {"cluster": cluster, "page": page, "years": KEPT_FOR_YEARS}
        return render(request, "complaints/over.html", context)


@require_http_methods(PAGE)
def erase(request: HttpRequest, cluster_id: str, public_id: str) -> HttpResponse:
    with _opened(request, cluster_id) as cluster:
        complaint = load(
            Complaint,
            request.user,
            "erase",
            sight="erase",
            cluster=cluster,
            public_id=public_id,
        )
        form = EraseForm(request.POST or None)
        if has_done(
            request,
            form,
            do=lambda said: actions.erase(complaint=complaint, why=said["why"], by=request.user),
            done=f"Complaint {complaint.reference} is erased. Its page says so.",
        ):
            return redirect("complaints:over", cluster_id)
        context = {
            "cluster": cluster,
            "complaint": complaint,
            "form": form,
            "warning": True,
            "heading": f"Erase complaint {complaint.reference}",
            "back_url": reverse("complaints:over", args=[cluster_id]),
            "back_label": "Back to complaints whose time has passed",
        }
        return render(request, "complaints/erase.html", context)


@contextmanager
def _opened(request: HttpRequest, cluster_id: str) -> Iterator[Cluster]:
    """The cluster, with the wall open for it: administrators of the site belong to none."""
    cluster = load(
        Cluster,
        request.user,
        "erase_complaints",
        reason=ADMINISTRATORS_ONLY,
        public_id=cluster_id,
    )
    with tenant(clusters=[cluster.pk]):
        yield cluster
