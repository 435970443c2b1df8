"""Who may see and do what to a case as it reached a panel, and to what is said of it."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from clusters.access import offices_of
from clusters.models import Membership
from core.access import Access, Asker
from funding.access import as_author
from funding.models import Application
from panels.access import roles, states
from panels.access.roles import CHECKING, LIFTING, SITTING, Kind
from panels.access.states import ON_AGENDA, WITHDRAWN
from panels.models import AgendaItem, Check
from panels.models.conflict import Recusal
from pupils.access import WRITERS
from schools.models import Post

WITH_SCHOOL = Q(application__status__in=Application.EDITABLE)


class CheckAccess(Access):
    """The case as it reached a panel, for whoever checks it or runs the meeting."""

    def see_line(self, asker: Asker) -> Q:
        """Reference, school, title and amount: open in any state to those who run the meetings
        and to whoever was named to check it."""
        return roles.running(asker) | roles.named(asker)

    def see_school(self, asker: Asker) -> Q:
        return self.see_line(asker) & ~states.hidden(asker, "pk")

    def find_to_do(self, asker: Asker) -> Q:
        """On the first list of what came in: what nobody has checked. A silent observer's list
        does not move with the check, so theirs stays on it until the panel has met."""
        silent = states.conflicted(asker, "pk")
        to_come = Q(panel_date__held_on__gte=timezone.localdate())
        return self.see_line(asker) & (silent & to_come | ~silent & Q(outcome="") & ~WITHDRAWN)

    def answer(self, asker: Asker) -> Q:
        """Say "no interest" or declare one. Somebody conflicted has nothing to clear."""
        return self.see_line(asker) & ~states.conflicted(asker, "pk")

    def observe(self, asker: Asker) -> Q:
        """Is a silent observer."""
        return self.see_line(asker) & states.conflicted(asker, "pk")

    def discuss(self, asker: Asker) -> Q:
        """What came of the check, and the checker's words."""
        return self.see_line(asker) & states.free(asker, "pk")

    def read(self, asker: Asker) -> Q:
        """The papers, not while the school has them back and is writing."""
        return self.discuss(asker) & ~WITH_SCHOOL

    def check(self, asker: Asker) -> Q:
        """Find it ready or return it, once."""
        checkers = Q(cluster_id__in=offices_of(asker, *CHECKING)) | roles.named(asker)
        return checkers & Q(outcome="") & ~WITHDRAWN & states.free(asker, "pk")

    def be_checker(self, asker: Asker) -> Q:
        """Could be named to check it: an office in the cluster, or a SENCO's or head's post at
        one of its schools, and no conflict."""
        schools = asker.ids(Post.objects.live().filter(kind__in=WRITERS), "school_id")
        members = asker.inside(Membership.objects.live()).filter(school_id__in=schools)
        return (
            Q(cluster_id__in=offices_of(asker, *SITTING))
            | Q(cluster_id__in=members.values("cluster_id"))
        ) & ~states.conflicted(asker, "pk")

    def be_asked(self, asker: Asker) -> Q:
        """Was named to check it, and it waits for them: nobody has, and they have no conflict."""
        waits = Q(outcome="") & ~WITHDRAWN & ~WITH_SCHOOL
        return roles.named(asker) & waits & ~states.conflicted(asker, "pk")

    def name_checker(self, asker: Asker) -> Q:
        """Hand it to somebody without a conflict: the line is enough for it."""
        return roles.running(asker) & Q(outcome="") & ~WITHDRAWN & ~WITH_SCHOOL

    def ask_school(self, asker: Asker) -> Q:
        """Put a question of fact to the school, until the outcome is published."""
        asks = Q(cluster__rules__asks_school=True)
        published = AgendaItem.objects.filter(
            check_row_id=OuterRef("pk"), published_at__isnull=False
        )
        return self.read(asker) & asks & ~WITHDRAWN & ~Q(Exists(published))

    def expect(self, asker: Asker) -> Q:
        """Is told that it came in: the cluster SENCO, unless conflicted."""
        return Q(cluster_id__in=offices_of(asker, Kind.CLUSTER_SENCO)) & ~states.conflicted(
            asker, "pk"
        )

    def hand_over(self, asker: Asker) -> Q:
        """The cluster SENCO, where conflicted: others check it. It does not move with the check."""
        to_come = Q(panel_date__held_on__gte=timezone.localdate())
        senco = Q(cluster_id__in=offices_of(asker, Kind.CLUSTER_SENCO))
        return senco & to_come & ~WITHDRAWN & states.conflicted(asker, "pk")

    def stand_in(self, asker: Asker) -> Q:
        """Is told in the cluster SENCO's place: whoever else could check it."""
        return Q(cluster_id__in=offices_of(asker, *CHECKING)) & ~states.conflicted(asker, "pk")

    def owe_checks(self, asker: Asker) -> Q:
        """Some application to the same panel waits for them, as cluster SENCO, to check it."""
        return self._unchecked(asker, self.expect(asker))

    def cover_checks(self, asker: Asker) -> Q:
        """The same in the cluster SENCO's place."""
        return self._unchecked(asker, self.stand_in(asker))

    def _unchecked(self, asker: Asker, condition: Q) -> Q:
        checks = asker.inside(Check.objects.all()).filter(
            Q(outcome="") & ~WITHDRAWN & ~WITH_SCHOOL, panel_date_id=OuterRef("panel_date_id")
        )
        return Q(Exists(checks.filter(condition)))

    def put_on_agenda(self, asker: Asker) -> Q:
        """The line is enough for it: a conflicted clerk may list an item they cannot read."""
        listed = AgendaItem.objects.filter(ON_AGENDA, check_row_id=OuterRef("pk"))
        ready = Q(outcome=Check.Outcome.READY) & ~WITHDRAWN
        return roles.running(asker) & ready & ~Q(Exists(listed))


def _checks_discussed(asker: Asker) -> Any:
    checks = asker.inside(Check.objects.all())
    return checks.filter(CheckAccess().discuss(asker)).values("pk")


class QuestionAccess(Access):
    def read(self, asker: Asker) -> Q:
        """Two doors: the panel's side as it may discuss the case, the school as its author."""
        return Q(check_row_id__in=_checks_discussed(asker)) | as_author(
            asker, "check_row__application"
        )

    def answer(self, asker: Asker) -> Q:
        """The school, until it has answered."""
        return Q(answered_at__isnull=True) & as_author(asker, "check_row__application")


class DeclarationAccess(Access):
    def read(self, asker: Asker) -> Q:
        """One's own answers. What others said is the room's: `silent_observers`."""
        return Q(person_id=F("asker"))

    def lift(self, asker: Asker) -> Q:
        """End a declared recusal: a free chair, deputy or clerk, never one's own."""
        declared = Recusal.objects.filter(declaration_id=OuterRef("pk"), ended_at__isnull=True)
        return (
            Q(cluster_id__in=offices_of(asker, *LIFTING))
            & ~Q(person_id=F("asker"))
            & Q(Exists(declared))
            & states.free(asker, "check_row_id")
        )
