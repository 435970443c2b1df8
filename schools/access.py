"""Who may see and do what to schools and to the posts that people hold there."""

from django.db.models import F, Q

from core.access import Access, Asker, administrators
from schools.models import Post


class AuthorityAccess(Access):
    def read(self, asker: Asker) -> Q:
        """A public register: everybody who is signed in."""
        return Q()

    def add_cluster(self, asker: Asker) -> Q:
        return asker.has(administrators(), person="pk")


class SchoolAccess(Access):
    def read(self, asker: Asker) -> Q:
        """A public register: everybody who is signed in."""
        return Q()

    def apply(self, asker: Asker) -> Q:
        """Start an application to a cluster for this school: its SENCO and heads."""
        writers = Post.objects.live().filter(kind__in=(Post.Kind.SENCO, *Post.HEADS))
        return Q(pk__in=asker.ids(writers, "school_id"))

    def sign(self, asker: Asker) -> Q:
        """Sign the school's applications: its heads."""
        heads = Post.objects.live().filter(kind__in=Post.HEADS)
        return Q(pk__in=asker.ids(heads, "school_id"))

    def work_at(self, asker: Asker) -> Q:
        """Holds a post at it today, of any kind."""
        return Q(pk__in=asker.ids(Post.objects.live(), "school_id"))

    def staff(self, asker: Asker) -> Q:
        """Give and end posts: the school's heads and the site's administrators.

        Those who manage a cluster have the same for its member schools
        (`clusters.access.MembershipAccess.staff`).
        """
        heads = Post.objects.live().filter(kind__in=Post.HEADS)
        return Q(pk__in=asker.ids(heads, "school_id")) | asker.has(administrators(), person="pk")


class PostAccess(Access):
    def read(self, asker: Asker) -> Q:
        """One's own posts, and those at the schools whose staff one looks after."""
        return Q(person_id=F("asker")) | self._looks_after(asker)

    def end(self, asker: Asker) -> Q:
        """Nobody ends a post of their own: it decides their conflicts."""
        return self._looks_after(asker) & ~Q(person_id=F("asker"))

    def _looks_after(self, asker: Asker) -> Q:
        heads = Post.objects.live().filter(kind__in=Post.HEADS)
        return Q(school_id__in=asker.ids(heads, "school_id")) | asker.has(
            administrators(), person="pk"
        )
