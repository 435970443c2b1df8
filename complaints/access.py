"""Who may see, handle and name others to handle a complaint: the conflict engine, by stage.

Whom a stage bars is worked out by the database (`complaints_bar`), from the conflict engine's own
facts: at the first only those whom the complaint is about; at the second also whoever sat on the
case and whoever handled the first; at the appeal everybody who took part and everybody from the
school. Rules and guards read that one spelling. A person sees of a stage what its own handlers see
only if they handle it or a later one; who runs the cluster sees the line: reference, stage, days.
"""

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.utils import timezone

from clusters.access import RUNNING, offices_of
from clusters.models import Membership, Office
from complaints.models import (
    KEPT_FOR_YEARS,
    LINK_LASTS,
    Complaint,
    ComplaintStage,
    Concerned,
    HandledBy,
    Handler,
)
from core.access import Access, Asker, administrators, any_of
from schools.access import schools_of
from schools.models import Post

Stage = ComplaintStage.Kind
Kind = Office.Kind
TALKING = (Kind.CLUSTER_SENCO, Kind.CHAIR)
# Who handles a stage without being named to it, by their office in the cluster or post at the
# school. The database bars them from later stages by the same pairs.
BY_OFFICE = {
    HandledBy.SENCO_AND_CHAIR: TALKING,
    HandledBy.CLUSTER_SENCO: (Kind.CLUSTER_SENCO,),
    HandledBy.CHAIR: (Kind.CHAIR,),
    HandledBy.LINK_GOVERNOR: (Kind.LINK_GOVERNOR,),
}
BY_POST = {
    HandledBy.SCHOOL: (Post.Kind.SENCO, *Post.HEADS),
    HandledBy.HEADS: Post.HEADS,
}
OPEN = Q(complaint__closed_at__isnull=True)


class Barred(Func):
    """The database's own answer for a complaint, a stage and a person."""

    function = "complaints_barred"
    output_field = BooleanField()


def runs_complaints(asker: Asker) -> bool:
    """Whether a known person sees the lines of a cluster's complaints, by what they hold."""
    return bool(offices_of(asker, *RUNNING, Kind.LINK_GOVERNOR))


def may_handle_complaints(asker: Asker) -> bool:
    """Whether a known person could be asked to handle one, by what they hold."""
    posts = schools_of(asker, Post.Kind.SENCO, Post.Kind.GOVERNOR, *Post.HEADS)
    return runs_complaints(asker) or bool(posts)


def _barred() -> Q:
    return Q(Barred(F("complaint_id"), F("kind"), F("asker")))


def _not_concerned(complaint: str) -> Q:
    """Nobody sees anything of a complaint about themselves, by whatever office."""
    named = Concerned.objects.filter(complaint_id=OuterRef(complaint), person_id=OuterRef("asker"))
    return ~Q(Exists(named))


def _running(asker: Asker) -> Q:
    return Q(cluster_id__in=offices_of(asker, *RUNNING))


def _handles(asker: Asker) -> Q:
    """Of stages: by office or post where the stage has its own people, or named to it, and free.
    Whoever heard the appeal sees the complaint to its end."""
    by_office = any_of(
        [
            *(
                Q(handled_by=by, cluster_id__in=offices_of(asker, *kinds))
                for by, kinds in BY_OFFICE.items()
            ),
            *(Q(handled_by=by) & _about_schools_of(asker, *kinds) for by, kinds in BY_POST.items()),
        ]
    )
    named = Handler.objects.filter(ended_at__isnull=True, person_id=OuterRef("asker"))
    to_it = Exists(named.filter(stage_id=OuterRef("pk")))
    to_appeal = Exists(
        named.filter(stage__complaint_id=OuterRef("complaint_id"), stage__kind=Stage.APPEAL)
    )
    chosen = by_office | Q(to_it) | Q(kind=Stage.AUTHORITY) & Q(to_appeal)
    return chosen & ~_barred()


def _about_schools_of(asker: Asker, *kinds: str) -> Q:
    """Of stages: the child goes to a school where the person holds one of these posts.

    By ids, never by a join to the complaint: an alternative over both tables makes PostgreSQL
    check it twice, with one hashed subquery for both, and for the second of several people it
    answers the second time from what it hashed for the first.
    """
    complaints = asker.inside(Complaint.objects.all())
    own = complaints.filter(school_id__in=schools_of(asker, *kinds))
    return Q(complaint_id__in=own.values("pk"))


def _last() -> Q:
    later = ComplaintStage.objects.filter(
        complaint_id=OuterRef("complaint_id"), number__gt=OuterRef("number")
    )
    return ~Q(Exists(later))


def _latest() -> Q:
    return OPEN & _last()


def _kept_until() -> datetime:
    """A complaint that ended before this has been kept for its time."""
    now = timezone.now()
    day = min(now.day, 28)  # no year lacks it
    return now.replace(year=now.year - KEPT_FOR_YEARS, day=day)


def _handled(asker: Asker) -> QuerySet[ComplaintStage]:
    """The stages that the person handles."""
    stages = asker.inside(ComplaintStage.objects.all())
    return stages.filter(_handles(asker))


def _read_stages(asker: Asker) -> Any:
    """Ids of the stages that the person reads: those they handle, and the ones before them."""
    own = _handled(asker).filter(
        complaint_id=OuterRef("complaint_id"), number__gte=OuterRef("number")
    )
    return asker.inside(ComplaintStage.objects.all()).filter(Exists(own)).values("pk")


def _read_complaints(asker: Asker) -> Any:
    return _handled(asker).values("complaint_id")


