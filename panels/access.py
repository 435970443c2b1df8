"""Who may see and do what on the panel's side: the silent observer, in one place.

A person is, on a case before a panel (`Check`):

conflicted  some fact or recusal stands between them and the application (`_conflicted`);
unanswered  they have not said "no interest" yet: a lock, never called a conflict;
free        answered, and no conflict.

Everything about an item asks these, for chairs, administrators and superusers alike. The facts
themselves are one database view (`panels.models.conflict.Conflict`), which the triggers read too.
Each rule is the person's part in the meeting (`_takes_part`) and their state.
"""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from accounts.grants import GrantQuerySet
from clusters.access import offices_of
from clusters.models import Office, Rules
from core.access import Access, Asker
from panels.models import (
    AgendaItem,
    AgendaItemGrant,
    Check,
    Declaration,
    Seat,
)
from panels.models.conflict import Cause, Conflict, Recusal

Kind = Office.Kind
RUNNING = (Kind.CHAIR, Kind.DEPUTY_CHAIR, Kind.CLUSTER_SENCO, Kind.CLERK)
CHECKING = (Kind.CLUSTER_SENCO, Kind.CHAIR, Kind.DEPUTY_CHAIR)
SITTING = (*RUNNING, Kind.MEMBER, Kind.ADVISER, Kind.LINK_GOVERNOR)
LIFTING = (Kind.CHAIR, Kind.DEPUTY_CHAIR, Kind.CLERK)

UNPUBLISHED = Q(published_at__isnull=True)


def tenants_of(user: Any) -> tuple[set[int], set[int]]:
    """An invitation to one item opens the wall to its cluster."""
    invited = AgendaItemGrant.objects.live().filter(user=user)
    return set(invited.values_list("content_object__cluster_id", flat=True)), set()


def _conflicted(check: str) -> Q:
    """A conflict stands between the asker and the case that `check` names."""
    return Q(
        Exists(
            Conflict.objects.standing().filter(
                check_row_id=OuterRef(check), person_id=OuterRef("asker")
            )
        )
    )


def _answered(check: str) -> Q:
    return Q(
        Exists(
            Declaration.objects.filter(
                check_row_id=OuterRef(check),
                person_id=OuterRef("asker"),
                answer=Declaration.Answer.NO_INTEREST,
                replaced_at__isnull=True,
            )
        )
    )


def _free(check: str) -> Q:
    return _answered(check) & ~_conflicted(check)


def _running(asker: Asker, cluster: str = "cluster_id") -> Q:
    return Q(**{f"{cluster}__in": offices_of(asker, *RUNNING)})


def _seated(asker: Asker, meeting: str) -> Q:
    """Has a seat at the meeting and still holds an office in the cluster."""
    seats = Seat.objects.filter(meeting_id=OuterRef(meeting), person_id=OuterRef("asker"))
    return Q(cluster_id__in=offices_of(asker, *SITTING)) & Exists(seats)


def _deciding(asker: Asker) -> Q:
    seats = Seat.objects.filter(
        meeting_id=OuterRef("meeting_id"),
        person_id=OuterRef("asker"),
        role__in=Seat.DECIDING,
    )
    return Q(cluster_id__in=offices_of(asker, *SITTING)) & Exists(seats)


def _invited(asker: Asker) -> Q:
    grants: GrantQuerySet = AgendaItemGrant.objects.live().to("read")
    return Q(pk__in=asker.ids(grants, "content_object_id", person="user_id"))


class MeetingAccess(Access):
    def read(self, asker: Asker) -> Q:
        """The agenda's lines: whoever runs the cluster's meetings or has a seat at this one."""
        return _running(asker) | _seated(asker, "pk")

    def arrange(self, asker: Asker) -> Q:
        """Seat people and put checked applications on the agenda."""
        return _running(asker)


class SeatAccess(Access):
    def read(self, asker: Asker) -> Q:
        return _running(asker) | _seated(asker, "meeting_id")

    def take_away(self, asker: Asker) -> Q:
        return _running(asker) & ~Q(person_id=F("asker"))


class CheckAccess(Access):
    """The case as it reached a panel, for whoever checks it or runs the meeting."""

    def see_line(self, asker: Asker) -> Q:
        """Reference, school, title and amount: open to those who run the meetings, in any state."""
        return _running(asker)

    def answer(self, asker: Asker) -> Q:
        """Say "no interest" or declare one. Somebody conflicted has nothing to clear."""
        return _running(asker) & ~_conflicted("pk")

    def observe(self, asker: Asker) -> Q:
        """Is a silent observer."""
        return _running(asker) & _conflicted("pk")

    def read(self, asker: Asker) -> Q:
        return _running(asker) & _free("pk")

    def check(self, asker: Asker) -> Q:
        """Find it ready or return it, once."""
        return Q(cluster_id__in=offices_of(asker, *CHECKING), outcome="") & _free("pk")

    def put_on_agenda(self, asker: Asker) -> Q:
        """The line is enough for it: a conflicted clerk may list an item they cannot read."""
        listed = AgendaItem.objects.filter(check_row_id=OuterRef("pk"))
        return _running(asker) & Q(outcome=Check.Outcome.READY) & ~Q(Exists(listed))


