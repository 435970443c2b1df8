"""Who may see and do what on the panel's side: the silent observer, in one place.

A person is, on a case before a panel (`Check`):

conflicted  some fact or recusal stands between them and the application (`_conflicted`);
unanswered  they have not said "no interest" yet: a lock, never called a conflict;
free        answered, and no conflict.

Everything about an item asks these, for chairs, administrators and superusers alike. The facts
themselves are one database view (`panels.models.conflict.Conflict`), which the triggers read too.
Each rule is the person's part in the meeting (`_takes_part`) and their state.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from accounts.grants import GrantQuerySet
from clusters.access import RUNNING, offices_of
from clusters.models import Office, Rules
from core.access import Access, Asker
from funding.models import Application
from panels.models import (
    AgendaItem,
    AgendaItemGrant,
    Check,
    Declaration,
    Part,
    Seat,
)
from panels.models.conflict import Cause, Conflict, Recusal

Kind = Office.Kind
CHECKING = (Kind.CLUSTER_SENCO, Kind.CHAIR, Kind.DEPUTY_CHAIR)
SITTING = (*RUNNING, Kind.MEMBER, Kind.ADVISER, Kind.LINK_GOVERNOR)
LIFTING = (Kind.CHAIR, Kind.DEPUTY_CHAIR, Kind.CLERK)

UNPUBLISHED = Q(published_at__isnull=True)
WITH_SCHOOL = Q(application__status__in=Application.EDITABLE)
WITHDRAWN = Q(application__status=Application.Status.WITHDRAWN)


def tenants_of(user: Any) -> tuple[set[int], set[int]]:
    """An invitation to one item opens the wall to its cluster."""
    invited = AgendaItemGrant.objects.live().filter(user=user)
    return set(invited.values_list("content_object__cluster_id", flat=True)), set()


class Conflicted(Func):
    """The database's own answer for a check and a person, where the person is an outer query's."""

    function = "panels_conflicted"
    output_field = BooleanField()


def _conflicted(asker: Asker, check: str) -> Q:
    """A conflict stands between the asker and the case that `check` names."""
    if asker.known_pk is None:
        return Q(Conflicted(F(check), F("asker"), Value(timezone.localdate())))
    pk = asker.known_pk
    own = asker.once(
        "conflicts", lambda: {row.check_row_id for row in Conflict.objects.of_person(pk)}
    )
    return Q(**{f"{check}__in": own})


def _answered(asker: Asker, check: str) -> Q:
    answers = Declaration.objects.filter(
        answer=Declaration.Answer.NO_INTEREST, replaced_at__isnull=True
    )
    return Q(**{f"{check}__in": asker.ids(answers, "check_row_id")})


def _free(asker: Asker, check: str) -> Q:
    return _answered(asker, check) & ~_conflicted(asker, check)


def _hidden(asker: Asker, check: str) -> Q:
    """Conflicted where the cluster's rule is "no papers": only number and reference are left."""
    no_papers = Q(cluster__rules__strictness=Rules.Strictness.NO_PAPERS)
    return no_papers & _conflicted(asker, check)


def _running(asker: Asker, cluster: str = "cluster_id") -> Q:
    return Q(**{f"{cluster}__in": offices_of(asker, *RUNNING)})


def _seated(asker: Asker, meeting: str, *roles: str) -> Q:
    """Has a seat at the meeting, in one of the roles if any are named, and still holds an office
    in the cluster."""
    seats = Seat.objects.filter(role__in=roles) if roles else Seat.objects.all()
    return Q(cluster_id__in=offices_of(asker, *SITTING)) & Q(
        **{f"{meeting}__in": asker.ids(seats, "meeting_id")}
    )


def _deciding(asker: Asker) -> Q:
    return _seated(asker, "meeting_id", *Seat.DECIDING)


