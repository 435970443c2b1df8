"""Who may see and do what to applications, by the school's door alone.

Whoever reads an application for the cluster reads it through `panels.Check`, so these rules never
answer for anybody but the applicant schools and those with whom they shared a draft.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.grants import GrantQuerySet
from core.access import Access, Asker
from funding.models import ApplicantSchool, Application, ApplicationGrant, Authorship
from pupils.access import WRITERS
from schools.access import schools_of
from schools.models import Post

EDITABLE = Q(status__in=Application.EDITABLE)


def tenants_of(user: Any) -> tuple[set[int], set[int]]:
    """Drafts shared with a person open the wall to the applications' clusters."""
    shared = ApplicationGrant.objects.live().filter(user=user)
    return set(shared.values_list("content_object__cluster_id", flat=True)), set()


def _own_schools(asker: Asker) -> Any:
    return schools_of(asker, *WRITERS)


def _heads(asker: Asker) -> Q:
    """Heads the lead school."""
    return Q(school_id__in=schools_of(asker, *Post.HEADS))


def _partner(asker: Asker) -> Any:
    """Ids of the applications that the person's schools make together with another."""
    schools = asker.inside(ApplicantSchool.objects.all())
    return schools.filter(school_id__in=_own_schools(asker)).values("application_id")


def _shared(asker: Asker, application: str = "") -> Q:
    """A draft that the school shares with the person, for as long as they have a post there."""
    grants: GrantQuerySet = ApplicationGrant.objects.live().to("write")
    shared = asker.ids(grants, "content_object_id", "user_id", key="drafts to write")
    schools = schools_of(asker)
    return Q(**{f"{application}pk__in": shared, f"{application}school_id__in": schools})


class ApplicationAccess(Access):
    def read(self, asker: Asker) -> Q:
        """Each applicant school's SENCO and heads; a colleague there while a draft is shared."""
        return Q(school_id__in=_own_schools(asker)) | Q(pk__in=_partner(asker)) | _shared(asker)

    def write(self, asker: Asker) -> Q:
        return EDITABLE & (Q(school_id__in=_own_schools(asker)) | _shared(asker))

    def submit(self, asker: Asker) -> Q:
        """The lead school's SENCO and heads; a colleague with a shared draft does not submit."""
        return EDITABLE & Q(school_id__in=_own_schools(asker))

    def share(self, asker: Asker) -> Q:
        """Let a colleague write, and end it: those who may submit."""
        return self.submit(asker)

    def ask_to_sign(self, asker: Asker) -> Q:
        drafts = (Application.Status.DRAFT, Application.Status.RETURNED)
        return Q(status__in=drafts) & Q(school_id__in=_own_schools(asker))

    def sign(self, asker: Asker) -> Q:
        """The lead school's heads, once they are asked or on their own, until it is submitted."""
        return EDITABLE & ~Q(status=Application.Status.SIGNED) & _heads(asker)

    def follow(self, asker: Asker) -> Q:
        """Is told how it goes: the lead school's SENCO, and its heads where they wrote or submitted
        it themselves."""
        sencos = schools_of(asker, Post.Kind.SENCO)
        by_own_hand = Authorship.objects.filter(
            application_id=OuterRef("pk"),
            person_id=OuterRef("asker"),
            part__in=(Authorship.Part.WROTE, Authorship.Part.SUBMITTED),
        )
        return Q(school_id__in=sencos) | _heads(asker) & Q(Exists(by_own_hand))

    def take_turn(self, asker: Asker) -> Q:
        """It waits for them: to be written for whoever follows it or shares the draft, to be
        signed for the heads, and once it is signed to be submitted for whoever follows it."""
        status = Application.Status
        writing = Q(status__in=(status.DRAFT, status.RETURNED))
        return (
            (writing | Q(status=status.SIGNED)) & self.follow(asker)
            | writing & _shared(asker)
            | Q(status=status.TO_SIGN) & _heads(asker)
        )

    def withdraw(self, asker: Asker) -> Q:
        """Until a panel has decided and published."""
        return Q(status__in=Application.BEFORE_PANEL) & Q(school_id__in=_own_schools(asker))


class PartAccess(Access):
    """The parts of an application: its schools, pupils, authors and history."""

    def read(self, asker: Asker) -> Q:
        return (
            Q(application__school_id__in=_own_schools(asker))
            | Q(application_id__in=_partner(asker))
            | _shared(asker, "application__")
        )