class AgendaItemAccess(Access):
    def see_line(self, asker: Asker) -> Q:
        return _running(asker) | _seated(asker, "meeting_id") | _invited(asker)

    def see_school(self, asker: Asker) -> Q:
        """The line's school, title and amount: hidden from the conflicted where the cluster's
        rule is that they get no papers at all."""
        no_papers = Rules.objects.filter(
            cluster_id=OuterRef("cluster_id"), strictness=Rules.Strictness.NO_PAPERS
        )
        hidden = Q(Exists(no_papers)) & _conflicted("check_row_id")
        return self.see_line(asker) & ~hidden

    def answer(self, asker: Asker) -> Q:
        """Say "no interest" or declare one, until the outcome is published."""
        return self.see_line(asker) & UNPUBLISHED & ~_conflicted("check_row_id")

    def observe(self, asker: Asker) -> Q:
        """Is a silent observer."""
        return self.see_line(asker) & _conflicted("check_row_id")

    def read(self, asker: Asker) -> Q:
        """The papers: the application and what is asked."""
        return self.see_line(asker) & _free("check_row_id")

    def be_able(self, asker: Asker) -> Q:
        """Could decide once they answer: what forecasts of "enough people" count."""
        return _deciding(asker) & ~_conflicted("check_row_id")

    def take_part(self, asker: Asker) -> Q:
        """Decides: what "enough people" counts at the meeting."""
        return _deciding(asker) & _free("check_row_id")

    def discuss(self, asker: Asker) -> Q:
        """The panel's side: checker's note, scores, votes, notes and tally. Not for advisers."""
        return (_running(asker) | _deciding(asker)) & _free("check_row_id")

    def note(self, asker: Asker) -> Q:
        return self.take_part(asker) & UNPUBLISHED

    def score(self, asker: Asker) -> Q:
        return self.note(asker) & Q(cluster__rules__uses_scores=True)

    def vote(self, asker: Asker) -> Q:
        return self.note(asker) & Q(cluster__rules__uses_votes=True)


class PartAccess(Access):
    """Scores, votes and notes: the item's rule, by subquery."""

    def read(self, asker: Asker) -> Q:
        items = AgendaItem.objects.alias(asker=OuterRef("asker")).filter(
            AgendaItemAccess().discuss(asker)
        )
        return Q(item_id__in=items.values("pk"))


class DeclarationAccess(Access):
    def read(self, asker: Asker) -> Q:
        """One's own answers. What others said is the room's: `silent_observers`."""
        return Q(person_id=F("asker"))

    def lift(self, asker: Asker) -> Q:
        """End the recusal that a declaration made: a free chair, deputy or clerk, never one's own."""
        declared = Recusal.objects.filter(declaration_id=OuterRef("pk"), ended_at__isnull=True)
        return (
            Q(cluster_id__in=offices_of(asker, *LIFTING))
            & ~Q(person_id=F("asker"))
            & Q(Exists(declared))
            & _free("check_row_id")
        )


def has_conflict(person: Any, check: Check) -> bool:
    """Whether this person stands back from the case, whatever their part in the meeting."""
    return Conflict.objects.standing().filter(check_row=check, person=person).exists()


def causes_for(person: Any, checks: QuerySet | list) -> dict[int, list[Conflict]]:
    """Why this person stands back from each case: for their own eyes."""
    causes: dict[int, list[Conflict]] = {}
    for conflict in Conflict.objects.standing().filter(person=person, check_row__in=checks):
        causes.setdefault(conflict.check_row_id, []).append(conflict)
    return causes


def silent_observers(checks: QuerySet | list) -> dict[int, list[tuple[int, str]]]:
    """What the room sees of each case: person id and "own school", "same trust" or "declared".

    Authorship shows as own school, so that the line never says who wrote an application.
    """
    shown = {Cause.AUTHOR: Cause.OWN_SCHOOL}
    observers: dict[int, dict[int, str]] = {}
    conflicts = Conflict.objects.standing().filter(check_row__in=checks).order_by("-cause")
    for conflict in conflicts:
        cause = Cause(shown.get(Cause(conflict.cause), conflict.cause))
        observers.setdefault(conflict.check_row_id, {})[conflict.person_id] = cause.label
    return {check: sorted(people.items()) for check, people in observers.items()}


def with_people(items: QuerySet) -> QuerySet:
    """Adds to each item `people_free`, deciding seats that are free now, and `people_able`, those
    that will be once everybody without a conflict has said "no interest"."""
    return items.annotate(people_free=_seats_that("take_part"), people_able=_seats_that("be_able"))


def _seats_that(verb: str) -> Coalesce:
    """Counts an item's seats by the same rule that lets their holders act."""
    item = (
        AgendaItem.objects.filter(pk=OuterRef(OuterRef("pk")))
        .alias(asker=OuterRef("person_id"))
        .filter(AgendaItemAccess().rows(verb, Asker(None)))
    )
    seats = Seat.objects.filter(Exists(item), meeting_id=OuterRef("meeting_id"))
    counted = seats.order_by().values("meeting_id").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def counted(parts: QuerySet) -> QuerySet:
    """The scores, votes or notes that count: not struck out, and no conflict stood at the time."""
    return _with_cause(parts).filter(cause__isnull=True)


def to_strike(parts: QuerySet) -> QuerySet:
    """Those that stand although a conflict stood when they were made, with its `cause`."""
    return _with_cause(parts).filter(cause__isnull=False)


def _with_cause(parts: QuerySet) -> QuerySet:
    """A post that began after a vote removes reading; it says nothing about the vote."""
    known_then = Conflict.objects.filter(
        check_row_id=OuterRef("item__check_row_id"),
        person_id=OuterRef("seat__person_id"),
        since__lte=OuterRef("made_on"),
    )
    standing = parts.filter(struck_at__isnull=True).alias(made_on=TruncDate("made_at"))
    return standing.annotate(
        cause=Subquery(known_then.order_by("since", "cause").values("cause")[:1])
    )
