"""The world with a secret in every place that can hold one, for the doors, canaries and twins.

Each secret is one word that stands nowhere else (`WORDS`); `tests/harness/canaries.py` says who may
read it and by which door.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from accounts import grants
from accounts.models import User
from clusters.models import Office, PanelDate
from funding.models import Application, ApplicationGrant
from panels import actions
from panels.models import (
    AgendaItem,
    AgendaItemGrant,
    Check,
    CheckGrant,
    Declaration,
    Question,
)
from schools.models import Post
from tests import factories as make
from tests.harness import annals, grievances, treasury, undelivered
from tests.harness.annals import Annals
from tests.harness.grievances import Grievances
from tests.harness.treasury import Treasury
from tests.world import Side, World

NORTH_WORDS = {
    "note": "canarychecknote",
    "needed": "canaryneeded",
    "discussion": "canarydiscussion",
    "struck": "canarystrucknote",
    "detail": "canarydetail",
    "lifted": "canarylifted",
    "invited": "canaryinvited",
    "shared": "canaryshared",
    "draft": "canarydraftwhy",
    "returned": "canaryreturnedplan",
    "elm_note": "canaryelmnote",
    "elm_discussion": "canaryelmdiscussion",
    "elm_why": "canaryelmwhy",
    "decided": "canarydecidedreasons",
    "condition": "canarydecidedcondition",
    "criterion": "canarycriterion",
    "asked": "canaryaskedschool",
    "answered": "canaryansweredpanel",
    "told": "canarytoldreasons",
    "told_condition": "canarytoldcondition",
    "told_next": "canarytoldnext",
    "corrected": "canarycorrected",
    "named": "canarynamedchecker",
    "minuted": "canaryminutedreasons",
}
SOUTH_WORDS = {
    "south_why": "canarysouthwhy",
    "south_note": "canarysouthnote",
    "south_discussion": "canarysouthdiscussion",
    "south_decided": "canarysouthdecided",
    "south_minuted": "canarysouthminuted",
}
WORDS = (
    NORTH_WORDS | SOUTH_WORDS | treasury.WORDS | grievances.WORDS | undelivered.WORDS | annals.WORDS
)


@dataclass
class Furnished:
    """The world and what was added to it. Everybody is in `world.people`, newcomers too."""

    world: World
    money: Treasury
    complaints: Grievances
    reports: Annals
    draft: Application  # of Oak, shared with Kit
    returned: Check  # of Oak, with what the checker asked for
    ready: Check  # of Elm, not yet on the agenda
    declared: Declaration  # Dora's standing interest in Oak's item
    told: AgendaItem  # of Oak: published, then corrected
    question: Question  # to Oak about its item, answered
    open_question: Question  # to Oak about what waits to be checked
    coming: AgendaItem  # of Elm, at a meeting of North's that has not started
    before: AgendaItem  # of Elm, at a meeting of North's whose minutes are approved
    authority_panel: PanelDate  # of the authority of both clusters
    later: dict[str, PanelDate] = field(default_factory=dict)  # panel dates without an agenda


def furnish(
    world: World,
    *,
    words: dict[str, str] | None = None,
    parts: bool = True,
    decided: bool = True,
    reserved: int = treasury.RESERVED,
) -> Furnished:
    """Adds Dora, who declared an interest in Oak's case; Ian, an adviser from outside who was
    invited to it; Kit, who teaches at Oak, which shares a draft with them; and the money. Without
    `parts` the panel puts nothing down but what it decided, without `decided` not that either;
    everybody answers alike."""
    words = WORDS | (words or {})
    north = world.north
    for key, name in (("dora", "Dora Declared"), ("ian", "Ian Invited"), ("kit", "Kit Colleague")):
        world.people[key] = make.person(name)
    make.post(world.kit, world.schools["Oak"], Post.Kind.TEACHER)
    office = make.office(world.dora, north.cluster, Office.Kind.MEMBER)
    actions.seat(meeting=north.meeting, office=office, by=world.cleo)
    money = treasury.open_up(world, words)
    declared = _dora(world, words, parts)
    _elm(world, words, parts)
    world.south.waiting = {"yew": _waiting_in_south(world)}
    _south(world, words, parts)
    # The meeting of the first panel starts below: from then on only the next takes applications.
    next_panel = make.panel_date(north.cluster, days=40)
    signed = make.draft(world.elsa, world.schools["Elm"], next_panel, title="Elm signed")
    make.signed(signed, by=world.sue)
    draft = make.draft(
        world.olive,
        world.schools["Oak"],
        next_panel,
        title="Oak draft",
        why=words["draft"],
    )
    soon = timezone.now() + timedelta(days=30)
    grants.give(
        ApplicationGrant,
        "write",
        draft,
        to=world.kit,
        by=world.olive,
        why=words["shared"],
        until=soon,
    )
    grants.give(
        AgendaItemGrant,
        "read",
        north.items["own"],
        to=world.ian,
        by=world.cleo,
        why=words["invited"],
        until=soon,
    )
    for adviser in (world.ian, world.ada):
        make.free(adviser, north.items["own"])
    returned, ready = _returned(world, words), _ready(world)
    told = _told(world, words)
    question, open_question = _questions(world, words)
    furnished = Furnished(
        world=world,
        money=money,
        complaints=grievances.complain(world, words, told),
        reports=annals.report(world, words),
        draft=draft,
        returned=returned,
        ready=ready,
        declared=declared,
        told=told,
        coming=_coming(world, next_panel),
        before=_before(world, words),
        authority_panel=_authority(world),
        question=question,
        open_question=open_question,
        later={
            "north": make.panel_date(north.cluster, days=60),
            "south": make.panel_date(world.south.cluster, days=60),
        },
    )
    if decided:
        # Last, since what it keeps aside has a public id, and these come one after another.
        _decide(world, words, reserved)
    undelivered.lose_mail(world, money)
    for side, reader in ((north, world.dana), (world.south, world.dev)):
        actions.make_pack(meeting_id=side.meeting.pk, person_id=reader.pk, ahead=False)
    return furnished


def _dora(world: World, words: dict[str, str], parts: bool) -> Declaration:
    """She noted, then declared an interest, which was lifted, and then declared it again."""
    item = world.north.items["own"]
    check = item.check_row
    make.free(world.dora, item)
    if parts:
        actions.write_note(item=item, text=words["struck"], by=world.dora)
    first = actions.declare_interest(check=check, kind="other", detail="", by=world.dora)
    actions.lift(declaration=first, why=words["lifted"], by=world.dana)
    return actions.declare_interest(
        check=check, kind="professional", detail=words["detail"], by=world.dora
    )


def _elm(world: World, words: dict[str, str], parts: bool) -> None:
    item = world.north.items["elm"]
    Application.objects.filter(pk=item.application_id).update(why=words["elm_why"])
    Check.objects.filter(pk=item.check_row_id).update(note=words["elm_note"] if parts else "")
    make.free(world.dana, item)
    if parts:
        actions.write_note(item=item, text=words["elm_discussion"], by=world.dana)
        actions.give_score(item=item, value=2, by=world.dana)
        actions.cast_vote(item=item, choice="against", by=world.dana)


def _south(world: World, words: dict[str, str], parts: bool) -> None:
    item = world.south.items["yew"]
    Application.objects.filter(pk=item.application_id).update(why=words["south_why"])
    Check.objects.filter(pk=item.check_row_id).update(note=words["south_note"] if parts else "")
    make.free(world.dev, item)
    if parts:
        actions.write_note(item=item, text=words["south_discussion"], by=world.dev)
        actions.give_score(item=item, value=5, by=world.dev)
        actions.cast_vote(item=item, choice="for", by=world.dev)
    make.started(world.south.meeting, by=world.sam)
    make.decided(item, by=world.dev, reasons=words["south_decided"])


def _told(world: World, words: dict[str, str]) -> AgendaItem:
    """The meeting has started, and Oak's third case is decided, published and corrected."""
    north = world.north
    check = make.submitted(
        world.olive, world.schools["Oak"], north.panel_date, title="Oak told", why="Told why."
    )
    make.ready(check, by=world.dana, note="")
    item = make.item(check, north.meeting, by=world.cleo)
    for member in (world.dana, world.mia):
        make.free(member, item)
    make.started(north.meeting, by=world.cleo)
    said = {"conditions": words["told_condition"], "next_step": words["told_next"]}
    make.told(item, by=world.dana, outcome="decline", reasons="First words.", **said)
    item = AgendaItem.objects.select_related("meeting").get(pk=item.pk)
    actions.correct(
        item=item, reasons=words["told"], why=words["corrected"], by=world.dana, seen=1, **said
    )
    return item


