"""Schools, clusters and people, of those that have a page for the reader."""

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from clusters.access import posts_in_sight, schools_in_care
from clusters.models import Cluster, Membership, Office
from clusters.queries.people import office_title
from reports.search.found import Group, Line, contains, group, with_words
from schools.models import Post, School


def schools(user: Any, words: list[str]) -> Group:
    """Those whose people one looks after, and those of one's clusters."""
    care = Q(pk__in=schools_in_care(user).values("pk"))
    members = Membership.objects.for_user(user).live()
    rows = School.objects.for_user(user).filter(care | Q(pk__in=members.values("school_id")))
    found = with_words(
        rows.annotate(in_care=care).order_by("name", "urn"),
        words,
        lambda word: contains(word, "name", "town", "postcode", "urn"),
    )
    clusters = _clusters_of(found, members)
    return group("Schools", "school", found, lambda row: _school(row, clusters[row.pk]))


def _clusters_of(found: list[School], members: QuerySet) -> dict[int, list[Cluster]]:
    clusters = defaultdict(list)
    rows = members.filter(school__in=[school.pk for school in found]).select_related("cluster")
    for row in rows.order_by("cluster__name", "pk"):
        clusters[row.school_id].append(row.cluster)
    return clusters


def _school(row: Any, clusters: list[Cluster]) -> Line:
    url = (
        reverse("clusters:posts", args=[row.urn])
        if row.in_care
        else reverse("clusters:about", args=[clusters[0].public_id])
    )
    parts = [row.town, f"URN {row.urn}", *map(str, clusters)]
    return Line(url=url, title=row.name, about=", ".join(filter(None, parts)))


def clusters(user: Any, words: list[str]) -> Group:
    rows = Cluster.objects.for_user(user).select_related("authority").order_by("name", "pk")
    found = with_words(rows, words, lambda word: contains(word, "name", "authority__name"))
    return group("Clusters", "cluster", found, _cluster)


def _cluster(row: Cluster) -> Line:
    url = reverse("clusters:about", args=[row.public_id])
    return Line(url=url, title=row.name, about=str(row.authority))


def people(user: Any, words: list[str]) -> Group:
    """By name: whoever today holds a post or an office that one sees; an administrator finds
    everybody."""
    posts = posts_in_sight(user).filter(pk__in=Post.objects.live().values("pk"))
    offices = Office.objects.for_user(user).live()
    overseen = User.objects.for_user(user, "oversee")
    rows = User.objects.with_verbs(user, "oversee").filter(
        Q(pk__in=posts.values("person_id"))
        | Q(pk__in=offices.values("person_id"))
        | Q(pk__in=overseen.values("pk"))
    )
    found = with_words(rows.order_by("name", "pk"), words, lambda word: contains(word, "name"))
    held = _held_by(found, posts, offices)
    return group("People", "person,people", found, lambda row: _person(row, held[row.pk], user))


def _held_by(found: list[User], posts: QuerySet, offices: QuerySet) -> dict[int, list[Any]]:
    held: dict[int, list[Any]] = defaultdict(list)
    shown = [person.pk for person in found]
    for post in posts.filter(person__in=shown).select_related("school").order_by("pk"):
        held[post.person_id].append(post)
    of_places = offices.select_related("cluster", "authority")
    for office in of_places.filter(person__in=shown).order_by("pk"):
        held[office.person_id].append(office)
    return held


def _person(row: Any, held: list[Any], user: Any) -> Line:
    if row.can_oversee:
        url = reverse("accounts:person", args=[row.public_id])
    elif row.pk == user.pk:
        url = reverse("clusters:own")
    else:
        url = _page_of(held[0])
    return Line(url=url, title=row.name, about="; ".join(_words_of(one) for one in held))


def _page_of(held: Any) -> str:
    """The page on which one sees that somebody holds it."""
    if isinstance(held, Post):
        return reverse("clusters:posts", args=[held.school.urn])
    if held.cluster:
        return reverse("clusters:about", args=[held.cluster.public_id])
    return reverse("clusters:authority", args=[held.authority.code])


def _words_of(held: Any) -> str:
    if isinstance(held, Post):
        return str(held)
    place = held.cluster or held.authority
    return f"{office_title(held, place)}, {place}"
