"""Who may see and do what to schools and to the posts that people hold there."""

from typing import Any

from django.db.models import F, Q, QuerySet

from core.access import Access, Asker, administrators
from schools.models import Post


def _live_posts() -> QuerySet[Post]:
    return Post.objects.live().select_related("school")


def posts_of(asker: Asker) -> list[Post]:
    """What a known person is at schools today."""
    return asker.own(_live_posts)


def schools_of(asker: Asker, *kinds: str) -> Any:
    """Ids of the schools where the person holds one of these posts; any post without kinds."""
    return asker.held(_live_posts, "school_id", *kinds)


def schools_to_apply_for(asker: Asker) -> Any:
    return schools_of(asker, Post.Kind.SENCO, *Post.HEADS)


def schools_to_sign_for(asker: Asker) -> Any:
    return schools_of(asker, *Post.HEADS)


def schools_to_receive_for(asker: Asker) -> Any:
    return schools_of(asker, Post.Kind.SENCO, *Post.HEADS, Post.Kind.FINANCE_OFFICER)


class AuthorityAccess(Access):
    def read(self, asker: Asker) -> Q:
        """A public register: everybody who is signed in."""
        return Q()

    def add_cluster(self, asker: Asker) -> Q:
        return asker.has(administrators(), person="pk")

    def appoint(self, asker: Asker) -> Q:
        """Appoint the authority's officers: the site's administrators. Who else keeps its panel
        dates is `clusters.access.authorities_in_care`."""
        return asker.has(administrators(), person="pk")


class SchoolAccess(Access):
    def read(self, asker: Asker) -> Q:
        """A public register: everybody who is signed in."""
        return Q()

    def work_at(self, asker: Asker) -> Q:
        """Holds a post at it today, of any kind."""
        return Q(pk__in=schools_of(asker))

    def apply(self, asker: Asker) -> Q:
        """Start an application to a cluster for this school: its SENCO and heads."""
        return Q(pk__in=schools_to_apply_for(asker))

    def sign(self, asker: Asker) -> Q:
        """Sign the school's applications: its heads."""
        return Q(pk__in=schools_to_sign_for(asker))

    def receive(self, asker: Asker) -> Q:
        """Expect the money that is granted to the school: its SENCO, heads and finance officer."""
        return Q(pk__in=schools_to_receive_for(asker))

    def staff(self, asker: Asker) -> Q:
        """Give and end posts: the school's heads and the site's administrators.

        Those who manage a cluster have the same for its member schools
        (`clusters.access.MembershipAccess.staff`).
        """
        heads = schools_of(asker, *Post.HEADS)
        return Q(pk__in=heads) | asker.has(administrators(), person="pk")


class PostAccess(Access):
    def read(self, asker: Asker) -> Q:
        """One's own posts, and those at the schools whose staff one looks after."""
        return Q(person_id=F("asker")) | self._looks_after(asker)

    def end(self, asker: Asker) -> Q:
        """Nobody ends a post of their own: it decides their conflicts."""
        return self._looks_after(asker) & ~Q(person_id=F("asker"))

    def _looks_after(self, asker: Asker) -> Q:
        heads = schools_of(asker, *Post.HEADS)
        return Q(school_id__in=heads) | asker.has(administrators(), person="pk")
