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

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from accounts.grants import Grant
from clusters.access import RUNNING, offices_of
from clusters.models import Membership, Office, Rules
from core.access import Access, Asker, RuledQuerySet
from core.tenancy import Source
from funding.access import as_author
from funding.models import Application
from panels.models import (
    AgendaItem,
    AgendaItemGrant,
    Check,
    CheckGrant,
    Decision,
    Declaration,
    Meeting,
    Minutes,
    Note,
    Part,
    Score,
    Seat,
    Vote,
)
from panels.models.conflict import Cause, Conflict, Recusal
from pupils.access import WRITERS
from schools.models import Post

Kind = Office.Kind
CHECKING = (Kind.CLUSTER_SENCO, Kind.CHAIR, Kind.DEPUTY_CHAIR)
SITTING = (*RUNNING, Kind.MEMBER, Kind.ADVISER, Kind.LINK_GOVERNOR)
LIFTING = (Kind.CHAIR, Kind.DEPUTY_CHAIR, Kind.CLERK)

UNPUBLISHED = Q(published_at__isnull=True)
ON_AGENDA = Q(taken_off_at__isnull=True)
STARTED = Q(meeting__started_at__isnull=False)
WITH_SCHOOL = Q(application__status__in=Application.EDITABLE)
WITHDRAWN = Q(application__status=Application.Status.WITHDRAWN)


def tenants_of(user: Any) -> Source:
    """An invitation to one item, or to check one application, opens the wall to its cluster."""
    grants = (AgendaItemGrant, CheckGrant)
    return [
        grant.objects.live().filter(user=user).values_list("cluster_id", flat=True)
        for grant in grants
    ], []


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
    """Looked up case by case: a person's answers are as many as the years that they sat, and their
    ids stood in a page's query once for each verb. Most verbs ask it, so it is put together once.
    """

    def answer() -> Q:
        return asker.has(
            Declaration.objects.filter(
                check_row_id=OuterRef(check),
                answer=Declaration.Answer.NO_INTEREST,
                replaced_at__isnull=True,
            )
        )

    return asker.once(("answered", check), answer)


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
    if asker.known_pk is None:
        seats = Seat.objects.filter(role__in=roles) if roles else Seat.objects.all()
        own = asker.ids(seats, "meeting_id")
    else:
        own = _ways_in(asker, "sit", *roles)
    return Q(cluster_id__in=offices_of(asker, *SITTING)) & Q(**{f"{meeting}__in": own})


def _deciding(asker: Asker) -> Q:
    return _seated(asker, "meeting_id", *Seat.DECIDING)


def _invited(asker: Asker) -> Q:
    return Q(pk__in=_granted(asker, AgendaItemGrant, "read"))


def _named(asker: Asker) -> Q:
    return Q(pk__in=_granted(asker, CheckGrant, "check"))


def _granted(asker: Asker, model: type[Grant], verb: str) -> Any:
    """Ids of the records on which the person has a live grant for the verb."""
    if asker.known_pk is None:
        return asker.ids(model.objects.live().to(verb), "content_object_id", "user_id")
    return _ways_in(asker, verb)


def _ways_in(asker: Asker, way: str, *roles: str) -> list[int]:
    """What a known person's seats open ("sit"), or their grants ("read" an item, "check" a case):
    every page of a panel needs them all, so they are asked for together."""
    found = asker.once("ways in", lambda: list(_seats_and_grants(asker.known_pk)))
    return [pk for to, pk, role in found if to == way and (not roles or role in roles)]


def _seats_and_grants(person_id: Any) -> QuerySet:
    seats = Seat.objects.filter(person_id=person_id).order_by()
    rows = [seats.values_list(Value("sit"), "meeting_id", "role")]
    for model, verb in ((AgendaItemGrant, "read"), (CheckGrant, "check")):
        grants: Any = model.objects.live().to(verb).filter(user_id=person_id).order_by()
        rows.append(grants.values_list(Value(verb), "content_object_id", Value("")))
    return rows[0].union(*rows[1:], all=True)


