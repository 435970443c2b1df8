"""What the pages of complaints ask. Staff's rows come in limited to their reader by the rule; a
private link's are those of its one complaint."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from clusters.models import Cluster, Membership
from clusters.queries.people import people_of
from clusters.queries.schooldays import SchoolDays
from complaints.models import (
    LINK_LASTS,
    Complaint,
    ComplaintLink,
    ComplaintStage,
    ComplaintWords,
    ConnectedCase,
    Contact,
    ConversationNote,
    HandledBy,
    Handler,
    StageOutcome,
)
from complaints.procedures import APPEAL_PANEL, StagePlan, plan_at, plan_of
from core.access import RuledQuerySet, audience
from core.models import OutgoingMail
from funding.models import Application
from schools.models import School

# Why a stage bars somebody, in words. A cause without a line shows as the last.
BECAUSE = {
    "about": "the complaint is about them",
    "interest": "has an interest in the complaint",
    "sat": "sat on the panel that decided",
    "handled": "handled an earlier stage",
    "own_school": "works at or governs the school",
}
TOOK_PART = "took part in the decision, or has an interest in it"


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> ComplaintLink | None:
    """The link that a secret stands for. It opens the wall to its cluster, and nothing more."""
    return ComplaintLink.objects.live().filter(token_hash=hash_of(token)).first()


def opened_by(link: ComplaintLink) -> Complaint | None:
    """The one complaint that a link leads to, until a while after it has ended."""
    found = (
        Complaint.objects.select_related("cluster", "school", "procedure")
        .filter(pk=link.complaint_id, cluster_id=link.cluster_id)
        .first()
    )
    return found if found and _is_followed(found) else None


def _is_followed(complaint: Complaint) -> bool:
    """Open, or ended so lately that its private links work."""
    return complaint.closed_at is None or timezone.now() <= complaint.closed_at + LINK_LASTS


def case_of(cluster: Cluster, reference: str) -> Application | None:
    """The application of the cluster that somebody quotes, as its letter spells it."""
    public_id = "".join(sign for sign in reference.lower() if sign.isalnum())
    return Application.objects.filter(cluster=cluster, public_id=public_id).first()


def contact_of(complaint: Complaint) -> Contact | None:
    return Contact.objects.filter(complaint=complaint).first()


def not_reached(complaint: Complaint, contact: Contact | None, user: Any) -> OutgoingMail | None:
    """The newest message that did not arrive at the address of today, as long as nobody has made a
    new private link since: that is handed over."""
    if contact is None or not contact.email or not _is_followed(complaint):
        return None
    links = ComplaintLink.objects.filter(complaint=complaint, made_by__isnull=False)
    lost = OutgoingMail.objects.for_user(user, "be_warned").with_verbs(user, "chase")
    return (
        lost.filter(
            ~Exists(links.filter(made_at__gt=OuterRef("failed_at"))),
            cluster_id=complaint.cluster_id,
            about_id=complaint.pk,
            address__iexact=contact.email,
        )
        .order_by("-failed_at", "-pk")
        .first()
    )


def ended(stage: ComplaintStage) -> StageOutcome | None:
    return StageOutcome.objects.filter(stage=stage).first()


def hearing(stage: ComplaintStage) -> list[User]:
    """Those named to the stage who may still handle it."""
    named = Handler.objects.filter(stage=stage, ended_at__isnull=True).values("person_id")
    return list(audience("be_told", stage, User.objects.filter(pk__in=named)))


def handling(stage: ComplaintStage) -> list[User]:
    """Who handles the stage, by office, by post or named to it."""
    return list(audience("be_told", stage, people_of(stage.complaint.cluster)))


def enough(stage: ComplaintStage, people: Collection[User]) -> bool:
    """Whether so many can handle the stage: an appeal needs three, any other one."""
    return len(people) >= (APPEAL_PANEL if stage.kind == ComplaintStage.Kind.APPEAL else 1)


def could_handle(stage: ComplaintStage) -> Any:
    """Whom the stage could be given to: by office or post, and not barred."""
    return audience("be_handler", stage, people_of(stage.complaint.cluster))


def may_not(complaint: Complaint, stage: ComplaintStage) -> list[tuple[str, str]]:
    """Who is barred from the stage and why, for whoever handles it: name and reason, once each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, cause FROM complaints_bars_on(%s)"
            " WHERE from_rank <= complaints_rank(%s) ORDER BY from_rank, cause",
            [complaint.pk, stage.kind],
        )
        causes: dict[int, str] = {}
        for person, cause in cursor.fetchall():
            causes.setdefault(person, cause)
    people = people_of(complaint.cluster).filter(pk__in=causes)
    return [(person.name, BECAUSE.get(causes[person.pk], TOOK_PART)) for person in people]


