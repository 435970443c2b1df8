"""Who may see and do what to a cluster, its offices, rules and calendar."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from clusters.models import Membership, Office
from core.access import Access, Asker, administrators
from schools.models import Post, School

Kind = Office.Kind
MANAGERS = (Kind.CLUSTER_SENCO, Kind.CLERK)
RUNNING = (Kind.CHAIR, Kind.DEPUTY_CHAIR, Kind.CLUSTER_SENCO, Kind.CLERK)


def tenants_of(user: Any) -> tuple[set[int], set[int]]:
    """Clusters by live offices and by membership of one's schools; schools by live posts."""
    schools = set(Post.objects.live().filter(person=user).values_list("school_id", flat=True))
    clusters = set(
        Office.objects.live()
        .filter(person=user, cluster__isnull=False)
        .values_list("cluster_id", flat=True)
    )
    if schools:
        clusters |= set(
            Membership.objects.live()
            .filter(school_id__in=schools)
            .values_list("cluster_id", flat=True)
        )
    return clusters, schools


def offices_of(asker: Asker, *kinds: str) -> Any:
    """Ids of the clusters in which the person holds one of these offices; of any without kinds."""
    held = Office.objects.live().filter(cluster__isnull=False)
    return asker.ids(held.filter(kind__in=kinds) if kinds else held, "cluster_id")


def clusters_of_own_schools(asker: Asker) -> Any:
    """Ids of the clusters to which a school belongs where the person holds a post."""
    posts = asker.ids(Post.objects.live(), "school_id")
    memberships = asker.inside(Membership.objects.live()).filter(school_id__in=posts)
    if asker.known_pk is None:
        return memberships.values("cluster_id")
    return list(memberships.values_list("cluster_id", flat=True))


def _tied(asker: Asker) -> tuple[Any, Any]:
    """Ids of the clusters with a school where the person has ever had a post, and of those in
    which an office of theirs has a base or an employer."""
    posts = asker.ids(Post.objects.all(), "school_id")
    memberships = asker.inside(Membership.objects.all()).filter(school_id__in=posts)
    placed = Office.objects.filter(cluster__isnull=False).filter(
        Q(base_school__isnull=False) | Q(employer_school__isnull=False)
    )
    by_post: Any = memberships.values("cluster_id")
    if asker.known_pk is not None:
        by_post = list(by_post.values_list("cluster_id", flat=True))
    return by_post, asker.ids(placed, "cluster_id")


def _belongs(asker: Asker, cluster: str) -> Q:
    return (
        Q(**{f"{cluster}__in": offices_of(asker)})
        | Q(**{f"{cluster}__in": clusters_of_own_schools(asker)})
        | asker.has(administrators(), person="pk")
    )


def _manages(asker: Asker, cluster: str) -> Q:
    return Q(**{f"{cluster}__in": offices_of(asker, *MANAGERS)}) | asker.has(
        administrators(), person="pk"
    )


def schools_in_care(user: Any) -> QuerySet[School]:
    """Schools whose posts this person gives and ends: a head's and an administrator's by the
    school's own rule, and the members of a cluster that the person manages."""
    by_school = School.objects.for_user(user, "staff")
    by_cluster = Membership.objects.for_user(user, "staff")
    return School.objects.filter(
        Q(pk__in=by_school.values("pk")) | Q(pk__in=by_cluster.values("school_id"))
    )


def posts_in_sight(user: Any) -> QuerySet[Post]:
    """One's own posts and those at the schools in one's care."""
    own = Post.objects.for_user(user, "read")
    return Post.objects.filter(
        Q(pk__in=own.values("pk")) | Q(school__in=schools_in_care(user).values("pk"))
    )


def posts_in_care(user: Any) -> QuerySet[Post]:
    """Posts that this person may end: those at the schools in their care, never their own."""
    return Post.objects.filter(school__in=schools_in_care(user).values("pk")).exclude(
        person_id=user.pk
    )


class ClusterAccess(Access):
    def read(self, asker: Asker) -> Q:
        return _belongs(asker, "pk")

    def manage(self, asker: Asker) -> Q:
        """Set up schools, people, rules and calendar: cluster SENCO, clerk, administrators."""
        return _manages(asker, "pk")

    def run_panels(self, asker: Asker) -> Q:
        """See what came in and the agendas: those who run the cluster's meetings."""
        return Q(pk__in=offices_of(asker, *RUNNING))


class RulesAccess(Access):
    def read(self, asker: Asker) -> Q:
        return _belongs(asker, "cluster_id")

    def change(self, asker: Asker) -> Q:
        return _manages(asker, "cluster_id")

    def change_conflicts(self, asker: Asker) -> Q:
        """The rules that say what a conflict is: nobody whose own conflicts they decide, by a post
        past or present at one of its schools or by an office's base or employer."""
        by_post, by_office = _tied(asker)
        return self.change(asker) & ~Q(cluster_id__in=by_post) & ~Q(cluster_id__in=by_office)


class MembershipAccess(Access):
    def read(self, asker: Asker) -> Q:
        return _belongs(asker, "cluster_id")

    def end(self, asker: Asker) -> Q:
        return _manages(asker, "cluster_id")

    def staff(self, asker: Asker) -> Q:
        """Give and end posts at the member school of a live membership."""
        live = Membership.objects.live().values("pk")
        return _manages(asker, "cluster_id") & Q(pk__in=live)


class OfficeAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(person_id=F("asker")) | _belongs(asker, "cluster_id")

    def end(self, asker: Asker) -> Q:
        """End an office or name its cover. Nobody ends their own: it decides their conflicts."""
        return _manages(asker, "cluster_id") & ~Q(person_id=F("asker"))


class CalendarAccess(Access):
    def read(self, asker: Asker) -> Q:
        return _belongs(asker, "cluster_id")

    def change(self, asker: Asker) -> Q:
        return _manages(asker, "cluster_id")


class PanelDateAccess(Access):
    def read(self, asker: Asker) -> Q:
        return _belongs(asker, "cluster_id")

    def call_meeting(self, asker: Asker) -> Q:
        return Q(cluster_id__in=offices_of(asker, *RUNNING), cancelled_at__isnull=True)

    def apply_to(self, asker: Asker) -> Q:
        """Panels that still take applications from the person's own schools."""
        return Q(
            cluster_id__in=clusters_of_own_schools(asker),
            cancelled_at__isnull=True,
            closes_at__gt=timezone.now(),
        )

    def change(self, asker: Asker) -> Q:
        return _manages(asker, "cluster_id") & Q(cancelled_at__isnull=True)