class MeetingAccess(Access):
    def read(self, asker: Asker) -> Q:
        """The agenda's lines: whoever runs the cluster's meetings or has a seat at this one."""
        return _running(asker) | _seated(asker, "pk")

    def arrange(self, asker: Asker) -> Q:
        """Seat people, build the agenda, start the meeting and say who is there."""
        return _running(asker)

    def prepare(self, asker: Asker) -> Q:
        """Change the order and take items off: until the meeting starts."""
        return _running(asker) & Q(started_at__isnull=True)

    def publish(self, asker: Asker) -> Q:
        """Any officer: what a silent observer publishes shows to them only as "ready"."""
        return _running(asker) & Q(started_at__isnull=False)

    def read_minutes(self, asker: Asker) -> Q:
        """Whoever reads the agenda, once the meeting has started; of each item what its rule
        lets them."""
        return self.read(asker) & Q(started_at__isnull=False)

    def take_pack(self, asker: Asker) -> Q:
        """Have its papers as a file: whoever reads the agenda; of each item what its rule lets
        them."""
        return self.read(asker)

    def owe_answers(self, asker: Asker) -> Q:
        """Has a seat, and has not said of each line whether they have an interest."""
        items = asker.inside(AgendaItem.objects.all()).filter(
            ON_AGENDA & UNPUBLISHED & ~WITHDRAWN, meeting_id=OuterRef("pk")
        )
        open_to = ~_answered(asker, "check_row_id") & ~_conflicted(asker, "check_row_id")
        return Q(started_at__isnull=True) & _seated(asker, "pk") & Q(Exists(items.filter(open_to)))

    def approve_minutes(self, asker: Asker) -> Q:
        """Say that the panel approved them, which locks them: the chair or the deputy, once every
        item is published or withdrawn."""
        chairing = Q(cluster_id__in=offices_of(asker, Kind.CHAIR, Kind.DEPUTY_CHAIR))
        open_items = AgendaItem.objects.filter(
            ON_AGENDA & UNPUBLISHED & ~WITHDRAWN, meeting_id=OuterRef("pk")
        )
        approved = Minutes.objects.filter(meeting_id=OuterRef("pk"))
        told = ~Q(Exists(open_items)) & ~Q(Exists(approved))
        return chairing & self.read_minutes(asker) & told


class SeatAccess(Access):
    def read(self, asker: Asker) -> Q:
        return _running(asker) | _seated(asker, "meeting_id")

    def take_away(self, asker: Asker) -> Q:
        return _running(asker) & ~Q(person_id=F("asker"))


class CheckAccess(Access):
    """The case as it reached a panel, for whoever checks it or runs the meeting."""

    def see_line(self, asker: Asker) -> Q:
        """Reference, school, title and amount: open in any state to those who run the meetings
        and to whoever was named to check it."""
        return _running(asker) | _named(asker)

    def see_school(self, asker: Asker) -> Q:
        return self.see_line(asker) & ~_hidden(asker, "pk")

    def find_to_do(self, asker: Asker) -> Q:
        """On the first list of what came in: what nobody has checked. A silent observer's list
        does not move with the check, so theirs stays on it until the panel has met."""
        silent = _conflicted(asker, "pk")
        to_come = Q(panel_date__held_on__gte=timezone.localdate())
        return self.see_line(asker) & (silent & to_come | ~silent & Q(outcome="") & ~WITHDRAWN)

    def answer(self, asker: Asker) -> Q:
        """Say "no interest" or declare one. Somebody conflicted has nothing to clear."""
        return self.see_line(asker) & ~_conflicted(asker, "pk")

    def observe(self, asker: Asker) -> Q:
        """Is a silent observer."""
        return self.see_line(asker) & _conflicted(asker, "pk")

    def discuss(self, asker: Asker) -> Q:
        """What came of the check, and the checker's words."""
        return self.see_line(asker) & _free(asker, "pk")

    def read(self, asker: Asker) -> Q:
        """The papers, not while the school has them back and is writing."""
        return self.discuss(asker) & ~WITH_SCHOOL

    def check(self, asker: Asker) -> Q:
        """Find it ready or return it, once."""
        checkers = Q(cluster_id__in=offices_of(asker, *CHECKING)) | _named(asker)
        return checkers & Q(outcome="") & ~WITHDRAWN & _free(asker, "pk")

    def be_checker(self, asker: Asker) -> Q:
        """Could be named to check it: an office in the cluster, or a SENCO's or head's post at
        one of its schools, and no conflict."""
        schools = asker.ids(Post.objects.live().filter(kind__in=WRITERS), "school_id")
        members = asker.inside(Membership.objects.live()).filter(school_id__in=schools)
        return (
            Q(cluster_id__in=offices_of(asker, *SITTING))
            | Q(cluster_id__in=members.values("cluster_id"))
        ) & ~_conflicted(asker, "pk")

    def be_asked(self, asker: Asker) -> Q:
        """Was named to check it, and it waits for them: nobody has, and they have no conflict."""
        waits = Q(outcome="") & ~WITHDRAWN & ~WITH_SCHOOL
        return _named(asker) & waits & ~_conflicted(asker, "pk")

    def name_checker(self, asker: Asker) -> Q:
        """Hand it to somebody without a conflict: the line is enough for it."""
        return _running(asker) & Q(outcome="") & ~WITHDRAWN & ~WITH_SCHOOL

    def ask_school(self, asker: Asker) -> Q:
        """Put a question of fact to the school, until the outcome is published."""
        asks = Q(cluster__rules__asks_school=True)
        published = AgendaItem.objects.filter(
            check_row_id=OuterRef("pk"), published_at__isnull=False
        )
        return self.read(asker) & asks & ~WITHDRAWN & ~Q(Exists(published))

    def expect(self, asker: Asker) -> Q:
        """Is told that it came in: the cluster SENCO, unless conflicted."""
        return Q(cluster_id__in=offices_of(asker, Kind.CLUSTER_SENCO)) & ~_conflicted(asker, "pk")

    def hand_over(self, asker: Asker) -> Q:
        """The cluster SENCO, where conflicted: others check it. It does not move with the check."""
        to_come = Q(panel_date__held_on__gte=timezone.localdate())
        senco = Q(cluster_id__in=offices_of(asker, Kind.CLUSTER_SENCO))
        return senco & to_come & ~WITHDRAWN & _conflicted(asker, "pk")

    def stand_in(self, asker: Asker) -> Q:
        """Is told in the cluster SENCO's place: whoever else could check it."""
        return Q(cluster_id__in=offices_of(asker, *CHECKING)) & ~_conflicted(asker, "pk")

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
        return _running(asker) & ready & ~Q(Exists(listed))


