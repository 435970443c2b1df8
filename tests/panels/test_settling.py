"""`settle_conflicts`: what the facts say is written down, what stood against them is struck out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clusters.models import Office
from core.models import AuditLine
from panels import actions, queries
from panels.models import Check, Note, Score, Seat, Vote
from panels.models.conflict import Cause, Recusal
from schools import actions as schools_actions
from schools.models import Post
from tests import factories as make

TODAY = timezone.localdate()


def recusals(item) -> set[tuple[str, str, bool]]:
    rows = Recusal.objects.filter(application_id=item.application_id).select_related("person")
    return {(row.person.name, row.cause, row.ended_at is None) for row in rows}


def struck(item) -> set[tuple[str, str, str]]:
    return {
        (model.__name__, part.seat.person.name, part.struck_cause)
        for model in (Score, Vote, Note)
        for part in model.objects.filter(item=item, struck_at__isnull=False).select_related(
            "seat__person"
        )
    }


def everything() -> list:
    """All that settling writes, to see that a second time changes nothing."""
    tables = [Recusal.objects, Score.objects, Vote.objects, Note.objects, AuditLine.objects]
    return [list(table.order_by("pk").values()) for table in tables]


def settle_twice(item) -> None:
    actions.settle_conflicts(item.meeting)
    once = everything()
    actions.settle_conflicts(item.meeting)
    assert everything() == once


@pytest.fixture
def item(world):
    return world.north.items["own"]


def test_standing_facts_about_those_who_take_part_are_written_down(world, item):
    settle_twice(item)

    assert recusals(item) == {("Ben Oakhead", Cause.OWN_SCHOOL, True)}
    assert struck(item) == set()


def test_a_post_that_was_there_but_not_known_strikes_out(world, item):
    make.post(world.mia, world.schools["Oak"], Post.Kind.GOVERNOR, starts_on=TODAY)

    settle_twice(item)

    assert recusals(item) == {
        ("Ben Oakhead", Cause.OWN_SCHOOL, True),
        ("Mia Member", Cause.OWN_SCHOOL, True),
    }
    assert struck(item) == {
        ("Score", "Mia Member", Cause.OWN_SCHOOL),
        ("Vote", "Mia Member", Cause.OWN_SCHOOL),
        ("Note", "Mia Member", Cause.OWN_SCHOOL),
    }
    assert queries.tally(item).votes == {"For": 0, "Against": 1, "Abstain": 0}


def test_a_post_that_begins_after_the_vote_removes_reading_and_strikes_nothing(world, item):
    make.post(
        world.mia, world.schools["Oak"], Post.Kind.GOVERNOR, starts_on=TODAY + timedelta(days=1)
    )

    settle_twice(item)

    assert not world.mia.has_perm("panels.read_agendaitem", item)
    assert ("Mia Member", Cause.OWN_SCHOOL, True) in recusals(item)
    assert struck(item) == set()
    assert queries.tally(item).votes == {"For": 1, "Against": 1, "Abstain": 0}


def test_the_count_asks_the_facts_even_before_anything_is_settled(world, item):
    make.post(world.mia, world.schools["Oak"], Post.Kind.GOVERNOR, starts_on=TODAY)

    assert queries.tally(item).votes == {"For": 0, "Against": 1, "Abstain": 0}
    assert struck(item) == set()


def test_a_post_that_ends_within_the_look_back_still_counts(world, item):
    post = Post.objects.get(person=world.ben)

    schools_actions.end_post(post=post, ends_on=TODAY - timedelta(days=30), by=world.root)
    settle_twice(item)

    assert recusals(item) == {("Ben Oakhead", Cause.OWN_SCHOOL, True)}


def test_a_post_that_ended_before_the_look_back_ends_the_recusal(world, item):
    actions.settle_conflicts(item.meeting)
    world.north.cluster.rules.look_back_months = 0
    world.north.cluster.rules.save()
    post = Post.objects.get(person=world.ben)

    schools_actions.end_post(post=post, ends_on=TODAY - timedelta(days=1), by=world.root)
    settle_twice(item)

    assert recusals(item) == {("Ben Oakhead", Cause.OWN_SCHOOL, False)}
    actions.answer_no_interest(check=item.check_row, by=world.ben)
    assert world.ben.has_perm("panels.read_agendaitem", item)


def test_a_declaration_strikes_out_and_its_lifting_brings_nothing_back(world, item):
    declaration = actions.declare_interest(
        check=item.check_row, kind="knows_child", detail="", by=world.mia
    )

    settle_twice(item)
    assert ("Mia Member", Cause.DECLARED, True) in recusals(item)
    assert struck(item) == {
        (model, "Mia Member", Cause.DECLARED) for model in ("Score", "Vote", "Note")
    }

    actions.lift(declaration=declaration, why="She mistook the school.", by=world.dana)
    settle_twice(item)
    assert ("Mia Member", Cause.DECLARED, False) in recusals(item)
    assert len(struck(item)) == 3
    assert not world.mia.has_perm("panels.read_agendaitem", item)
    assert world.mia.has_perm("panels.answer_agendaitem", item)

    actions.answer_no_interest(check=item.check_row, by=world.mia)
    actions.cast_vote(item=item, choice="against", by=world.mia)
    assert queries.tally(item).votes == {"For": 0, "Against": 2, "Abstain": 0}


@pytest.mark.parametrize("key", ["mia", "carol", "ben", "asha", "root", "dev"])
def test_nobody_but_a_free_chair_deputy_or_clerk_lifts(world, item, key):
    declaration = actions.declare_interest(
        check=item.check_row, kind="relative", detail="", by=world.mia
    )

    assert not world.people[key].has_perm("panels.lift_declaration", declaration)
    assert world.dana.has_perm("panels.lift_declaration", declaration)


def test_a_deferred_item_inherits_the_recusal_and_not_the_answer(world, item):
    actions.declare_interest(check=item.check_row, kind="knows_child", detail="", by=world.mia)
    later = make.panel_date(world.north.cluster, days=60)
    check = Check.objects.create(
        cluster_id=item.cluster_id,
        application=item.application,
        panel_date=later,
        outcome="ready",
        checked_by=world.dana,
        checked_at=timezone.now(),
    )
    deferred = make.item(check, make.meeting(later, by=world.cleo), by=world.cleo)

    assert world.mia.has_perm("panels.observe_agendaitem", deferred)
    assert not world.dana.has_perm("panels.read_agendaitem", deferred)
    assert world.dana.has_perm("panels.answer_agendaitem", deferred)


def test_a_recusal_outlives_the_seat_as_long_as_the_fact_stands(world, item):
    actions.settle_conflicts(item.meeting)
    Seat.objects.filter(meeting=item.meeting, person=world.ben).delete()
    Office.objects.filter(person=world.ben).update(ends_on=TODAY - timedelta(days=1))

    settle_twice(item)

    assert recusals(item) == {("Ben Oakhead", Cause.OWN_SCHOOL, True)}