def _invited(asker: Asker) -> Q:
    grants: GrantQuerySet = AgendaItemGrant.objects.live().to("read")
    return Q(pk__in=asker.ids(grants, "content_object_id", "user_id", key="items"))


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

    def see_school(self, asker: Asker) -> Q:
        return _running(asker) & ~_hidden(asker, "pk")

    def answer(self, asker: Asker) -> Q:
        """Say "no interest" or declare one. Somebody conflicted has nothing to clear."""
        return _running(asker) & ~_conflicted(asker, "pk")

    def observe(self, asker: Asker) -> Q:
        """Is a silent observer."""
        return _running(asker) & _conflicted(asker, "pk")

    def discuss(self, asker: Asker) -> Q:
        """What came of the check, and the checker's words."""
        return _running(asker) & _free(asker, "pk")

    def read(self, asker: Asker) -> Q:
        """The papers, not while the school has them back and is writing."""
        return self.discuss(asker) & ~WITH_SCHOOL

    def check(self, asker: Asker) -> Q:
        """Find it ready or return it, once."""
        checkers = Q(cluster_id__in=offices_of(asker, *CHECKING), outcome="")
        return checkers & ~WITHDRAWN & _free(asker, "pk")

    def expect(self, asker: Asker) -> Q:
        """Is told that it came in: the cluster SENCO, unless conflicted."""
        return Q(cluster_id__in=offices_of(asker, Kind.CLUSTER_SENCO)) & ~_conflicted(asker, "pk")

    def stand_in(self, asker: Asker) -> Q:
        """Is told in the cluster SENCO's place: whoever else could check it."""
        return Q(cluster_id__in=offices_of(asker, *CHECKING)) & ~_conflicted(asker, "pk")

    def put_on_agenda(self, asker: Asker) -> Q:
        """The line is enough for it: a conflicted clerk may list an item they cannot read."""
        listed = AgendaItem.objects.filter(check_row_id=OuterRef("pk"))
        ready = Q(outcome=Check.Outcome.READY) & ~WITHDRAWN
        return _running(asker) & ready & ~Q(Exists(listed))


class AgendaItemAccess(Access):
    def see_line(self, asker: Asker) -> Q:
        return _running(asker) | _seated(asker, "meeting_id") | _invited(asker)

    def see_school(self, asker: Asker) -> Q:
        """The line's school, title and amount: hidden from the conflicted where the cluster's
        rule is that they get no papers at all."""
        return self.see_line(asker) & ~_hidden(asker, "check_row_id")

    def answer(self, asker: Asker) -> Q:
        """Say "no interest" or declare one, until the outcome is published."""
        return self.see_line(asker) & UNPUBLISHED & ~_conflicted(asker, "check_row_id")

    def observe(self, asker: Asker) -> Q:
        """Is a silent observer."""
        return self.see_line(asker) & _conflicted(asker, "check_row_id")

    def read(self, asker: Asker) -> Q:
        """The papers: the application and what is asked."""
        return self.see_line(asker) & _free(asker, "check_row_id")

    def be_able(self, asker: Asker) -> Q:
        """Could decide once they answer: what forecasts of "enough people" count."""
        return _deciding(asker) & ~_conflicted(asker, "check_row_id")

    def take_part(self, asker: Asker) -> Q:
        """Decides: what "enough people" counts at the meeting."""
        return _deciding(asker) & _free(asker, "check_row_id")

    def discuss(self, asker: Asker) -> Q:
        """The panel's side: checker's note, scores, votes, notes and tally. Not for advisers."""
        return (_running(asker) | _deciding(asker)) & _free(asker, "check_row_id")

    def note(self, asker: Asker) -> Q:
        return self.take_part(asker) & UNPUBLISHED & ~WITHDRAWN

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
        """End a declared recusal: a free chair, deputy or clerk, never one's own."""
        declared = Recusal.objects.filter(declaration_id=OuterRef("pk"), ended_at__isnull=True)
        return (
            Q(cluster_id__in=offices_of(asker, *LIFTING))
            & ~Q(person_id=F("asker"))
            & Q(Exists(declared))
            & _free(asker, "check_row_id")
        )