class AgendaItemAccess(Access):
    def see_line(self, asker: Asker) -> Q:
        return ON_AGENDA & (_running(asker) | _seated(asker, "meeting_id") | _invited(asker))

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

    def hand_over(self, asker: Asker) -> Q:
        """Say aloud that somebody else chairs it: the chair, as a silent observer."""
        chairing = _seated(asker, "meeting_id", Seat.Role.CHAIR)
        return ON_AGENDA & chairing & UNPUBLISHED & _conflicted(asker, "check_row_id")

    def read_agenda(self, asker: Asker) -> Q:
        """The page of its meeting; somebody invited to the item alone does not."""
        return _running(asker) | _seated(asker, "meeting_id")

    def turn_to(self, asker: Asker) -> Q:
        """Turn the room to it: whoever runs the meeting, in whatever state."""
        return ON_AGENDA & _running(asker)

    def read(self, asker: Asker) -> Q:
        """The papers: the application and what is asked."""
        return self.see_line(asker) & _free(asker, "check_row_id")

    def expect_papers(self, asker: Asker) -> Q:
        """Reads them once they have said "no interest": what packs made ahead go by."""
        return self.see_line(asker) & ~_conflicted(asker, "check_row_id")

    def expect_panel(self, asker: Asker) -> Q:
        """Reads the panel's side too, once they have."""
        sides = _running(asker) | _deciding(asker)
        return ON_AGENDA & sides & ~_conflicted(asker, "check_row_id")

    def lead(self, asker: Asker) -> Q:
        """Say who chairs it, invite an adviser, and write down what was said aloud: whoever runs
        the meetings and is free."""
        return ON_AGENDA & _running(asker) & _free(asker, "check_row_id") & UNPUBLISHED

    def record(self, asker: Asker) -> Q:
        """Write the decision down while the meeting is on: the free who run it, and whoever
        chairs the item in the chair's place."""
        acting = Q(acting_chair_id=F("asker")) & _deciding(asker)
        recording = (_running(asker) | acting) & _free(asker, "check_row_id")
        return ON_AGENDA & recording & UNPUBLISHED & STARTED & ~WITHDRAWN

    def read_letter(self, asker: Asker) -> Q:
        """Mark the letter as read, so that it can go out."""
        decided = Decision.objects.filter(item_id=OuterRef("pk"))
        return self.lead(asker) & Q(Exists(decided)) & ~WITHDRAWN

    def correct(self, asker: Asker) -> Q:
        """Put the words of a published outcome right."""
        return ON_AGENDA & _running(asker) & _free(asker, "check_row_id") & ~UNPUBLISHED

    def be_able(self, asker: Asker) -> Q:
        """Could decide once they answer: what forecasts of "enough people" count."""
        return _deciding(asker) & ~_conflicted(asker, "check_row_id")

    def take_part(self, asker: Asker) -> Q:
        """Decides: what "enough people" counts at the meeting."""
        return _deciding(asker) & _free(asker, "check_row_id")

    def discuss(self, asker: Asker) -> Q:
        """The panel's side: checker's note, scores, votes, notes, tally and the decision before
        it is published. Not for advisers."""
        return ON_AGENDA & (_running(asker) | _deciding(asker)) & _free(asker, "check_row_id")

    def note(self, asker: Asker) -> Q:
        return ON_AGENDA & self.take_part(asker) & UNPUBLISHED & ~WITHDRAWN

    def score(self, asker: Asker) -> Q:
        return self.note(asker) & Q(cluster__rules__uses_scores=True)

    def vote(self, asker: Asker) -> Q:
        return self.note(asker) & Q(cluster__rules__uses_votes=True)


