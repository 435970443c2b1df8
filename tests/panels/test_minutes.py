"""Minutes write themselves; each reader has their copy; approved, they never change."""

import re

import pytest
from django.db import connection

from core.errors import DomainError
from panels import actions
from panels.models import Minutes, MinutesItem
from tests import factories as make
from tests.core.papers import faults_of, held_in
from tests.harness import tables
from tests.harness.tables import BY_THE_TRIGGER, NO_RIGHT

APPROVE = """
    INSERT INTO panels_minutes (cluster_id, meeting_id, number, there, approved_at, approved_by_id)
    SELECT cluster_id, id, 0, '', now(), (SELECT min(id) FROM accounts_user)
    FROM panels_meeting WHERE id = %s
"""
ITEMS = "UPDATE panels_minutesitem SET reasons = 'Otherwise'"


@pytest.fixture
def item(world):
    """Oak's item, at a meeting that has started."""
    item = world.north.items["own"]
    make.free(world.dana, item)
    make.started(item.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    return item


@pytest.fixture
def told(item, world):
    make.told(item, by=world.dana, reasons="canarywhy", conditions="canarycondition")
    elm = world.north.items["elm"]
    make.free(world.mia, elm)
    make.free(world.dana, elm)
    make.told(elm, by=world.dana, outcome="decline", reasons="Elm can pay.")
    return item


def copy_of(client, meeting) -> tuple[str, str]:
    address = f"/meetings/{meeting.public_id}/minutes"
    page = client.get(address).content.decode()
    made = client.get(f"{address}/file").content
    assert faults_of(made) == []
    return " ".join(page.split()), held_in(made).everything


def test_they_say_who_was_there_who_was_silent_and_what_was_decided(client, sign_in, told, world):
    page, file = copy_of(sign_in(client, world.dana), told.meeting)

    for copy in (page, file):
        for words in ("Dana Deputy, Deputy chair: here", "canarywhy", "canarycondition"):
            assert words in copy
        assert "Ben Oakhead (own school)" in copy
        assert "Awarded £1,250.00 for 2 terms" in copy
        assert "Chaired by Dana Deputy, recorded by Dana Deputy." in copy


def test_how_a_deferral_was_agreed_is_not_said(client, sign_in, item, world):
    """Nobody is asked."""
    later = make.panel_date(world.north.cluster, days=60)
    make.decided(item, by=world.dana, outcome="defer", deferred_to=later, reasons="No papers.")

    page, _ = copy_of(sign_in(client, world.dana), item.meeting)

    assert re.search(r"Decided by [A-Z][\w, ]+\.", page)
    assert "agreed" not in page


def how_it_was_decided(client, sign_in, item, world, *choices: str, agreed: bool = True) -> str:
    """Of the minutes what they say of Elm's item after its free deciders, by name, cast these."""
    elm = world.north.items["elm"]
    for person in (world.mia, world.dana, world.carol):
        make.free(person, elm)
    for person, choice in zip((world.carol, world.dana, world.mia), choices, strict=False):
        actions.cast_vote(item=elm, choice=choice, by=person)
    make.decided(elm, by=world.dana, outcome="decline", by_consensus=agreed)
    page, _ = copy_of(sign_in(client, world.dana), item.meeting)
    return re.sub("<[^>]*>", " ", page.partition("Decided by")[2].partition("Chaired by")[0])


def test_where_all_agreed_and_one_voted_the_minutes_say_both_as_one(client, sign_in, item, world):
    said = how_it_was_decided(client, sign_in, item, world, "for")

    assert ": all agreed." in said
    assert "aloud; not everybody put down a vote. Votes put down: for 1." in said
    assert "Votes:" not in said


def test_where_all_agreed_after_different_votes_the_minutes_say_so(client, sign_in, item, world):
    said = how_it_was_decided(client, sign_in, item, world, "for", "for", "against")

    assert ": all agreed." in said
    assert "aloud; the votes put down were not all the same: for 2, against 1." in said


@pytest.mark.parametrize(
    ("choices", "agreed", "counted"),
    [
        (("against", "against", "against"), True, "for 0, against 3, abstain 0"),
        (("against", "against", "for"), False, "for 1, against 2, abstain 0"),
    ],
)
def test_where_everybody_voted_the_minutes_count_the_votes(
    client, sign_in, item, world, choices, agreed, counted
):
    """The control."""
    said = how_it_was_decided(client, sign_in, item, world, *choices, agreed=agreed)

    assert f"Votes: {counted}." in said
    assert "aloud" not in said


@pytest.mark.parametrize("key", ["ben", "sue", "asha"])
@pytest.mark.parametrize("approved", [False, True])
def test_the_silent_and_the_unanswered_get_the_line_alone(
    client, sign_in, told, world, key, approved
):
    if approved:
        actions.approve_minutes(meeting=told.meeting, by=world.dana)

    page, file = copy_of(sign_in(client, world.people[key]), told.meeting)

    for copy in (page, file):
        assert "Item 1" in copy
        assert "canary" not in copy
        assert "1,250.00 for 2 terms" not in copy


def test_before_the_meeting_starts_there_are_none(client, sign_in, world):
    cleo = sign_in(client, world.cleo)

    answer = cleo.get(f"/meetings/{world.north.meeting.public_id}/minutes")

    assert answer.status_code == 403


def test_approved_they_stay_whatever_happens_to_the_meeting(client, sign_in, told, world):
    dana = sign_in(client, world.dana)
    before = copy_of(dana, told.meeting)[0].partition("Who was there")[2]
    actions.approve_minutes(meeting=told.meeting, by=world.ben)

    actions.take_attendance(
        meeting=told.meeting,
        attendance={make.seat_of(world.mia, told.meeting): "apologies"},
        by=world.cleo,
    )

    after = copy_of(dana, told.meeting)[0].partition("Who was there")[2]
    assert after.partition("Your copy")[0] == before.partition("Your copy")[0]
    assert Minutes.objects.get().approved_by == world.ben


def test_nothing_is_approved_while_an_outcome_is_not_published(item, world):
    with pytest.raises(DomainError, match="not published yet"):
        actions.approve_minutes(meeting=item.meeting, by=world.dana)


@pytest.mark.parametrize("key", ["cleo", "carol", "mia", "dev", "root"])
def test_only_the_chair_and_the_deputy_approve(told, world, key):
    with pytest.raises(DomainError):
        actions.approve_minutes(meeting=told.meeting, by=world.people[key])


def test_they_are_approved_once(told, world):
    actions.approve_minutes(meeting=told.meeting, by=world.dana)

    with pytest.raises(DomainError, match="approved already"):
        actions.approve_minutes(meeting=told.meeting, by=world.dana)


def test_the_database_takes_no_change_no_removal_and_nothing_more(told, world):
    actions.approve_minutes(meeting=told.meeting, by=world.dana)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert MinutesItem.objects.count() == 2
    assert tables.attempt(ITEMS) == BY_THE_TRIGGER
    assert tables.attempt("UPDATE panels_minutes SET there = ''") == BY_THE_TRIGGER
    assert tables.attempt("DELETE FROM panels_minutesitem") == NO_RIGHT
    later = make.panel_date(world.north.cluster, days=40)
    check = make.ready(make.submitted(world.elsa, world.schools["Elm"], later), by=world.carol)
    another = make.item(check, make.meeting(later, by=world.cleo), by=world.cleo)
    more = tables.insert_copy("panels_minutesitem", item_id=another.pk)
    assert tables.attempt(*more) == "refused 23514"


def test_the_database_refuses_minutes_of_what_is_not_published(item):
    """By raw SQL, whatever the Python above it does."""
    assert tables.attempt(APPROVE, [item.meeting_id]) == "refused 23514"


def test_once_everything_is_published_the_same_statement_passes(told):
    """The control."""
    assert tables.attempt(APPROVE, [told.meeting_id]) == 1