def _coming(world: World, panel: PanelDate) -> AgendaItem:
    check = make.submitted(world.elsa, world.schools["Elm"], panel, title="Elm coming")
    make.ready(check, by=world.carol, note="")
    return make.item(check, make.meeting(panel, by=world.cleo), by=world.cleo)


def _before(world: World, words: dict[str, str]) -> AgendaItem:
    """In each cluster a meeting before, whose minutes are approved. Returns North's item."""
    _minuted(world.yan, "Yew", world.south, (world.dev, world.sam), words["south_minuted"], world)
    free = (world.dana, world.mia)
    return _minuted(world.elsa, "Elm", world.north, free, words["minuted"], world)


def _minuted(
    author: User, school: str, side: Side, free: tuple[User, ...], reasons: str, world: World
) -> AgendaItem:
    panel = make.panel_date(side.cluster, days=4)
    check = make.submitted(author, world.schools[school], panel, title=f"{school} minuted")
    make.ready(check, by=free[0], note="")
    meeting = make.meeting(panel, by=free[0])
    item = make.item(check, meeting, by=free[0])
    for member in free:
        make.free(member, item)
    make.started(meeting, by=free[0])
    make.told(item, by=free[0], outcome="decline", reasons=reasons)
    actions.approve_minutes(meeting=meeting, by=free[0])
    return AgendaItem.objects.select_related("meeting", "application").get(pk=item.pk)


