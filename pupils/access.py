"""Who may see a pupil's record: their own school's SENCO and heads, nobody else."""

from django.db.models import Q

from core.access import Access, Asker
from schools.models import Post

WRITERS = (Post.Kind.SENCO, *Post.HEADS)


class PupilAccess(Access):
    def read(self, asker: Asker) -> Q:
        posts = Post.objects.live().filter(kind__in=WRITERS)
        return Q(school_id__in=asker.ids(posts, "school_id"))
