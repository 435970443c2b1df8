"""The world of the safety tests: two clusters that share a school, and everybody in them.

North: Oak, Elm and the shared Ash, with votes and scores. South: Yew, Fir and Ash.
Ben heads Oak and chairs North's panel, so he is a silent observer for Oak's application; Sue heads
Elm and is a superuser. Dana, the deputy, is free to decide everything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from clusters.models import Cluster, Office, PanelDate
from core.models import OutgoingMail
from panels import actions
from panels.models import AgendaItem, Check, Meeting
from schools.models import Post, School
from tests import factories as make

Kind = Office.Kind


@dataclass
class Side:
    """One cluster with its panel, and one application of a school before it."""

    cluster: Cluster
    panel_date: PanelDate
    meeting: Meeting
    items: dict[str, AgendaItem] = field(default_factory=dict)
    waiting: dict[str, Check] = field(default_factory=dict)


@dataclass
class World:
    people: dict[str, User]
    schools: dict[str, School]
    north: Side
    south: Side

    def __getattr__(self, name: str) -> Any:
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)


# What nobody but the free may read: planted where the panel writes.
CANARIES = {
    "note": "canarychecknote",
    "discussion": "canarydiscussion",
}
PAPERS = {
    "why": "canarypaperswhy",
    "plan": "canarypapersplan",
    "parents": "canarypapersparents",
    "pupil": "canarypaperspupil",
    "cost": "canarypaperscost",
    "aim": "canarypapersaim",
    "measure": "canarypapersmeasure",
    "baseline": "canarypapersbaseline",
    "target": "canarypaperstarget",
}


def build(
    *,
    secrets: dict[str, str] | None = None,
    parts: bool = True,
    first: Callable[[World], None] | None = None,
) -> World:
    """Builds it. `secrets` are the words planted in Oak's case; without `parts` the panel has
    put nothing down but its answers; `first` plants rows before every case. Both are for the
    other worlds of the twins."""
    words = CANARIES | PAPERS | (secrets or {})
    la = make.authority("Northshire", "301")
    schools = {name: make.school(f"{name} School", of=la) for name in ("Oak", "Elm", "Ash")}
    schools |= {name: make.school(f"{name} School", of=la) for name in ("Yew", "Fir")}
    people = _people(schools)
    north = _side("North", [schools["Oak"], schools["Elm"], schools["Ash"]], la)
    south = _side("South", [schools["Yew"], schools["Fir"], schools["Ash"]], la)
    _offices(people, schools, north, south)
    for side, clerk in ((north, people["cleo"]), (south, people["sam"])):
        side.meeting = make.meeting(side.panel_date, by=clerk)
    world = World(people=people, schools=schools, north=north, south=south)
    if first:
        first(world)
    _cases(world, words, parts)
    item = north.items["own"]
    make.free(people["mia"], item)
    make.free(people["carol"], item)
    if parts:
        _parts(world, words)
    OutgoingMail.objects.all().delete()  # what a test finds there, the test has written
    return world


def _people(schools: dict[str, School]) -> dict[str, User]:
    names = {
        "ben": "Ben Oakhead",
        "olive": "Olive Senco",
        "sue": "Sue Elmhead",
        "elsa": "Elsa Senco",
        "dana": "Dana Deputy",
        "cleo": "Cleo Clerk",
        "carol": "Carol Lead",
        "mia": "Mia Member",
        "ada": "Ada Adviser",
        "fay": "Fay Finance",
        "gil": "Gil Governor",
        "asha": "Asha Shared",
        "lena": "Lena Leaver",
        "dev": "Dev South",
        "sam": "Sam South Lead",
        "yan": "Yan Senco",
        "root": "Root Administrator",
        "nora": "Nora Nobody",
    }
    people = {key: make.person(name) for key, name in names.items()}
    for key in ("sue", "root"):
        people[key].is_superuser = True
        people[key].save()
    for key, place, kind in (
        ("ben", "Oak", Post.Kind.HEADTEACHER),
        ("olive", "Oak", Post.Kind.SENCO),
        ("sue", "Elm", Post.Kind.HEADTEACHER),
        ("elsa", "Elm", Post.Kind.SENCO),
        ("asha", "Ash", Post.Kind.SENCO),
        ("yan", "Yew", Post.Kind.SENCO),
        ("dev", "Fir", Post.Kind.HEADTEACHER),
    ):
        make.post(people[key], schools[place], kind)
    make.post(people["lena"], schools["Oak"], ends_on=make.LONG_AGO.replace(year=2021))
    return people


def _side(name: str, schools: list[School], la: Any) -> Side:
    cluster = make.cluster(name, *schools, of=la, uses_scores=True, uses_votes=True)
    return Side(cluster=cluster, panel_date=make.panel_date(cluster), meeting=None)  # type: ignore[arg-type]


def _offices(people: dict[str, User], schools: dict[str, School], north: Side, south: Side) -> None:
    for key, side, kind in (
        ("ben", north, Kind.CHAIR),
        ("dana", north, Kind.DEPUTY_CHAIR),
        ("carol", north, Kind.CLUSTER_SENCO),
        ("cleo", north, Kind.CLERK),
        ("sue", north, Kind.MEMBER),
        ("mia", north, Kind.MEMBER),
        ("asha", north, Kind.MEMBER),
        ("ada", north, Kind.ADVISER),
        ("fay", north, Kind.FINANCE_OFFICER),
        ("gil", north, Kind.LINK_GOVERNOR),
        ("dev", south, Kind.CHAIR),
        ("sam", south, Kind.CLUSTER_SENCO),
        ("asha", south, Kind.MEMBER),
    ):
        make.office(people[key], side.cluster, kind)
    make.office(
        people["lena"], north.cluster, Kind.MEMBER, ends_on=make.LONG_AGO.replace(year=2021)
    )


def _cases(world: World, words: dict[str, str], parts: bool) -> None:
    oak = make.submitted(
        world.olive,
        world.schools["Oak"],
        world.north.panel_date,
        why=words["why"],
        plan=words["plan"],
        parents_view=words["parents"],
        pupils_view=words["pupil"],
        cost=words["cost"],
        hope={
            "what": words["aim"],
            "measure": words["measure"],
            "baseline": words["baseline"],
            "target": words["target"],
        },
        title="Oak mornings",
    )
    elm = make.submitted(
        world.elsa, world.schools["Elm"], world.north.panel_date, title="Elm speech"
    )
    waiting = make.submitted(
        world.olive, world.schools["Oak"], world.north.panel_date, title="Oak waiting"
    )
    yew = make.submitted(
        world.yan, world.schools["Yew"], world.south.panel_date, title="Yew hearing"
    )
    make.ready(oak, by=world.dana, note=words["note"] if parts else "")
    make.ready(elm, by=world.carol)
    make.ready(yew, by=world.sam)
    north, south = world.north, world.south
    north.items = {
        "own": make.item(oak, north.meeting, by=world.cleo),
        "elm": make.item(elm, north.meeting, by=world.cleo),
    }
    north.waiting = {"own": waiting}
    south.items = {"yew": make.item(yew, south.meeting, by=world.sam)}


def _parts(world: World, words: dict[str, str]) -> None:
    """What the free put down on Oak's item."""
    item = world.north.items["own"]
    actions.write_note(item=item, text=words["discussion"], by=world.mia)
    actions.give_score(item=item, value=4, by=world.mia)
    actions.cast_vote(item=item, choice="for", by=world.mia)
    actions.cast_vote(item=item, choice="against", by=world.carol)
