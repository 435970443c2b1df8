"""Who holds which office in a cluster, and which post at its schools."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from accounts.queries import with_state
from clusters.access import MANAGERS
from clusters.models import Cluster, Membership, Office
from clusters.queries.schools import member_schools, time_of
from core.access import audience
from core.dates import today
from schools.models import Post, School

# An authority's officer is not of one cluster.
GIVEN_KINDS = tuple(kind for kind in Office.Kind if kind != Office.Kind.AUTHORITY_OFFICER)


def office_title(office: Office, cluster: Cluster) -> str:
    return kind_title(office.kind, cluster)


def kind_title(kind: str, cluster: Cluster) -> str:
    """The cluster's own word for its cluster SENCO; the ordinary word for the others."""
    if kind == Office.Kind.CLUSTER_SENCO:
        return cluster.cluster_senco_label
    return str(Office.Kind(kind).label)


def titles(cluster: Cluster) -> list[tuple[str, str]]:
    """The offices that can be given in a cluster, each with the cluster's own word for it."""
    return [(kind, kind_title(kind, cluster)) for kind in GIVEN_KINDS]


@dataclass
class Held:
    """The offices of one kind."""

    kind: str
    title: str
    now: list[Office] = field(default_factory=list)
    to_come: list[Office] = field(default_factory=list)
    past: list[Office] = field(default_factory=list)

    @property
    def current(self) -> list[Office]:
        return self.now + self.to_come


def offices_by_kind(cluster: Cluster, offices: QuerySet[Office]) -> list[Held]:
    """All kinds in order, also those that nobody holds. `offices` are those one may read."""
    held: dict[str, Held] = {kind: Held(kind, kind_title(kind, cluster)) for kind in GIVEN_KINDS}
    rows = (
        offices.filter(cluster=cluster)
        .select_related("base_school", "employer_school", "covers__person")
        .prefetch_related(Prefetch("person", queryset=with_state(User.objects.all())))
    )
    for office in rows.order_by("starts_on", "person__name"):
        if office.kind in held:
            getattr(held[office.kind], time_of(office)).append(office)
    return list(held.values())


@dataclass
class Staff:
    """The live posts at one member school."""

    school: School
    sencos: list[Post] = field(default_factory=list)
    heads: list[Post] = field(default_factory=list)
    others: list[Post] = field(default_factory=list)


def staff_by_school(cluster: Cluster) -> list[Staff]:
    """The schools in the cluster now or soon, with who works there now."""
    staff = {school.pk: Staff(school) for school in member_schools(cluster)}
    posts = Post.objects.live().filter(school__in=staff).select_related("person")
    for post in posts.order_by("person__name"):
        place = staff[post.school_id]
        if post.kind == Post.Kind.SENCO:
            place.sencos.append(post)
        elif post.kind in Post.HEADS:
            place.heads.append(post)
        else:
            place.others.append(post)
    return sorted(staff.values(), key=lambda place: (place.school.name, place.school.urn))


def posts_by_time(school: School) -> dict[str, list[Post]]:
    found: dict[str, list[Post]] = {"now": [], "to_come": [], "past": []}
    rows = Post.objects.filter(school=school).prefetch_related(
        Prefetch("person", queryset=with_state(User.objects.all()))
    )
    order = {kind: place for place, kind in enumerate(Post.Kind.values)}
    for post in sorted(rows, key=lambda post: (order[post.kind], post.person.name, post.starts_on)):
        found[time_of(post)].append(post)
    return found


def people_of(cluster: Cluster) -> QuerySet[User]:
    """Everybody with an office in the cluster or a post at one of its schools, now or soon."""
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    offices = Office.objects.filter(running, cluster=cluster, person=OuterRef("pk"))
    posts = Post.objects.filter(
        running, person=OuterRef("pk"), school__in=member_schools(cluster).values("pk")
    ).order_by("starts_on")
    return (
        User.objects.filter(Exists(offices) | Exists(posts))
        .annotate(works_at=Subquery(posts.values("school__name")[:1]))
        .order_by("name", "pk")
    )


def people_at(school: School) -> QuerySet[User]:
    posts = Post.objects.filter(school=school, person=OuterRef("pk"))
    return User.objects.filter(Exists(posts)).order_by("name", "pk")


def own_schools_to_staff(user: User, posts: Iterable[Post]) -> list[School]:
    """Of the schools where these own posts are, those whose staff one looks after."""
    own = {post.school_id for post in posts}
    return list(School.objects.for_user(user, "staff").filter(pk__in=own)) if own else []


def clusters_of_school(school: School, clusters: QuerySet[Cluster]) -> QuerySet[Cluster]:
    """Those of `clusters` to which the school belongs now or soon."""
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    members = Membership.objects.filter(running, school=school).values("cluster_id")
    return clusters.filter(pk__in=members)


def others_who_manage(cluster: Cluster, person: User) -> list[User]:
    """Who else sets up the cluster by an office; an administrator of the site always may."""
    holders = Office.objects.live().filter(cluster=cluster, kind__in=MANAGERS)
    people = User.objects.filter(pk__in=holders.values("person_id")).exclude(pk=person.pk)
    return list(audience("manage", cluster, people).order_by("name"))


def others_who_staff(school: School, person: User) -> list[User]:
    """Who else gives and ends posts at the school: heads, and those who set up its clusters."""
    heads = Post.objects.live().filter(school=school, kind__in=Post.HEADS)
    memberships = Membership.objects.live().filter(school=school)
    holders = Office.objects.live().filter(
        cluster_id__in=memberships.values("cluster_id"), kind__in=MANAGERS
    )
    of_school = User.objects.filter(pk__in=heads.values("person_id"))
    of_clusters = User.objects.filter(pk__in=holders.values("person_id"))
    found = audience("staff", school, of_school) | audience("staff", memberships, of_clusters)
    return list(found.exclude(pk=person.pk).order_by("name", "pk"))


def not_ones_own_office(cluster: Cluster, person: User) -> str:
    others = names_or(others_who_manage(cluster, person), "an administrator of the site")
    return (
        "You cannot give, cover or end an office of your own: offices decide who is a silent "
        f"observer, so somebody else has to. Ask {others}."
    )


def not_ones_own_post(school: School, person: User) -> str:
    others = names_or(others_who_staff(school, person), "an administrator of the site")
    return (
        "You cannot give or end a post of your own: posts decide who is a silent observer, so "
        f"somebody else has to. Ask {others}."
    )


def names_or(people: Iterable[User], otherwise: str) -> str:
    """Amina, Ben or an administrator of the site."""
    names = [person.name for person in people][:3]
    return " or ".join([", ".join(names), otherwise]) if names else otherwise


def held_by(person: User) -> dict[str, list[Post] | list[Office]]:
    """One person's own posts and offices, those that run or will, and those that ended."""
    found: dict[str, list] = {"posts": [], "offices": [], "ended": []}
    posts = Post.objects.filter(person=person).select_related("school")
    for post in posts.order_by("starts_on"):
        found["ended" if time_of(post) == "past" else "posts"].append(post)
    offices = Office.objects.filter(person=person).select_related("cluster", "authority", "covers")
    for office in offices.order_by("starts_on"):
        found["ended" if time_of(office) == "past" else "offices"].append(office)
    return found
