"""Who may see and do what to a cluster, its offices, rules and calendar."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from clusters.models import Membership, Office
from core.access import Access, Asker, RuledQuerySet, administrators, asker_of
from core.tenancy import Source
from schools.access import schools_of, schools_to_apply_for
from schools.models import LocalAuthority, Post, School

Kind = Office.Kind
MANAGERS = (Kind.CLUSTER_SENCO, Kind.CLERK)
RUNNING = (Kind.CHAIR, Kind.DEPUTY_CHAIR, Kind.CLUSTER_SENCO, Kind.CLERK)
SEEING_THE_FUND = (*RUNNING, Kind.FINANCE_OFFICER, Kind.MEMBER, Kind.LINK_GOVERNOR)
SEEING_IMPACT = (*Post.HEADS, Post.Kind.GOVERNOR)


def tenants_of(user: Any) -> Source:
    """Clusters by live offices and by membership of one's schools; schools by live posts."""
    asker = asker_of(user)
    schools = schools_of(asker)
    members = Membership.objects.live().filter(school_id__in=schools)
    return [offices_of(asker), members.values_list("cluster_id", flat=True)], [schools]


def _live_offices() -> QuerySet[Office]:
    return Office.objects.live().select_related("cluster", "authority").order_by("kind", "pk")


def held_by(asker: Asker) -> list[Office]:
    """What a known person is for clusters and authorities today."""
    return asker.own(_live_offices)


def offices_of(asker: Asker, *kinds: str) -> Any:
    """Ids of the clusters in which the person holds one of these offices; of any without kinds."""
    return asker.held(_live_offices, "cluster_id", *kinds)


def authorities_of(asker: Asker) -> Any:
    """Ids of the local authorities of which the person is an officer."""
    return asker.held(_live_offices, "authority_id", Kind.AUTHORITY_OFFICER)


def authorities_in_care(user: Any) -> RuledQuerySet:
    """Authorities whose panel dates this person keeps: their officers and administrators."""
    appointing = LocalAuthority.objects.for_user(user, "appoint")
    own = authorities_of(asker_of(user))
    found: RuledQuerySet = LocalAuthority.objects.filter(
        Q(pk__in=appointing.values("pk")) | Q(pk__in=own)
    )
    return found


def clusters_of_own_schools(asker: Asker, *kinds: str) -> Any:
    """Ids of the clusters to which a school belongs where the person holds one of these posts;
    any post without kinds."""
    posts = schools_of(asker, *kinds)
    memberships = asker.inside(Membership.objects.live()).filter(school_id__in=posts)
    if asker.known_pk is None:
        return memberships.values("cluster_id")
    own = memberships.order_by().values_list("cluster_id", flat=True)
    return asker.once(f"clusters of own schools {kinds}", lambda: list(own))


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


def sees_impact(asker: Asker) -> bool:
    """Whether a known person may see it for a cluster, by what they hold."""
    return bool(
        offices_of(asker, *SEEING_THE_FUND)
        or authorities_of(asker)
        or schools_of(asker, *SEEING_IMPACT)
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

    def chase_mail(self, asker: Asker) -> Q:
        """Look after mail that did not arrive: the clerk and the cluster SENCO; of each message
        its own rule says whether it shows."""
        return Q(pk__in=offices_of(asker, *MANAGERS))

    def erase_complaints(self, asker: Asker) -> Q:
        """Erase those that have been kept for their time: administrators of the site, who read
        nothing of them. Of each complaint its own rule says whether its time has come."""
        return asker.has(administrators(), person="pk")

    def take_complaints(self, asker: Asker) -> Q:
        """Take down what somebody says aloud or by letter: who runs the cluster, its link
        governors, and the SENCO and heads of its schools."""
        running = offices_of(asker, *RUNNING, Kind.LINK_GOVERNOR)
        schools = schools_to_apply_for(asker)
        members = asker.inside(Membership.objects.live()).filter(school_id__in=schools)
        return Q(pk__in=running) | Q(pk__in=members.values("cluster_id"))

    def set_up_fund(self, asker: Asker) -> Q:
        """Name a fund and its dates: its own officers. Money is no business of the site's."""
        return Q(pk__in=offices_of(asker, Kind.FINANCE_OFFICER, *MANAGERS))

    def see_fund(self, asker: Asker) -> Q:
        """Its dates and what was paid; what is left is `funding.read_balance_fund`."""
        return Q(pk__in=offices_of(asker, *SEEING_THE_FUND))

    def pay(self, asker: Asker) -> Q:
        """Release its payments: `funding` says which, and when."""
        return Q(pk__in=offices_of(asker, Kind.FINANCE_OFFICER))

    def hear_of(self, asker: Asker) -> Q:
        """That it is there: who belongs to it, and the officers of its authority."""
        return _belongs(asker, "pk") | Q(authority_id__in=authorities_of(asker))

    def see_impact(self, asker: Asker) -> Q:
        """What its money did for pupils, in figures in which small numbers are hidden from all
        alike: its officers and panel members, its schools' heads and governors, and the officers
        of its authority."""
        return (
            Q(pk__in=offices_of(asker, *SEEING_THE_FUND))
            | Q(pk__in=clusters_of_own_schools(asker, *SEEING_IMPACT))
            | Q(authority_id__in=authorities_of(asker))
        )


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
        of_authority = Q(authority_id__in=authorities_of(asker))
        return Q(person_id=F("asker")) | _belongs(asker, "cluster_id") | of_authority

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
        return _belongs(asker, "cluster_id") | Q(authority_id__in=authorities_of(asker))

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
        """Move or cancel: who sets the cluster up; of an authority's panel its officers, too.
        Whether it still can be changed, `why_it_stays` says."""
        return _manages(asker, "cluster_id") | Q(authority_id__in=authorities_of(asker))
