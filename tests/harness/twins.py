"""Worlds that are alike but for what some readers may not know.

Each is built in a database of its own, from the same seed, at the same stopped moment, so that
what differs between two pages differs because of what the reader may not know.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from django.db import transaction
from django.utils import timezone

from clusters.models import PanelDate
from core import ids
from funding.models import Application
from panels import actions
from panels.models import Score, Vote
from tests import databases
from tests import factories as make
from tests.harness import treasury
from tests.harness.furnished import Furnished, furnish
from tests.harness.objects import Ids, ids_of
from tests.wall import wall_open
from tests.world import World, build


@dataclass(frozen=True)
class Difference:
    """How a world differs from the first one."""

    words: tuple[str, ...] = ()  # which secrets read otherwise
    parts: bool = True  # whether the panel put anything down
    decided: bool = True  # whether it decided on Oak's case
    other_values: bool = False  # other scores and votes, and more of them
    other_lines: bool = False  # other titles, amounts and needs of North's cases
    planted: tuple[tuple[str, str, str], ...] = ()  # who, at which school, for whose panel
    reserved: int = treasury.RESERVED  # what the panel keeps for Oak
    submitted: bool = False  # whether what is planted reaches the panel


PANEL_WORDS = (
    "note",
    "discussion",
    "struck",
    "detail",
    "lifted",
    "invited",
    "shared",
    "elm_note",
    "elm_discussion",
    "minuted",
)
PAPER_WORDS = ("why", "plan", "elm_why", "draft", "returned", "needed")
MONEY_WORDS = ("fund", "running", "conditions", "entry", "hold", "worked", "reached", "unsent")
WORLDS = {
    "first": Difference(),
    # Nothing of the panel's side is the same, and a draft elsewhere comes first and last.
    "other panel": Difference(
        words=PANEL_WORDS,
        other_values=True,
        reserved=234_567,
        planted=(("dev", "Fir", "south"),),
    ),
    # The panel wrote, scored and voted nothing. Everybody answered alike.
    "silent panel": Difference(parts=False, decided=False),
    # It decided, and the fund of those who may see one says so, but put nothing else down.
    "curt panel": Difference(parts=False),
    # Other papers too, and drafts of the schools first and last.
    "other papers": Difference(
        words=PANEL_WORDS + PAPER_WORDS,
        other_values=True,
        planted=(("elsa", "Elm", "north"), ("olive", "Oak", "north"), ("dev", "Fir", "south")),
    ),
    # Another North altogether, with whole cases first and last.
    "other north": Difference(
        words=PANEL_WORDS + PAPER_WORDS + MONEY_WORDS,
        other_values=True,
        other_lines=True,
        reserved=234_567,
        planted=(("elsa", "Elm", "north"), ("olive", "Oak", "north")),
        submitted=True,
    ),
}


@dataclass
class Standing:
    """A world that stands in its database."""

    database: str
    furnished: Furnished
    ids: Ids = field(default_factory=dict)


@contextmanager
def standing(name: str) -> Iterator[Standing]:
    """Builds the world of that name; its database is dropped afterwards."""
    numbers = make.numbers
    with databases.cloned(databases.base_name()) as database:
        make.numbers = count(1)
        with databases.connected_to(database), transaction.atomic(), wall_open():
            with _ids_from("world"):
                furnished = _build(WORLDS[name])
            found = ids_of(furnished)
        make.numbers = numbers
        yield Standing(database, furnished, found)


def _build(difference: Difference) -> Furnished:
    words = {name: f"otherwise{name.replace('_', '')}" for name in difference.words}
    plant = _planter(difference)
    world = build(secrets=words, parts=difference.parts, first=lambda made: plant(made, "first"))
    furnished = furnish(
        world,
        words=words,
        parts=difference.parts,
        decided=difference.decided,
        reserved=difference.reserved,
    )
    plant(world, "last")
    if difference.other_values:
        _change_values(world)
    if difference.other_lines:
        _change_lines(world)
    _put_in_order()
    return furnished


def _planter(difference: Difference) -> Callable[[World, str], None]:
    """Plants the rows with public ids of another source, so that the others keep theirs."""

    def plant(world: World, when: str) -> None:
        numbers = make.numbers
        make.numbers = count(9000)
        with _ids_from(f"planted {when}"):
            for key, school, side in difference.planted:
                panel_date = getattr(world, side).panel_date
                grow = make.submitted if difference.submitted else make.draft
                title = f"Planted {when} at {school}"
                with _taking_applications(panel_date):
                    grow(world.people[key], world.schools[school], panel_date, title=title)
        make.numbers = numbers

    return plant


@contextmanager
def _taking_applications(panel_date: PanelDate) -> Iterator[None]:
    """What is planted last had come in before the meeting started."""
    row = PanelDate.objects.filter(pk=panel_date.pk)
    closes_at = row.get().closes_at
    row.update(closes_at=timezone.now() + timedelta(days=1))
    yield
    row.update(closes_at=closes_at)


def _change_values(world: World) -> None:
    item = world.north.items["own"]
    Score.objects.filter(item__cluster=world.north.cluster).update(value=1)
    Vote.objects.filter(item__cluster=world.north.cluster).update(choice="abstain")
    actions.give_score(item=item, value=5, by=world.dana)
    actions.cast_vote(item=item, choice="for", by=world.dana)
    actions.write_note(item=item, text="One note more.", by=world.dana)


def _change_lines(world: World) -> None:
    for row in Application.objects.filter(cluster=world.north.cluster):
        Application.objects.filter(pk=row.pk).update(
            title=f"Otherwise {row.title}", amount_pence=999_900, need="HI"
        )


def _put_in_order() -> None:
    """The clock stands still, so what was made one after the other says so here."""
    noon = timezone.now()
    for place, row in enumerate(Application.objects.order_by("title", "public_id")):
        Application.objects.filter(pk=row.pk).update(made_at=noon - timedelta(minutes=place))


@contextmanager
def _ids_from(seed: str) -> Iterator[None]:
    before, ids.source = ids.source, random.Random(seed)
    yield
    ids.source = before