def _authority(world: World) -> PanelDate:
    """Lois is an officer of the authority that both clusters belong to, which has a panel."""
    authority = world.north.cluster.authority
    world.people["lois"] = make.person("Lois Officer")
    Office.objects.create(
        authority=authority,
        person=world.lois,
        kind=Office.Kind.AUTHORITY_OFFICER,
        starts_on=make.LONG_AGO,
    )
    return PanelDate.objects.create(
        authority=authority,
        held_on=timezone.localdate() + timedelta(days=80),
        closes_at=timezone.now() + timedelta(days=60),
        closing_set_by_hand=True,
    )


def _decide(world: World, words: dict[str, str], reserved: int) -> None:
    """What the free decided on Oak's item, not published: it keeps `reserved` pence aside."""
    item = world.north.items["own"]
    make.free(world.dana, item)
    make.decided(
        item,
        by=world.dana,
        reasons=words["decided"],
        conditions=words["condition"],
        criteria=[words["criterion"]],
        pence=reserved,
    )


def _questions(world: World, words: dict[str, str]) -> tuple[Question, Question]:
    """Oak has answered one, and one about another case waits for its answer."""
    item = world.north.items["own"]
    make.free(world.dana, item)
    answered = actions.ask_school(check=item.check_row, text=words["asked"], by=world.dana)
    actions.answer_question(question=answered, answer=words["answered"], by=world.olive)
    waiting = world.north.waiting["own"]
    actions.answer_no_interest(check=waiting, by=world.dana)
    asked = actions.ask_school(check=waiting, text="Which test was it?", by=world.dana)
    grants.give(
        CheckGrant,
        "check",
        waiting,
        to=world.ian,
        by=world.cleo,
        why=words["named"],
        until=timezone.now() + timedelta(days=30),
    )
    return answered, asked


def _waiting_in_south(world: World) -> Check:
    """Sam has said that he has no interest, and has not checked it yet."""
    check = make.submitted(
        world.yan, world.schools["Yew"], world.south.panel_date, title="Yew waiting"
    )
    actions.answer_no_interest(check=check, by=world.sam)
    return check


def _ready(world: World) -> Check:
    check = make.submitted(
        world.elsa, world.schools["Elm"], world.north.panel_date, title="Elm ready"
    )
    return make.ready(check, by=world.carol)


def _returned(world: World, words: dict[str, str]) -> Check:
    check = make.submitted(
        world.olive,
        world.schools["Oak"],
        world.north.panel_date,
        title="Oak returned",
        plan=words["returned"],
    )
    actions.answer_no_interest(check=check, by=world.dana)
    return actions.return_to_school(check=check, needed=words["needed"], by=world.dana)
