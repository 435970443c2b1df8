"""Mail that did not arrive, for whoever looks after it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from clusters.models import Cluster
from core.models import OutgoingMail
from reports.queries.first_screen import Standing


@dataclass(frozen=True)
class Lost:
    """How many messages of one cluster; of none, those of accounts."""

    cluster: Cluster | None
    number: int


def lost_mail(user: Any, cluster: Cluster | None) -> QuerySet[OutgoingMail]:
    """What nobody has dealt with, the newest first. Without a cluster, what belongs to none."""
    rows = OutgoingMail.objects.for_user(user, "chase").with_verbs(user, "pass_on")
    mine = rows.filter(cluster_id=cluster.pk) if cluster else rows.filter(cluster_id__isnull=True)
    return mine.select_related("person").order_by("-failed_at", "-pk")


def lost_counts(user: Any, one: Standing) -> list[Lost]:
    """For the first screen: only where there is any."""
    rows = OutgoingMail.objects.for_user(user, "chase").order_by("cluster_id")
    clusters = {held.cluster_id: held.cluster for held in one.offices if held.cluster_id}
    counted = rows.values_list("cluster_id").annotate(number=Count("pk"))
    return [Lost(clusters.get(cluster_id), number) for cluster_id, number in counted]


def cluster_of(mail: OutgoingMail) -> Cluster:
    return Cluster.objects.get(pk=mail.cluster_id)


def every_mail() -> QuerySet[OutgoingMail]:
    """The demonstration's outbox: its messages go nowhere else, so everybody there reads them."""
    return OutgoingMail.objects.select_related("person")
