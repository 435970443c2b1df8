"""Who may see a pupil's record: their own school's SENCO and heads, nobody else."""

from django.db.models import Q

from core.access import Access, Asker
from schools.access import schools_of
from schools.models import Post

WRITERS = (Post.Kind.SENCO, *Post.HEADS)


class PupilAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(school_id__in=schools_of(asker, *WRITERS))
