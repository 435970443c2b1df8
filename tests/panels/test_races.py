"""A recusal and a vote at the same moment never leave a counted vote."""

import random
import threading
from collections.abc import Callable

from django.db import connection, transaction

from core.errors import DomainError
from panels import actions, queries
from panels.models import AgendaItem, Vote
from panels.models.conflict import Recusal
from schools import actions as schools_actions
from schools.models import Post
from tests import databases
from tests import factories as make
from tests.wall import wall_open

ROUNDS = 12


def together(*acts: Callable[[], object]) -> list[object]:
    """Starts each act in a thread and connection of its own at one moment; what each came to."""
    barrier = threading.Barrier(len(acts))
    came_to: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            with transaction.atomic(), wall_open():
                came_to[place] = act()
        except DomainError as refusal:
            came_to[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    random.Random(len(acts)).shuffle(threads)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return came_to


def fresh_items(world, number: int) -> list[AgendaItem]:
    """Items of Elm's that Dana and Mia are free to decide."""
    north = world.north
    items = []
    with transaction.atomic(), wall_open():
        for _ in range(number):
            check = make.submitted(world.elsa, world.schools["Elm"], north.panel_date)
            make.ready(check, by=world.carol)
            item = make.item(check, north.meeting, by=world.cleo)
            make.free(world.mia, item)
            items.append(item)
    return items


def test_a_declared_interest_and_a_vote(committed):
    world = committed
    outcomes = set()

    for item in fresh_items(world, ROUNDS):
        check = item.check_row
        _, voted = together(
            lambda check=check: actions.declare_interest(
                check=check, kind="knows_child", detail="", by=world.mia
            ),
            lambda item=item: actions.cast_vote(item=item, choice="for", by=world.mia),
        )

        with transaction.atomic(), wall_open():
            assert sum(queries.tally(item).votes.values()) == 0
            assert not Vote.objects.filter(item=item, struck_at__isnull=True).exists()
            assert Recusal.objects.filter(
                application_id=item.application_id, person=world.mia, ended_at__isnull=True
            ).exists()
            outcomes.add(type(voted).__name__)
    assert outcomes <= {"Vote", "DomainError"}


def test_a_post_that_becomes_known_and_a_vote(committed):
    world = committed
    items = fresh_items(world, 1)
    item = items[0]

    together(
        lambda: schools_actions.give_post(
            person=world.mia,
            school=world.schools["Elm"],
            kind=Post.Kind.GOVERNOR,
            starts_on=make.LONG_AGO,
            by=world.root,
        ),
        lambda: actions.cast_vote(item=item, choice="for", by=world.mia),
    )

    with transaction.atomic(), wall_open():
        assert sum(queries.tally(item).votes.values()) == 0
        actions.settle_conflicts(item.meeting)
        assert not Vote.objects.filter(item=item, struck_at__isnull=True).exists()


def test_without_guard_and_lock_a_standing_vote_slips_through(committed):
    """The control: the rule is asked, the recusal commits, then the vote is written as it is."""
    world, cluster = committed, committed.north.cluster.pk
    [item] = fresh_items(world, 1)
    with databases.as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE panels_vote DISABLE TRIGGER guard")
    asked, recused = threading.Event(), threading.Event()

    def vote_naively() -> None:
        assert world.mia.has_perm("panels.vote_agendaitem", item)
        asked.set()
        assert recused.wait(timeout=20)
        Vote.objects.create(
            cluster_id=cluster,
            item=item,
            seat=make.seat_of(world.mia, item.meeting),
            choice="for",
        )

    def recuse() -> None:
        assert asked.wait(timeout=20)
        actions.declare_interest(check=item.check_row, kind="other", detail="", by=world.mia)
        transaction.on_commit(recused.set)

    together(vote_naively, recuse)

    with transaction.atomic(), wall_open():
        assert Vote.objects.filter(item=item, struck_at__isnull=True).count() == 1


def test_two_who_settle_at_once_write_each_fact_once(committed):
    world = committed
    item = world.north.items["elm"]
    with transaction.atomic():
        make.post(world.asha, world.schools["Elm"])

    settle = [lambda: actions.settle_conflicts(item.meeting)] * 4
    came_to = together(*settle)

    with transaction.atomic(), wall_open():
        rows = Recusal.objects.filter(application_id=item.application_id, person=world.asha)
        assert rows.count() == 1
    assert came_to == [None] * 4
