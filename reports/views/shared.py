"""What the pages about a cluster's figures have in common."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from clusters.models import Cluster
from core.loading import load
from core.tenancy import tenant

IMPACT_ONLY = (
    "These figures are for the cluster’s officers and panel members, its governors, and the heads "
    "and governors of its schools. Ask one of them, or see who they are on the cluster’s page."
)


@contextmanager
def opened(request: HttpRequest, cluster_id: str) -> Iterator[Cluster]:
    """The cluster, if its figures are for this person.

    The wall opens for the whole of this cluster and for nothing else, so that whoever may see
    the figures sees the same ones; an authority's officer sees nothing of it besides.
    """
    cluster = load(
        Cluster.objects.select_related("rules"),
        request.user,
        "see_impact",
        sight="hear_of",
        reason=IMPACT_ONLY,
        public_id=cluster_id,
    )
    with tenant(clusters=[cluster.pk]):
        yield cluster
