"""The list of local authorities."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clusters.models import Cluster, Office
from clusters.queries.setup import coming_panels
from schools.models import LocalAuthority


def matching(authorities: QuerySet[LocalAuthority], words: str) -> QuerySet[LocalAuthority]:
    for word in words.split():
        authorities = authorities.filter(name__icontains=word)
    return authorities


def with_figures(authorities: QuerySet[LocalAuthority]) -> QuerySet[LocalAuthority]:
    """Adds how many clusters and officers each has now, and the day of its own next panel."""
    panels = coming_panels().filter(authority=OuterRef("pk")).order_by("held_on")
    officers = Office.objects.live().filter(kind=Office.Kind.AUTHORITY_OFFICER)
    return authorities.annotate(
        clusters_now=_number(Cluster.objects.live()),
        officers_now=_number(officers),
        next_panel_on=Subquery(panels.values("held_on")[:1]),
    ).order_by("name")


def _number(rows: QuerySet) -> Coalesce:
    found = (
        rows.filter(authority=OuterRef("pk"))
        .order_by()
        .values("authority")
        .annotate(number=Count("pk"))
    )
    return Coalesce(Subquery(found.values("number"), output_field=IntegerField()), 0)