def _discussed(asker: Asker) -> Any:
    """The items whose panel's side the person reads: what hangs on an item inherits its rule."""

    def items() -> Any:
        rows = asker.inside(AgendaItem.objects.all())
        return rows.filter(AgendaItemAccess().discuss(asker)).values("pk")

    return asker.once("items discussed", items)


def _checks_discussed(asker: Asker) -> Any:
    checks = asker.inside(Check.objects.all())
    return checks.filter(CheckAccess().discuss(asker)).values("pk")


class PartAccess(Access):
    """Scores, votes and notes: the item's rule, by subquery."""

    def read(self, asker: Asker) -> Q:
        return Q(item_id__in=_discussed(asker))


class DecisionAccess(Access):
    def read(self, asker: Asker) -> Q:
        """The panel's own record, before and after its outcome is published."""
        return Q(item_id__in=_discussed(asker))


class PackAccess(Access):
    def read(self, asker: Asker) -> Q:
        """That it was made: whoever reads the agenda. Which of them is theirs, its variant says."""
        return _running(asker) | _seated(asker, "meeting_id")


class MinutesAccess(Access):
    def read(self, asker: Asker) -> Q:
        """Who sat: whoever reads the meeting's agenda."""
        return _running(asker) | _seated(asker, "meeting_id")


class MinutesItemAccess(Access):
    def see_line(self, asker: Asker) -> Q:
        """That it was there, and who was silent."""
        items = asker.inside(AgendaItem.objects.all())
        return Q(item_id__in=items.filter(AgendaItemAccess().see_line(asker)).values("pk"))

    def read(self, asker: Asker) -> Q:
        """The panel's side, by the item's rule."""
        return Q(item_id__in=_discussed(asker))


class DecisionLineAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(decision__item_id__in=_discussed(asker))


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


def seats_at(meeting: Meeting) -> RuledQuerySet:
    """Its seats with their people; `in_office`, whether they still hold an office there, and
    `answered`, the cases of the meeting to which they said "no interest"."""
    offices = Office.objects.live().filter(
        cluster_id=OuterRef("cluster_id"), person_id=OuterRef("person_id"), kind__in=SITTING
    )
    items = AgendaItem.objects.filter(meeting_id=meeting.pk)
    answers = Declaration.objects.filter(
        cluster_id=OuterRef("cluster_id"),
        person_id=OuterRef("person_id"),
        check_row_id__in=items.values("check_row_id"),
        answer=Declaration.Answer.NO_INTEREST,
        replaced_at__isnull=True,
    )
    rows: RuledQuerySet = Seat.objects.filter(meeting_id=meeting.pk).select_related("person")
    return rows.annotate(
        in_office=Exists(offices), answered=ArraySubquery(answers.order_by().values("check_row_id"))
    )


def people_on(
    items: Iterable[AgendaItem], seats: Iterable[Seat], conflicts: Iterable[Conflict]
) -> dict[int, People]:
    """Person ids by item, for a whole agenda at once, by the seats of its meeting (`seats_at`): the
    same answer as the rules `take_part` and `be_able` give person by person, which a test holds it
    to."""
    deciding = [
        seat
        for seat in seats
        if seat.role in Seat.DECIDING and seat.in_office  # type: ignore[attr-defined]
    ]
    back = {(conflict.check_row_id, conflict.person_id) for conflict in conflicts}
    people = {}
    for item in items:
        able = [seat for seat in deciding if (item.check_row_id, seat.person_id) not in back]
        free = [seat for seat in able if item.check_row_id in seat.answered]  # type: ignore[attr-defined]
        people[item.pk] = People(_people_of(free), _people_of(able))
    return people


