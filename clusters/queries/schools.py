"""Schools in the national register, and those in a cluster."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from clusters.models import Cluster, Membership
from core.dates import today
from schools.models import LocalAuthority, School

FEWEST_LETTERS = 2


def memberships_by_time(cluster: Cluster) -> dict[str, list[Membership]]:
    """Now, to come and past; each in the order of the schools' names."""
    found: dict[str, list[Membership]] = {"now": [], "to_come": [], "past": []}
    rows = Membership.objects.filter(cluster=cluster).select_related("school__authority")
    for membership in rows.order_by("school__name", "school__urn", "starts_on"):
        found[time_of(membership)].append(membership)
    return found


def time_of(dated: Any) -> str:
    """Where a dated row stands today: now, to_come or past."""
    if dated.starts_on > today():
        return "to_come"
    return "past" if dated.ends_on and dated.ends_on < today() else "now"


def member_schools(cluster: Cluster) -> QuerySet[School]:
    """Schools that are in the cluster or will be."""
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    members = Membership.objects.filter(open_ended, cluster=cluster)
    return School.objects.filter(pk__in=members.values("school_id"))


def registered_schools(authority: LocalAuthority) -> bool:
    """Whether the register was brought in for this authority."""
    return School.objects.filter(authority=authority).exists()


def find_schools(schools: QuerySet[School], words: str, cluster: Cluster) -> QuerySet[School]:
    """Those with every word in their name, town or postcode, or with this URN.

    The cluster's own authority comes first, then schools that are open.
    """
    words = " ".join(words.split())
    if words.isdigit() and len(words) == 6:
        found = schools.filter(urn=words)
    else:
        found = schools
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word) | Q(town__icontains=word) | Q(postcode__icontains=word)
            )
    nearness = Case(
        When(authority=cluster.authority_id, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    closed = Case(
        When(status=School.Status.CLOSED, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    members = Membership.objects.live().filter(cluster=cluster, school=OuterRef("pk"))
    return (
        found.select_related("authority")
        .annotate(is_member=Exists(members))
        .order_by(nearness, closed, F("name"), F("urn"))
    )


def other_clusters(
    schools: Iterable[School], memberships: QuerySet[Membership], besides: Cluster
) -> dict[int, list[str]]:
    """The names of further clusters by school, from the memberships that the reader may read."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = memberships.live().filter(school__in=[school.pk for school in schools])  # type: ignore[attr-defined]
    for membership in (
        rows.exclude(cluster=besides).select_related("cluster").order_by("cluster__name")
    ):
        found[membership.school_id].append(membership.cluster.name)
    return found
