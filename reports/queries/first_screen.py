"""What the first screen reads, in a fixed number of queries however much there is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, When
from django.http import HttpRequest
from django.utils import timezone

from clusters.access import (
    MANAGERS,
    RUNNING,
    SEEING_THE_FUND,
    authorities_of,
    held_by,
    offices_of,
    sees_impact,
)
from clusters.models import Cluster, Office, PanelDate
from clusters.queries.setup import Missing, missing_before_first_panel, with_figures
from complaints.access import may_handle_complaints, runs_complaints
from core.access import Asker, asker_of, is_administrator
from core.dates import today
from core.templatetags.show import plural
from funding.models import Application, Outcome
from funding.queries import missing_from, words_of_return
from panels.access import SITTING
from panels.models import AgendaItem, Check, CheckGrant, Decision, Meeting
from schools.access import (
    posts_of,
    schools_to_apply_for,
    schools_to_receive_for,
    schools_to_sign_for,
)
from schools.models import Post

# Of each kind; the page links to the rest.
MOST = 8
# How long an outcome is news.
NEWS = timedelta(days=28)
CHECKED = Application.Status.CHECKED

NO_CHILD = "You see figures, and no application about a child."
WITH_SENCO = (
    "you can write an application with your SENCO. When they share a draft with you, it is listed "
    "here until the day they chose."
)
# Finance officers of a cluster and of a school share a spelling, and so do their words.
EXPECT = {
    Office.Kind.LINK_GOVERNOR: "As SEND link governor you ask what the cluster’s money does for "
    f"pupils. {NO_CHILD}",
    Office.Kind.AUTHORITY_OFFICER: "As an officer of the authority you compare how its clusters "
    f"use their money. {NO_CHILD}",
    Post.Kind.GOVERNOR: "As a school governor you follow what your school receives and what "
    f"comes of it. {NO_CHILD} If you also sit on a panel, you are a silent observer for your own "
    "school.",
    Post.Kind.TEACHER: f"As a teacher {WITH_SENCO}",
    Post.Kind.LSA: f"As a learning support assistant {WITH_SENCO}",
}


@dataclass(frozen=True)
class Standing:
    """Which parts of the product are open to a person, and what they hold today."""

    applies: bool
    signs: bool
    runs_panels: bool
    meets: bool
    manages: bool
    oversees: bool
    pays: bool
    sees_funds: bool
    receives: bool
    keeps_authority: bool
    sees_impact: bool
    runs_complaints: bool
    may_handle_complaints: bool
    offices: list[Office]
    posts: list[Post]

    @property
    def places(self) -> list[str]:
        """Their clusters, then their schools, by name."""
        clusters = {str(office.cluster or office.authority) for office in self.offices}
        return sorted(clusters) + sorted({post.school.name for post in self.posts})


def standing(request: HttpRequest) -> Standing:
    """Asked once a request, by the frame and by the first screen."""
    if not hasattr(request, "standing"):
        request.standing = standing_of(request.user)  # type: ignore[attr-defined]
    return request.standing  # type: ignore[attr-defined]


def standing_of(user: Any) -> Standing:
    """By the person's own posts and offices alone, which the rules of the page ask for too."""
    asker, oversees = asker_of(user), is_administrator(user)
    return Standing(
        applies=bool(schools_to_apply_for(asker)),
        signs=bool(schools_to_sign_for(asker)),
        runs_panels=bool(offices_of(asker, *RUNNING)),
        meets=_meets(user, asker),
        manages=oversees or bool(offices_of(asker, *MANAGERS)),
        oversees=oversees,
        pays=bool(offices_of(asker, Office.Kind.FINANCE_OFFICER)),
        sees_funds=bool(offices_of(asker, *SEEING_THE_FUND)),
        receives=bool(schools_to_receive_for(asker)),
        keeps_authority=bool(authorities_of(asker)),
        sees_impact=sees_impact(asker),
        runs_complaints=runs_complaints(asker),
        may_handle_complaints=may_handle_complaints(asker),
        offices=held_by(asker),
        posts=posts_of(asker),
    )


def _meets(user: Any, asker: Asker) -> bool:
    """Members and advisers from the day of their office on. A link governor, who mostly has no
    seat, is the only one for whom meetings are looked up."""
    usual = [kind for kind in SITTING if kind != Office.Kind.LINK_GOVERNOR]
    if offices_of(asker, *usual):
        return True
    sits = offices_of(asker, Office.Kind.LINK_GOVERNOR)
    return bool(sits) and Meeting.objects.for_user(user).exists()


