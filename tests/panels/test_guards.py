"""What the database refuses, by raw SQL, whatever the Python above it does."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.tenancy import tenant
from panels import actions
from panels.models import Declaration
from panels.models.conflict import Recusal
from schools.models import Post
from tests import factories as make


def insert(table: str, item, who, *, seat=None, **columns) -> None:
    seat = seat or make.seat_of(who, item.meeting)
    columns = {
        "cluster_id": item.cluster_id,
        "item_id": item.pk,
        "seat_id": seat.pk,
        "made_at": timezone.now(),
        "struck_cause": "",
        **columns,
    }
    marks = ", ".join(["%s"] * len(columns))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", list(columns.values())
        )


def vote(item, who) -> None:
    insert("panels_vote", item, who, choice="for")


def run(statement: str, params: list) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.rowcount


@pytest.fixture
def item(world):
    return world.north.items["own"]


PARTS = [
    ("panels_vote", {"choice": "for"}),
    ("panels_score", {"value": 3}),
    ("panels_note", {"text": "A note."}),
]


@pytest.mark.parametrize(("table", "columns"), PARTS)
def test_somebody_free_can_put_it_down(item, world, table, columns):
    insert(table, item, world.dana, **columns)


@pytest.mark.parametrize(("table", "columns"), PARTS)
def test_nobody_puts_anything_down_without_an_answer(item, world, table, columns):
    with pytest.raises(DatabaseError, match="no answer"):
        insert(table, item, world.asha, **columns)


@pytest.mark.parametrize(("table", "columns"), PARTS)
def test_a_silent_observer_puts_nothing_down_even_with_an_answer(item, world, table, columns):
    Declaration.objects.create(
        cluster_id=item.cluster_id,
        check_row=item.check_row,
        person=world.ben,
        answer="none",
        by=world.ben,
    )

    with pytest.raises(DatabaseError, match="silent observer"):
        insert(table, item, world.ben, **columns)


def test_a_live_recusal_is_enough(item, world):
    make.free(world.asha, item)
    Recusal.objects.create(
        cluster_id=item.cluster_id,
        application_id=item.application_id,
        person=world.asha,
        cause="same_trust",
        since=timezone.localdate(),
    )

    with pytest.raises(DatabaseError, match="silent observer"):
        vote(item, world.asha)


def test_a_post_is_enough_although_nothing_is_settled(item, world):
    make.free(world.asha, item)
    make.post(world.asha, world.schools["Oak"], Post.Kind.GOVERNOR)

    with pytest.raises(DatabaseError, match="silent observer"):
        vote(item, world.asha)


def test_an_adviser_and_a_clerk_do_not_vote(item, world):
    for who in (world.ada, world.cleo):
        make.free(who, item)
        with pytest.raises(DatabaseError, match="neither scores nor votes"):
            vote(item, who)


def test_a_seat_at_another_meeting_does_not_count(item, world):
    seat = make.seat_of(world.dev, world.south.meeting)

    with pytest.raises(DatabaseError):
        run(
            "INSERT INTO panels_vote (cluster_id, item_id, seat_id, made_at, struck_cause, choice)"
            " VALUES (%s, %s, %s, now(), '', 'for')",
            [item.cluster_id, item.pk, seat.pk],
        )


@pytest.mark.parametrize("clusters", [(), (999_999,)])
def test_the_guard_sees_the_recusal_however_narrow_the_wall(item, world, clusters):
    """With another tenant, or none, the wall refuses first; the guard itself is not blinded."""
    seat = make.seat_of(world.ben, item.meeting)

    with tenant(clusters=clusters), pytest.raises(DatabaseError):
        insert("panels_vote", item, world.ben, seat=seat, choice="for")


def test_a_published_item_takes_nothing_more(item, world):
    make.free(world.dana, item)
    make.started(item.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    make.told(item, by=world.dana)

    with pytest.raises(DatabaseError, match="published"):
        vote(item, world.dana)


def test_a_vote_is_struck_out_never_removed_and_stays_struck(item, world):
    mine = [world.mia.pk, item.pk]
    own = "seat_id IN (SELECT id FROM panels_seat WHERE person_id = %s) AND item_id = %s"

    with pytest.raises(DatabaseError, match="strike it out instead"):
        run(f"DELETE FROM panels_vote WHERE {own}", mine)
    with pytest.raises(DatabaseError, match="changes nothing else"):
        run(
            "UPDATE panels_vote SET struck_at = now(), choice = 'against',"
            f" made_at = now() WHERE {own}",
            mine,
        )
    assert run(f"UPDATE panels_vote SET struck_at = now() WHERE {own}", mine) == 1
    with pytest.raises(DatabaseError, match="stays struck out"):
        run(f"UPDATE panels_vote SET struck_at = NULL WHERE {own}", mine)


def test_an_answer_is_replaced_never_changed_or_removed(item, world):
    own = "check_id = %s AND person_id = %s"
    params = [item.check_row_id, world.mia.pk]

    with pytest.raises(DatabaseError, match="never changed"):
        run(
            "UPDATE panels_declaration SET answer = 'interest', kind = 'other',"
            f" replaced_at = now() WHERE {own}",
            params,
        )
    with pytest.raises(DatabaseError, match="never removed"):
        run(f"DELETE FROM panels_declaration WHERE {own}", params)
    assert run(f"UPDATE panels_declaration SET replaced_at = now() WHERE {own}", params) == 1


def test_a_recusal_ends_never_changes_and_never_by_the_person_themselves(item, world):
    declaration = actions.declare_interest(
        check=item.check_row, kind="other", detail="", by=world.mia
    )
    end = (
        "UPDATE panels_recusal SET ended_at = now(), ended_by_id = %s, ended_why = %s"
        " WHERE declaration_id = %s"
    )

    with pytest.raises(DatabaseError, match="nobody_lifts_their_own"):
        run(end, [world.mia.pk, "I say so.", declaration.pk])
    with pytest.raises(DatabaseError, match="lifted_with_a_reason"):
        run(end, [world.dana.pk, "", declaration.pk])
    with pytest.raises(DatabaseError, match="never changed"):
        run(
            "UPDATE panels_recusal SET person_id = %s WHERE declaration_id = %s",
            [world.dana.pk, declaration.pk],
        )
    with pytest.raises(DatabaseError, match="never removed"):
        run("DELETE FROM panels_recusal WHERE declaration_id = %s", [declaration.pk])
    assert run(end, [world.dana.pk, "She mistook the school.", declaration.pk]) == 1


def test_what_the_database_refuses_the_rule_refuses_too(world):
    """Over every person and item of the world: a vote that the rule allows is never refused."""
    seen = set()
    for item in world.north.items.values():
        for seat in item.meeting.seats.select_related("person"):
            allowed = seat.person.has_perm("panels.vote_agendaitem", item)
            try:
                with transaction.atomic():
                    vote(item, seat.person)
            except DatabaseError as refusal:
                took = "one_standing_vote" in str(refusal)
            else:
                took = True
            assert took == allowed, (seat.person, item)
            seen.add(allowed)
    assert seen == {True, False}
