"""The list of clusters, and what one still lacks before its first panel."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clusters.models import Cluster, Membership, Office, PanelDate, SchoolTerm
from clusters.queries.people import kind_title
from core.access import RuledQuerySet
from core.dates import today
from core.templatetags.show import plural
from schools.models import Post, School

Kind = Office.Kind
DECIDING = (Kind.CHAIR, Kind.DEPUTY_CHAIR, Kind.CLUSTER_SENCO, Kind.MEMBER)
APPLYING = (Post.Kind.SENCO, *Post.HEADS)
NAMED = 3


def matching(clusters: RuledQuerySet, words: str) -> RuledQuerySet:
    for word in words.split():
        clusters = clusters.filter(name__icontains=word)
    return clusters


def with_figures(clusters: RuledQuerySet) -> RuledQuerySet:
    """Adds how many schools are in each now, and the day of its next panel."""
    members = (
        Membership.objects.live()
        .filter(cluster=OuterRef("pk"))
        .order_by()
        .values("cluster")
        .annotate(number=Count("school", distinct=True))
    )
    panels = coming_panels().filter(cluster=OuterRef("pk")).order_by("held_on")
    return clusters.annotate(
        schools_now=Coalesce(Subquery(members.values("number"), output_field=IntegerField()), 0),
        next_panel_on=Subquery(panels.values("held_on")[:1]),
    ).select_related("authority", "rules")


def coming_panels() -> QuerySet[PanelDate]:
    return PanelDate.objects.filter(
        held_on__gte=today(), cancelled_at__isnull=True, started_at__isnull=True
    )


def first_panel(cluster: Cluster) -> PanelDate | None:
    """The next panel to meet."""
    return coming_panels().filter(cluster=cluster).order_by("held_on").first()


@dataclass(frozen=True)
class Missing:
    """One thing to do; `task` is the set-up task where it is done."""

    task: str
    sentence: str


def by_task(missing: Iterable[Missing]) -> dict[str, int]:
    """How much is missing in each task."""
    return Counter(found.task for found in missing)


def missing_before_first_panel(cluster: Cluster) -> list[Missing]:
    """What has to be there on the day of the next panel, as things to do."""
    panel = first_panel(cluster)
    day = panel.held_on if panel else today()
    return [
        *_missing_schools(cluster),
        *_missing_offices(cluster, panel),
        *_missing_staff(cluster, panel),
        *_missing_dates(cluster, day, panel),
    ]


def _missing_schools(cluster: Cluster) -> list[Missing]:
    if Membership.objects.between(today(), date.max).filter(cluster=cluster).exists():
        return []
    return [Missing("schools", "Add the schools that belong to the cluster.")]


def _missing_offices(cluster: Cluster, panel: PanelDate | None) -> list[Missing]:
    offices = Office.objects.between(today(), date.max)
    if panel:
        offices = Office.objects.on(panel.held_on)
    held = list(offices.filter(cluster=cluster).values_list("kind", "person_id"))
    kinds = {kind for kind, _ in held}
    missing = [
        Missing("people", f"Give somebody the office of {kind_title(kind, cluster)}.")
        for kind in (Kind.CLUSTER_SENCO, Kind.CHAIR)
        if kind not in kinds
    ]
    deciders = len({person for kind, person in held if kind in DECIDING})
    least = cluster.rules.least_free_deciders
    if deciders < least:
        missing.append(
            Missing(
                "people",
                f"Give offices to {plural(least - deciders, 'more person,more people')} who may "
                f"decide: your rules need {least}, and there {_are(deciders)}.",
            )
        )
    return missing


def _are(count: int) -> str:
    return {0: "are none", 1: "is one"}.get(count, f"are {count}")


def _missing_staff(cluster: Cluster, panel: PanelDate | None) -> list[Missing]:
    """Member schools where nobody could write an application."""
    if panel:
        members, posts = Membership.objects.on(panel.held_on), Post.objects.on(panel.held_on)
    else:
        span = (today(), date.max)
        members, posts = Membership.objects.between(*span), Post.objects.between(*span)
    able = posts.filter(kind__in=APPLYING).values("school_id")
    schools = School.objects.filter(
        pk__in=members.filter(cluster=cluster).values("school_id")
    ).exclude(pk__in=able)
    names = list(schools.order_by("name").values_list("name", flat=True))
    if not names:
        return []
    return [
        Missing("people", f"Invite a SENCO or a head at {_some(names)}: nobody there can apply.")
    ]


def _some(names: list[str]) -> str:
    shown, left = names[:NAMED], len(names) - NAMED
    if left > 0:
        return f"{', '.join(shown)} and {plural(left, 'more school')}"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def _missing_dates(cluster: Cluster, day: object, panel: PanelDate | None) -> list[Missing]:
    missing = []
    if not SchoolTerm.objects.filter(cluster=cluster, ends_on__gte=day).exists():
        missing.append(Missing("calendar", "Enter the term dates."))
    if panel is None:
        missing.append(Missing("calendar", "Set the date of the first panel."))
    return missing