@dataclass(frozen=True)
class Draft:
    """One of the school's applications that waits for the school."""

    application: Application
    missing: list[str]
    asked_for: str  # the checker's words, where it was returned

    @property
    def tag(self) -> str:
        return f"{plural(len(self.missing), 'thing')} missing"


@dataclass
class MeetingLine:
    """A meeting, and how many of its items wait for what."""

    meeting: Meeting
    items: int = 0
    unanswered: int = 0
    letters: int = 0  # that one may read, and nobody has
    to_publish: int = 0  # of those whose letter one may read, somebody has
    unlisted: int = 0  # checked, and on no agenda
    goes_on: bool = False

    @property
    def started_today(self) -> bool:
        return self.meeting.started_at is not None and self.meeting.met_on == today()

    @property
    def waits(self) -> bool:
        counts = (self.unanswered, self.letters, self.to_publish, self.unlisted)
        return self.goes_on or any(counts)


@dataclass
class ToStart:
    """A panel date without an agenda, and how many applications are checked and wait for one."""

    panel_date: PanelDate
    ready: int = 0


@dataclass(frozen=True)
class ToCheck:
    number: int
    first_held_on: Any
    others: int  # for which one is silent, and asked nobody


@dataclass(frozen=True)
class SetUp:
    """A cluster that one sets up. `missing` is worked out for whoever sets up one alone."""

    cluster: Any
    missing: list[Missing]


def drafts_of(user: Any) -> list[Draft]:
    """Those whose turn it is to write or submit: returned ones first, then by the panel that
    closes first. What one signs is in `to_sign`."""
    rows = (
        Application.objects.for_user(user, "take_turn")
        .exclude(status=Application.Status.TO_SIGN)
        .select_related("school", "cluster", "panel_date", "first_term")
        .prefetch_related("pupils", "outcomes", "history")
        .annotate(came_back=Case(When(status="returned", then=0), default=1))
        .order_by("came_back", "panel_date__closes_at", "pk")
    )
    return [Draft(row, missing_from(row), words_of_return(row)) for row in rows[: MOST + 1]]


def with_others(user: Any) -> list[Application]:
    """What one could write and somebody else at the school has just now."""
    rows = Application.objects.for_user(user, "write").with_verbs(user, "take_turn")
    return list(
        rows.filter(can_take_turn=False)
        .select_related("school", "cluster", "panel_date")
        .order_by("panel_date__closes_at", "pk")[:MOST]
    )


def told_lately(user: Any) -> list[Outcome]:
    """What the panels told one's school in the last weeks, and what waits for a later panel, the
    newest first; of one that was corrected the newest version."""
    newer = Outcome.objects.filter(
        application=OuterRef("application"), published_at__gt=OuterRef("published_at")
    )
    news = Q(published_at__gte=timezone.now() - NEWS)
    deferred = Q(deferred_to__isnull=False, application__status=CHECKED)
    deferred &= Q(application__panel_date__held_on__gte=today())
    rows = Outcome.objects.for_user(user).filter(news | deferred)
    return list(
        rows.filter(~Exists(newer))
        .select_related("application__school", "application__cluster", "application__panel_date")
        .order_by("-published_at")[:MOST]
    )


def to_sign(user: Any) -> list[Application]:
    """What waits for one's signature, the panel that closes first at the top."""
    rows = Application.objects.for_user(user, "sign").filter(status=Application.Status.TO_SIGN)
    return list(
        rows.select_related("school", "panel_date").order_by("panel_date__closes_at")[:MOST]
    )


def what_to_expect(one: Standing) -> list[str]:
    """For whoever has no list of their own here yet: what their post or office opens, in words."""
    held = [*one.offices, *one.posts]
    return list(dict.fromkeys(EXPECT[one.kind] for one in held if one.kind in EXPECT))


def clusters_to_see(user: Any) -> list[Cluster]:
    return list(Cluster.objects.for_user(user).live().order_by("name")[:MOST])


def open_panels(user: Any) -> list[PanelDate]:
    """For each cluster of one's schools, the panel that closes next."""
    rows = PanelDate.objects.for_user(user, "apply_to").select_related("cluster")
    soonest: dict[int | None, PanelDate] = {}
    for panel in rows.order_by("closes_at"):
        soonest.setdefault(panel.cluster_id, panel)
    return list(soonest.values())


