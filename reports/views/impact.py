"""What a cluster's money did: the figures on a page, and as a file."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from clusters.models import Cluster
from core.dates import today
from reports import documents, queries
from reports.impact import Page, counted_until, page_of
from reports.views.shared import opened


@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """The clusters whose figures one may see; of one alone, its figures."""
    rows = Cluster.objects.for_user(request.user, "see_impact").live().select_related("authority")
    page = Paginator(rows.order_by("name"), 50).get_page(request.GET.get("page"))
    if page.paginator.count == 1:
        return redirect("reports:impact_of", page.object_list[0].public_id)
    return render(request, "reports/impact_clusters.html", {"page": page})


@require_safe
def impact_of(request: HttpRequest, cluster_id: str, first_year: int | None = None) -> HttpResponse:
    with opened(request, cluster_id) as cluster:
        page = _page(cluster, first_year)
        context = {
            "page": page,
            "released": queries.released_of(request.user, cluster, int(page.year.key)),
            "may_write": queries.may_write(request.user, cluster),
        }
        return render(request, "reports/impact.html", context)


@require_safe
def impact_csv(request: HttpRequest, cluster_id: str, first_year: int) -> HttpResponse:
    with opened(request, cluster_id) as cluster:
        return documents.impact_csv(_page(cluster, first_year))


def _page(cluster: Cluster, first_year: int | None) -> Page:
    page = page_of(cluster, counted_until(today()), first_year)
    if page is None:
        raise Http404
    return page