def latest_stage(complaint: Complaint) -> ComplaintStage:
    """The stage that it has reached."""
    return latest_stages().filter(complaint=complaint).get()


def endings(complaint: Complaint, stage: ComplaintStage) -> list[str]:
    """How it could be closed today, at the stage that it has reached. For want of an answer only
    after the time to answer, and as gone through every stage only after the last one."""
    ending = Complaint.Ending
    found: list[str] = [ending.SATISFIED, ending.WITHDRAWN]
    outcome = getattr(stage, "ended", None)
    if outcome and outcome.ask_by and outcome.ask_by < timezone.localdate():
        found.append(ending.TIME)
    if outcome and plan_at(complaint, stage.number + 1) is None:
        found.append(ending.ELSEWHERE)
    return found


# How a complaint ended, to the person who made it.
ENDED_TO_YOU = {
    Complaint.Ending.SATISFIED: "you are satisfied",
    Complaint.Ending.TIME: "the time to ask for the next stage has passed",
    Complaint.Ending.ELSEWHERE: "it has gone through every stage here",
    Complaint.Ending.WITHDRAWN: "you have withdrawn it",
}


@dataclass
class Told:
    """One stage on a page: its plan and what is told of it to this reader."""

    stage: ComplaintStage
    plan: StagePlan | None
    words: list[ComplaintWords] = field(default_factory=list)
    notes: list[ConversationNote] = field(default_factory=list)
    outcome: StageOutcome | None = None


def told(
    complaint: Complaint,
    stages: Iterable[ComplaintStage],
    *,
    words: Iterable[ComplaintWords],
    notes: Iterable[ConversationNote],
    outcomes: Iterable[StageOutcome],
) -> list[Told]:
    """The stages in their order, each with the rows of it that came in."""
    found = {stage.pk: Told(stage=stage, plan=plan_at(complaint, stage.number)) for stage in stages}
    for word in words:
        found[word.stage_id].words.append(word)
    for note in notes:
        found[note.stage_id].notes.append(note)
    for outcome in outcomes:
        found[outcome.stage_id].outcome = outcome
    return list(found.values())


def told_to_complainant(complaint: Complaint) -> list[Told]:
    """All of it, as the private link shows it."""
    return told(
        complaint,
        ComplaintStage.objects.filter(complaint=complaint).select_related("ended"),
        words=ComplaintWords.objects.filter(complaint=complaint),
        notes=ConversationNote.objects.filter(stage__complaint=complaint).select_related("answer"),
        outcomes=StageOutcome.objects.filter(stage__complaint=complaint),
    )


def told_to(complaint: Complaint, user: Any) -> list[Told]:
    """What this person's rules show of it."""
    verbs = ("read", "handle", "move_on", "name_handler", "inform")
    stages = ComplaintStage.objects.for_user(user, "see_line").with_verbs(user, *verbs)
    notes = ConversationNote.objects.for_user(user).select_related("answer", "written_by")
    return told(
        complaint,
        stages.filter(complaint=complaint).select_related("ended"),
        words=ComplaintWords.objects.for_user(user).filter(complaint=complaint),
        notes=notes.filter(stage__complaint=complaint),
        outcomes=StageOutcome.objects.for_user(user).filter(stage__complaint=complaint),
    )


def steps(complaint: Complaint, stages: Iterable[Told]) -> list[dict[str, Any]]:
    """The line of stages: those answered, the one that it is at, and those that may come, unless
    it has ended without them."""
    reached = {one.stage.number: one for one in stages}
    line = []
    for number, plan in enumerate(plan_of(complaint), start=1):
        one = reached.get(number)
        if one is None and complaint.closed_at:
            continue
        is_answered = one is None or number < max(reached) or hasattr(one.stage, "ended")
        now = not is_answered and complaint.closed_at is None
        line.append(
            {
                "name": plan.name,
                "state": "" if one is None else "current" if now else "done",
                "date": one.stage.opened_at if one else None,
            }
        )
    return line


