"""Who may see and do what to schools and to the posts that people hold there."""

from typing import Any

from django.db.models import F, Q

from core.access import Access, Asker, asker_for
from schools.models import Post


def posts_of(user: Any) -> list[Post]:
    """What the person is at which school today: their own, for themselves."""
    return _posts(asker_for(user))


def schools_of(asker: Asker, *kinds: str) -> Any:
    """Ids of the schools where the person holds one of these posts today; any without kinds."""
    if asker.known_pk is None:
        live = Post.objects.live()
        return asker.ids(live.filter(kind__in=kinds) if kinds else live, "school_id")
    return [post.school_id for post in _posts(asker) if not kinds or post.kind in kinds]


def _posts(asker: Asker) -> list[Post]:
    own = Post.objects.live().filter(person=asker.known_pk).select_related("school")
    return asker.once("posts", lambda: list(own))


class AuthorityAccess(Access):
    def read(self, asker: Asker) -> Q:
        """A public register: everybody who is signed in."""
        return Q()

    def add_cluster(self, asker: Asker) -> Q:
        return asker.administers()


class SchoolAccess(Access):
    def read(self, asker: Asker) -> Q:
        """A public register: everybody who is signed in."""
        return Q()

    def apply(self, asker: Asker) -> Q:
        """Start an application to a cluster for this school: its SENCO and heads."""
        return Q(pk__in=schools_of(asker, Post.Kind.SENCO, *Post.HEADS))

    def sign(self, asker: Asker) -> Q:
        """Sign the school's applications: its heads."""
        return Q(pk__in=schools_of(asker, *Post.HEADS))

    def work_at(self, asker: Asker) -> Q:
        """Holds a post at it today, of any kind."""
        return Q(pk__in=schools_of(asker))

    def staff(self, asker: Asker) -> Q:
        """Give and end posts: the school's heads and the site's administrators.

        Those who manage a cluster have the same for its member schools
        (`clusters.access.MembershipAccess.staff`).
        """
        return Q(pk__in=schools_of(asker, *Post.HEADS)) | asker.administers()


class PostAccess(Access):
    def read(self, asker: Asker) -> Q:
        """One's own posts, and those at the schools whose staff one looks after."""
        return Q(person_id=F("asker")) | self._looks_after(asker)

    def end(self, asker: Asker) -> Q:
        """Nobody ends a post of their own: it decides their conflicts."""
        return self._looks_after(asker) & ~Q(person_id=F("asker"))

    def _looks_after(self, asker: Asker) -> Q:
        return Q(school_id__in=schools_of(asker, *Post.HEADS)) | asker.administers()