def conflicts_on(items: Iterable[AgendaItem]) -> list[Conflict]:
    """Every standing conflict with the items' cases, of whomever: for the two functions below."""
    return Conflict.objects.on_checks(item.check_row_id for item in items)


def causes_for(person: Any, check_id: int) -> list[Conflict]:
    """Why this person stands back from the case: for their own eyes."""
    own = Conflict.objects.of_person(person.pk)
    return [conflict for conflict in own if conflict.check_row_id == check_id]


def silent_observers(conflicts: Iterable[Conflict]) -> dict[int, dict[int, str]]:
    """What the room sees of each case: who, and "own school", "same trust" or "declared".

    Authorship shows as own school, so that the line never says who wrote an application.
    """
    order = {Cause.DECLARED: 0, Cause.SAME_TRUST: 1, Cause.AUTHOR: 2, Cause.OWN_SCHOOL: 3}
    observers: dict[int, dict[int, str]] = {}
    for conflict in sorted(conflicts, key=lambda conflict: order[Cause(conflict.cause)]):
        cause = Cause(conflict.cause)
        shown = Cause.OWN_SCHOOL if cause == Cause.AUTHOR else cause
        observers.setdefault(conflict.check_row_id, {})[conflict.person_id] = shown.label.lower()
    return observers


@dataclass(frozen=True)
class People:
    """Of the deciding seats, who is free now, and who will be once they say "no interest"."""

    free: frozenset[int]
    able: frozenset[int]


def people_on(
    items: Iterable[AgendaItem], seats: Iterable[Seat], conflicts: Iterable[Conflict]
) -> dict[int, People]:
    """Person ids by item, for a whole agenda at once: the same answer as the rules `take_part` and
    `be_able` give person by person, which a test holds it to."""
    items = list(items)
    checks = [item.check_row_id for item in items]
    holders = set(
        Office.objects.live()
        .filter(cluster_id__in={item.cluster_id for item in items}, kind__in=SITTING)
        .values_list("person_id", flat=True)
    )
    deciding = {seat.person_id for seat in seats if seat.role in Seat.DECIDING} & holders
    back = {(conflict.check_row_id, conflict.person_id) for conflict in conflicts}
    answered = set(
        Declaration.objects.filter(
            check_row_id__in=checks,
            answer=Declaration.Answer.NO_INTEREST,
            replaced_at__isnull=True,
        ).values_list("check_row_id", "person_id")
    )
    people = {}
    for item in items:
        able = {one for one in deciding if (item.check_row_id, one) not in back}
        free = {one for one in able if (item.check_row_id, one) in answered}
        people[item.pk] = People(frozenset(free), frozenset(able))
    return people


def counted(parts: QuerySet) -> list[Any]:
    """The scores, votes or notes that count: not struck out, and no conflict stood at the time."""
    return [part for part, cause in _with_cause(parts) if not cause]


def to_strike(parts: QuerySet) -> list[tuple[Any, str]]:
    """Those that stand although a conflict stood when they were made, each with its cause."""
    return [(part, cause) for part, cause in _with_cause(parts) if cause]


def _with_cause(parts: QuerySet) -> list[tuple[Any, str]]:
    """A post that began after a vote removes reading; it says nothing about the vote."""
    standing = list(parts.filter(struck_at__isnull=True).select_related("item", "seat"))
    conflicts = Conflict.objects.on_checks({part.item.check_row_id for part in standing})
    return [(part, _cause_then(part, conflicts)) for part in standing]


def _cause_then(part: Part, conflicts: list[Conflict]) -> str:
    made_on = timezone.localdate(part.made_at)
    causes = [
        (conflict.since, conflict.cause)
        for conflict in conflicts
        if conflict.check_row_id == part.item.check_row_id
        and conflict.person_id == part.seat.person_id
        and conflict.since <= made_on
    ]
    return min(causes)[1] if causes else ""