@dataclass(frozen=True)
class Clock:
    """How the stage stands against its day, in school days."""

    due_on: date
    days_left: int  # below zero when overdue; zero also on the days off after it
    is_late: bool
    certain: bool  # whether the cluster's terms are set that far


def clock(complaint: Complaint, stage: ComplaintStage) -> Clock:
    days, today = SchoolDays(complaint.cluster), timezone.localdate()
    left = days.between(today, stage.due_on)
    return Clock(stage.due_on, left, today > stage.due_on, days.knows(stage.due_on))


def cluster_open_to_complaints(public_id: str) -> Cluster | None:
    """A cluster that is at work today: the public form is its own to everybody."""
    return Cluster.objects.live().filter(public_id=public_id).first()


def schools_of_cluster(cluster: Cluster) -> list[School]:
    """The member schools of today, by name."""
    members = Membership.objects.live().filter(cluster=cluster).select_related("school")
    return [member.school for member in members]


def latest_stages() -> RuledQuerySet:
    """Of each complaint the stage that it has reached."""
    later = ComplaintStage.objects.filter(
        complaint_id=OuterRef("complaint_id"), number__gt=OuterRef("number")
    )
    rows: RuledQuerySet = ComplaintStage.objects.filter(~Exists(later))
    return rows.select_related(
        "complaint__cluster", "complaint__school", "complaint__procedure", "ended"
    )


@dataclass(frozen=True)
class Waiting:
    """A complaint on somebody's first screen, and why it is there."""

    stage: ComplaintStage
    is_theirs: bool
    is_late: bool
    needs_names: bool = False

    @property
    def can_be_closed(self) -> bool:
        return hasattr(self.stage, "ended")


def waiting_for(user: Any, most: int) -> list[Waiting]:
    """What this person has to answer or can close now, and of those whose line they see what is
    late, or waits for them to name who handles it: the first to be answered first."""
    today = timezone.localdate()
    unanswered = Q(ended__isnull=True)
    over = Q(ended__isnull=False) & (Q(ended__ask_by__lt=today) | Q(ended__ask_by__isnull=True))
    rows = (
        latest_stages()
        .for_user(user, "see_line")
        .with_verbs(user, "handle", "inform", "move_on", "name_handler")
        .annotate(named=_named())
        .filter(unanswered | over, complaint__closed_at__isnull=True)
        .order_by("due_on", "pk")
    )
    found = []
    for row in rows:
        answered = hasattr(row, "ended")
        late = not answered and row.due_on < today
        theirs = row.can_move_on if answered else row.can_handle or row.can_inform
        names = row.can_name_handler and row.named < NAMED_TO.get(row.handled_by, 0)
        if theirs or late or names:
            found.append(Waiting(row, theirs, late, names))
    return found[:most]


# How many are named to a stage that nobody has by office or post.
NAMED_TO = {HandledBy.PANEL: APPEAL_PANEL, HandledBy.GOVERNOR: 1}


def _named() -> Any:
    """How many handle the stage by name."""
    rows = Handler.objects.filter(stage=OuterRef("pk"), ended_at__isnull=True).order_by()
    return Coalesce(Subquery(rows.values("stage").annotate(n=Count("pk")).values("n")), 0)


def named_to(stage: ComplaintStage, user: Any) -> list[Handler]:
    """Who is named to the stage, each with whether this person may end it."""
    rows = Handler.objects.for_user(user).with_verbs(user, "end")
    return list(
        rows.filter(stage=stage, ended_at__isnull=True).select_related("person", "stage__complaint")
    )


def cases_of(complaint: Complaint, user: Any) -> list[ConnectedCase]:
    """Which cases it was connected to after it was made, the newest first."""
    rows = ConnectedCase.objects.for_user(user).filter(complaint=complaint)
    return list(rows.select_related("application", "by").order_by("-pk"))


def to_erase(cluster: Cluster, user: Any) -> RuledQuerySet:
    """What this person may erase, the first to have ended first."""
    rows: RuledQuerySet = Complaint.objects.for_user(user, "erase")
    return rows.filter(cluster=cluster).order_by("closed_at", "pk")


def note_of(complaint: Complaint, public_id: str) -> ConversationNote | None:
    """A note of this complaint, for its private link."""
    return (
        ConversationNote.objects.filter(stage__complaint=complaint, public_id=public_id)
        .select_related("stage")
        .first()
    )