def coming_meetings(user: Any) -> tuple[list[MeetingLine], list[ToStart]]:
    """The next meetings and those whose letters wait, with how many lines are on each and how
    many wait for what; and the agendas to be started for what is ready.

    Only lines are counted, and those that one may answer or whose letter one may read: a silent
    observer's figures do not move with what the others do.
    """
    to_tell = AgendaItem.objects.for_user(user, "read_letter")
    rows = Meeting.objects.for_user(user).filter(
        Q(panel_date__held_on__gte=today(), panel_date__cancelled_at__isnull=True)
        | Q(pk__in=to_tell.values("meeting_id"))
    )
    meetings = list(rows.select_related("panel_date", "cluster")[:MOST])
    found = {row.pk: MeetingLine(row) for row in meetings}
    unread = Exists(Decision.objects.filter(item=OuterRef("pk"), letter_read_at__isnull=True))
    items = AgendaItem.objects.for_user(user, "see_line").filter(meeting__in=meetings)
    for item in items.with_verbs(user, "answer", "read", "read_letter").annotate(unread=unread):
        line = found[item.meeting_id]
        line.items += 1
        line.unanswered += item.can_answer and not item.can_read
        line.letters += item.can_read_letter and item.unread
        line.to_publish += item.can_read_letter and not item.unread
        line.goes_on |= line.started_today and item.published_at is None
    panels = {line.meeting.panel_date_id: line for line in found.values()}
    uncalled = Q(panel_date__cancelled_at__isnull=True, panel_date__held_on__gte=today()) & ~Exists(
        Meeting.objects.filter(panel_date=OuterRef("panel_date"))
    )
    ready = Check.objects.for_user(user, "put_on_agenda").with_verbs(user, "observe")
    ready = ready.filter(Q(panel_date__in=panels) | uncalled, can_observe=False)
    to_start: dict[int, ToStart] = {}
    for check in ready.select_related("panel_date__cluster").order_by("panel_date__held_on"):
        if check.panel_date_id in panels:
            panels[check.panel_date_id].unlisted += 1
        else:
            to_start.setdefault(check.panel_date_id, ToStart(check.panel_date)).ready += 1
    return list(found.values()), list(to_start.values())[:MOST]


def to_check(user: Any, besides: list[CheckGrant]) -> ToCheck | None:
    """What came in and waits to be checked, `besides` what one was asked to check, which is
    listed by itself. Of the cases that a silent cluster SENCO hands over, those for which they
    asked nobody themselves: what others do does not show."""
    theirs = Q(can_observe=False)
    asked = CheckGrant.objects.to("check").filter(content_object=OuterRef("pk"), granted_by=user)
    found = (
        Check.objects.for_user(user, "find_to_do")
        .with_verbs(user, "observe", "hand_over")
        .exclude(application__status=Application.Status.WITHDRAWN)
        .exclude(pk__in=[grant.content_object_id for grant in besides])
        .aggregate(
            number=Count("pk", filter=theirs),
            first=Min("panel_date__held_on", filter=theirs),
            others=Count("pk", filter=Q(can_hand_over=True) & ~Exists(asked)),
        )
    )
    waits = ToCheck(found["number"], found["first"], found["others"])
    return waits if waits.number or waits.others else None


def asked_to_check(user: Any) -> list[CheckGrant]:
    """What this person was asked to check and has not, the panel that closes first at the top."""
    grants = CheckGrant.objects.live().to("check").filter(user=user).select_related("granted_by")
    asked = {grant.content_object_id: grant for grant in grants}
    if not asked:
        return []
    rows: QuerySet[Check] = Check.objects.for_user(user, "be_asked").filter(pk__in=asked)
    checks = rows.select_related("application__school", "cluster", "panel_date")
    found = []
    for check in checks.order_by("panel_date__closes_at", "pk"):
        asked[check.pk].content_object = check
        found.append(asked[check.pk])
    return found


def set_ups_of(user: Any) -> list[SetUp]:
    """Clusters that one sets up and that are not ready: of several, those without a panel."""
    managed = with_figures(Cluster.objects.for_user(user, "manage").live())
    first = list(managed.order_by("name")[:2])
    if len(first) == 1:
        missing = missing_before_first_panel(first[0])
        return [SetUp(first[0], missing)] if missing else []
    unready = managed.filter(next_panel_on__isnull=True).order_by("name")
    return [SetUp(cluster, []) for cluster in unready[:MOST]]