class ComplaintAccess(Access):
    def see_line(self, asker: Asker) -> Q:
        """Reference, stage and days: who runs the cluster, who took it down, who handles it."""
        in_sight = _running(asker) | Q(recorded_by_id=F("asker")) | self.read(asker)
        return in_sight & _not_concerned("pk")

    def read(self, asker: Asker) -> Q:
        """What the person who complains wrote first, and who they are: whoever handles a stage."""
        return Q(pk__in=_read_complaints(asker))

    def handle(self, asker: Asker) -> Q:
        """Whoever handles the stage that it has reached: say whom it is about, and which case,
        and put right how the person who complains is reached."""
        own = _handled(asker).filter(_latest())
        return Q(closed_at__isnull=True) & Q(pk__in=own.values("complaint_id"))

    def close(self, asker: Asker) -> Q:
        """Whoever handles its stage; at the end, when the authority is told, whoever runs the
        cluster, since nothing is judged any more."""
        told = ComplaintStage.objects.filter(
            complaint_id=OuterRef("pk"), kind=Stage.AUTHORITY, ended__isnull=False
        )
        at_end = Q(Exists(told)) & _running(asker) & _not_concerned("pk")
        return self.handle(asker) | Q(closed_at__isnull=True) & at_end

    def renew_link(self, asker: Asker) -> Q:
        """Whoever handles its last stage, as long as a private link to it works."""
        own = _handled(asker).filter(_last())
        works = Q(closed_at__isnull=True) | Q(closed_at__gt=timezone.now() - LINK_LASTS)
        return works & Q(pk__in=own.values("complaint_id"))

    def erase(self, asker: Asker) -> Q:
        """Administrators of the site, once it has been kept for its time. They read nothing."""
        over = Q(closed_at__lte=_kept_until(), erased_at__isnull=True)
        return over & asker.has(administrators(), person="pk") & _not_concerned("pk")


class ContactAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(complaint_id__in=_read_complaints(asker))


class ConcernedAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(complaint_id__in=_read_complaints(asker))


class ConnectedCaseAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(complaint_id__in=_read_complaints(asker))


class ComplaintStageAccess(Access):
    def see_line(self, asker: Asker) -> Q:
        taken_down = Q(complaint__recorded_by_id=F("asker"))
        in_sight = _running(asker) | taken_down | self.read(asker)
        return in_sight & _not_concerned("complaint_id")

    def read(self, asker: Asker) -> Q:
        """What was said and decided at it."""
        return Q(pk__in=_read_stages(asker))

    def be_told(self, asker: Asker) -> Q:
        """Handles it, whatever stage the complaint has reached since."""
        return _handles(asker)

    def handle(self, asker: Asker) -> Q:
        """Write notes of conversations and give the outcome, while it is the latest."""
        return _handles(asker) & _latest() & Q(ended__isnull=True)

    def move_on(self, asker: Asker) -> Q:
        """Open the next stage for a person who asks by telephone or late."""
        return _handles(asker) & _latest() & Q(ended__isnull=False)

    def name_handler(self, asker: Asker) -> Q:
        """The line is enough for it: who runs the cluster, and who handles the stage."""
        may = _running(asker) & _not_concerned("complaint_id") | _handles(asker)
        return may & _latest() & Q(ended__isnull=True) & ~Q(kind=Stage.AUTHORITY)

    def inform(self, asker: Asker) -> Q:
        """Tell the authority that there is a complaint: the line is enough for it."""
        may = _running(asker) & _not_concerned("complaint_id") | _handles(asker)
        return may & _latest() & Q(kind=Stage.AUTHORITY, ended__isnull=True)

    def be_handler(self, asker: Asker) -> Q:
        """Could be named to it, by office or post, and free."""
        heads = self._at_members(asker, *Post.HEADS)
        governors = self._at_members(asker, Post.Kind.GOVERNOR)
        link_governors = Q(cluster_id__in=offices_of(asker, Kind.LINK_GOVERNOR))
        of_cluster = Q(cluster_id__in=offices_of(asker, *TALKING, Kind.DEPUTY_CHAIR))
        of_school = _about_schools_of(asker, Post.Kind.SENCO, Post.Kind.GOVERNOR, *Post.HEADS)
        by_kind = (
            Q(kind=Stage.SCHOOL) & of_school
            | Q(kind=Stage.DISCUSSION) & (of_cluster | heads)
            | Q(kind=Stage.GOVERNOR) & (link_governors | governors)
            | Q(kind=Stage.APPEAL) & (heads | governors | link_governors)
        )
        return by_kind & ~_barred()

    def _at_members(self, asker: Asker, *kinds: str) -> Q:
        """Holds such a post at a school of the cluster today."""
        members = asker.inside(Membership.objects.live())
        own = members.filter(school_id__in=schools_of(asker, *kinds))
        return Q(cluster_id__in=own.values("cluster_id"))


class HandlerAccess(Access):
    def end(self, asker: Asker) -> Q:
        """End a naming: whoever may name somebody to the stage."""
        stages = asker.inside(ComplaintStage.objects.all())
        open_ones = stages.filter(ComplaintStageAccess().name_handler(asker))
        return Q(ended_at__isnull=True, stage_id__in=open_ones.values("pk"))

    def read(self, asker: Asker) -> Q:
        """Who handles what stands on the line."""
        stages = asker.inside(ComplaintStage.objects.all())
        seen = stages.filter(ComplaintStageAccess().see_line(asker))
        return Q(stage_id__in=seen.values("pk"))


class ComplaintWordsAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(stage_id__in=_read_stages(asker))


class ConversationNoteAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(stage_id__in=_read_stages(asker))


class NoteAnswerAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(note__stage_id__in=_read_stages(asker))


class StageOutcomeAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(stage_id__in=_read_stages(asker))