def _people_of(seats: Iterable[Seat]) -> frozenset[int]:
    return frozenset(seat.person_id for seat in seats)


def attending(seats: Iterable[Seat], meeting: Meeting) -> list[Seat]:
    """Whom to count on: who is there once the meeting has started; until then all but those who
    sent apologies."""
    counted_on = {Seat.Attendance.PRESENT}
    if meeting.started_at is None:
        counted_on.add(Seat.Attendance.EXPECTED)
    return [seat for seat in seats if seat.attendance in counted_on]


def who_chairs(item: AgendaItem, seats: Iterable[Seat], people: People) -> Seat | None:
    """Of those who attend: the acting chair if one is named, else the chair, else the deputy, if
    they are free for the item."""
    return _chair_among(people.free, item, seats)


def who_will_chair(item: AgendaItem, seats: Iterable[Seat], people: People) -> Seat | None:
    """The same once everybody has said "no interest". It tells nobody who has, so silent
    observers may know it."""
    return _chair_among(people.able, item, seats)


def _chair_among(those: frozenset[int], item: AgendaItem, seats: Iterable[Seat]) -> Seat | None:
    found = {seat.person_id: seat for seat in seats if seat.person_id in those}
    if item.acting_chair_id:
        return found.get(item.acting_chair_id)
    roles = {seat.role: seat for seat in reversed(list(found.values()))}
    return roles.get(Seat.Role.CHAIR) or roles.get(Seat.Role.DEPUTY_CHAIR)


def still_stands(decisions: Iterable[Decision]) -> set[int]:
    """Ids of the decisions that nobody recorded or chaired who had a conflict then. A conflict
    found late means that the decision has to be recorded again, by the free."""
    decisions = list(decisions)
    conflicts = Conflict.objects.on_checks({row.item.check_row_id for row in decisions})
    standing = set()
    for row in decisions:
        made_on = timezone.localdate(row.recorded_at)
        barred = {
            conflict.person_id
            for conflict in conflicts
            if conflict.check_row_id == row.item.check_row_id and conflict.since <= made_on
        }
        if not barred & {row.recorded_by_id, row.chaired_by_id}:
            standing.add(row.pk)
    return standing


def took_part(decision: Decision) -> set[Any]:
    """Who had a hand in it: the free deciders who were there, who chaired and recorded, and whoever
    scored or voted, struck out or not."""
    item = decision.item
    seats = list(seats_at(item.meeting))
    people = people_on([item], attending(seats, item.meeting), conflicts_on([item]))[item.pk]
    put_down = {
        seat_id
        for model in (Score, Vote, Note)
        for seat_id in model.objects.filter(item=item).values_list("seat_id", flat=True)
    }
    had_a_seat = {
        seat.person for seat in seats if seat.person_id in people.free or seat.pk in put_down
    }
    return {*had_a_seat, decision.chaired_by, decision.recorded_by}


def silent_officers(item: AgendaItem) -> list[Any]:
    """Of the cluster's officers those who are silent observers of the case now."""
    officers = Office.objects.live().filter(cluster_id=item.cluster_id).select_related("person")
    silent = {conflict.person_id for conflict in conflicts_on([item])}
    return [office.person for office in officers if office.person_id in silent]


def counted(parts: Iterable[Part], conflicts: Iterable[Conflict]) -> list[Any]:
    """Of the scores, votes or notes that stand those that count: no conflict stood at the time."""
    return [part for part in parts if not _cause_then(part, conflicts)]


def to_strike(parts: QuerySet) -> list[tuple[Any, str]]:
    """Those that stand although a conflict stood when they were made, each with its cause."""
    standing = list(parts.filter(struck_at__isnull=True).select_related("item", "seat"))
    conflicts = Conflict.objects.on_checks({part.item.check_row_id for part in standing})
    found = [(part, _cause_then(part, conflicts)) for part in standing]
    return [(part, cause) for part, cause in found if cause]


def _cause_then(part: Part, conflicts: Iterable[Conflict]) -> str:
    """A post that began after a vote removes reading; it says nothing about the vote."""
    made_on = timezone.localdate(part.made_at)
    causes = [
        (conflict.since, conflict.cause)
        for conflict in conflicts
        if conflict.check_row_id == part.item.check_row_id
        and conflict.person_id == part.seat.person_id
        and conflict.since <= made_on
    ]
    return min(causes)[1] if causes else ""
