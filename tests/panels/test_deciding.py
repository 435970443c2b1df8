"""A decision: who records and chairs it, with how many people, and what the database refuses."""

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from panels import actions, queries
from panels.models import AgendaItem, Decision, Seat
from schools.models import Post
from tests import factories as make

Attendance = Seat.Attendance


@pytest.fixture
def item(world) -> AgendaItem:
    """Oak's item, for which Ben the chair is silent, at a meeting that has started."""
    item = world.north.items["own"]
    make.free(world.dana, item)
    make.started(item.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    return item


def current(item: AgendaItem) -> AgendaItem:
    return AgendaItem.objects.select_related("meeting__cluster__rules", "check_row").get(pk=item.pk)


def run(statement: str, params: list) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.rowcount


def away(item: AgendaItem, *people) -> None:
    Seat.objects.filter(meeting_id=item.meeting_id, person__in=people).update(
        attendance=Attendance.APOLOGIES
    )


def test_the_free_deputy_chairs_for_a_silent_chair_and_the_amount_is_the_sum_of_the_lines(
    item, world
):
    decision = make.decided(item, by=world.carol)

    lines = list(decision.lines.values_list("amount_pence", flat=True))
    assert (decision.chaired_by, decision.amount_pence, lines) == (world.dana, 125_000, [125_000])


@pytest.mark.parametrize("who", ["ben", "sue", "asha", "ada", "gil", "root", "olive"])
def test_nobody_else_records(item, world, who):
    with pytest.raises(DomainError, match="may not record"):
        make.decided(item, by=world.people[who])


def test_nothing_is_recorded_before_the_meeting_starts(world):
    item = make.free(world.dana, world.north.items["own"]) and world.north.items["own"]

    with pytest.raises(DomainError, match="may not record"):
        make.decided(item, by=world.dana)


def test_too_few_people_can_only_defer(item, world):
    away(item, world.mia, world.carol)
    later = make.panel_date(world.north.cluster, days=60)

    with pytest.raises(DomainError, match="Not enough people"):
        make.decided(item, by=world.dana)
    assert make.decided(item, by=world.dana, outcome="defer", deferred_to=later).pk


def test_without_chair_and_deputy_an_acting_chair_is_named_who_is_free(item, world):
    away(item, world.dana)
    with pytest.raises(DomainError, match="Name an acting chair"):
        make.decided(item, by=world.carol)
    silent = make.seat_of(world.ben, item.meeting)
    with pytest.raises(DomainError, match="silent observer"):
        actions.name_chair(item=item, seat=silent, by=world.carol)

    actions.name_chair(item=item, seat=make.seat_of(world.mia, item.meeting), by=world.carol)

    assert make.decided(item, by=world.mia).chaired_by == world.mia


def test_a_changed_decision_has_an_unread_letter(item, world):
    decision = make.decided(item, by=world.dana)
    read = actions.read_letter(item=item, seen=decision.stamp, by=world.carol)
    assert read.letter_read_by == world.carol

    read.outcome, read.next_step = "decline", "Try the outreach team."
    read.terms = read.first_term = None
    changed = actions.record(
        item=current(item), decision=read, granted={}, by=world.dana, seen=read.stamp
    )

    assert (changed.letter_read_at, changed.lines.count()) == (None, 0)


def test_a_letter_of_another_moment_is_not_read(item, world):
    first = make.decided(item, by=world.dana).stamp
    again = Decision.objects.get(item=item)
    actions.record(
        item=current(item),
        decision=again,
        granted={item.application.cost_lines.get(): 5},
        by=world.dana,
        seen=again.stamp,
    )

    with pytest.raises(DomainError, match="changed while you read"):
        actions.read_letter(item=item, seen=first, by=world.carol)


@pytest.mark.parametrize("seen", ["", "never", "2026-13-45T99:99:99Z"])
def test_a_letter_whose_moment_nobody_can_tell_is_not_read(client, sign_in, item, world, seen):
    decision = make.decided(item, by=world.dana)
    carol = sign_in(client, world.carol)

    answered = carol.post(f"/items/{item.public_id}/letter", {"seen": seen}, follow=True)

    assert answered.status_code == 200
    assert (
        "The decision changed while you read. Read the letter again." in answered.content.decode()
    )
    decision.refresh_from_db()
    assert decision.letter_read_at is None


def test_a_conflict_found_late_sends_the_decision_back(item, world):
    decision = make.decided(item, by=world.dana)
    make.post(world.dana, world.schools["Oak"], Post.Kind.GOVERNOR)

    with pytest.raises(DomainError, match="record it again"):
        actions.read_letter(item=item, seen=decision.stamp, by=world.carol)
    assert queries.ready_decisions(item.meeting) == []


INSERT = (
    "INSERT INTO panels_decision (cluster_id, item_id, outcome, criteria, reasons, conditions,"
    " next_step, by_consensus, chaired_by_id, recorded_by_id, recorded_at)"
    " VALUES (%s, %s, 'decline', '[]', 'Why.', '', '', true, %s, %s, now())"
)


def insert(item, *, chaired_by, recorded_by) -> None:
    run(INSERT, [item.cluster_id, item.pk, chaired_by.pk, recorded_by.pk])


def test_the_free_can_write_a_decision_by_raw_sql(item, world):
    insert(item, chaired_by=world.dana, recorded_by=world.carol)


@pytest.mark.parametrize(
    ("chair", "recorder"), [("ben", "carol"), ("dana", "ben"), ("sue", "carol"), ("dana", "cleo")]
)
def test_the_database_refuses_what_somebody_not_free_chairs_or_records(
    item, world, chair, recorder
):
    with pytest.raises(DatabaseError, match="only the free"):
        insert(item, chaired_by=world.people[chair], recorded_by=world.people[recorder])


def test_the_database_refuses_a_chair_who_is_not_there(item, world):
    away(item, world.dana)

    with pytest.raises(DatabaseError, match="is there"):
        insert(item, chaired_by=world.dana, recorded_by=world.carol)


def test_the_database_refuses_too_few_people(item, world):
    away(item, world.mia, world.carol)

    with pytest.raises(DatabaseError, match="not enough people"):
        insert(item, chaired_by=world.dana, recorded_by=world.dana)


def test_the_database_refuses_a_decision_before_the_meeting(world):
    item = world.north.items["own"]
    make.free(world.dana, item)

    with pytest.raises(DatabaseError, match="has not started"):
        insert(item, chaired_by=world.dana, recorded_by=world.dana)


def test_the_database_refuses_money_without_an_award(item, world):
    make.decided(item, by=world.dana, outcome="decline")

    with pytest.raises(DatabaseError, match="money_for_an_award"):
        run("UPDATE panels_decision SET amount_pence = 5 WHERE item_id = %s", [item.pk])


def test_the_database_publishes_nothing_whose_letter_nobody_read(item, world):
    make.decided(item, by=world.dana)
    publish = "UPDATE panels_agendaitem SET published_at = now() WHERE id = %s"

    with pytest.raises(DatabaseError, match="nobody has read the letter"):
        run(publish, [item.pk])
    Decision.objects.update(letter_read_by=world.dana, letter_read_at=timezone.now())
    assert run(publish, [item.pk]) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE panels_decision SET reasons = 'Other.' WHERE item_id = %s",
        "DELETE FROM panels_decision WHERE item_id = %s",
        "UPDATE panels_agendaitem SET published_at = NULL WHERE id = %s",
        "UPDATE panels_agendaitem SET number = 40 WHERE id = %s",
        "UPDATE panels_decisionline SET amount_pence = 1 WHERE decision_id ="
        " (SELECT id FROM panels_decision WHERE item_id = %s)",
    ],
)
def test_what_is_published_stands(item, world, statement):
    make.told(item, by=world.dana)

    with pytest.raises(DatabaseError, match=r"published|never removed"):
        run(statement, [item.pk])


def test_the_database_refuses_an_acting_chair_who_is_not_free(item, world):
    name = "UPDATE panels_agendaitem SET acting_chair_id = %s WHERE id = %s"

    for who in (world.ben, world.ada, world.olive):
        with pytest.raises(DatabaseError, match="whoever chairs"):
            run(name, [who.pk, item.pk])
    assert run(name, [world.mia.pk, item.pk]) == 1


def test_an_answer_for_another_is_only_what_was_said_aloud(item, world):
    with pytest.raises(DatabaseError, match="said_aloud"):
        run(
            "INSERT INTO panels_declaration (cluster_id, check_id, person_id, answer, kind, detail,"
            " orally, at, by_id) VALUES (%s, %s, %s, 'none', '', '', false, now(), %s)",
            [item.cluster_id, item.check_row_id, world.asha.pk, world.dana.pk],
        )


def test_the_agenda_says_what_is_decided_to_the_free_alone(item, world, client, sign_in):
    make.decided(item, by=world.dana)
    address = reverse("panels:meeting", args=[item.meeting.public_id])

    def tags(person) -> set[str]:
        page = BeautifulSoup(sign_in(client, person).get(address).content, "html.parser")
        line = page.find("table").find("a", href=reverse("panels:item", args=[item.public_id]))
        return {tag.get_text(strip=True) for tag in line.find_parent("tr").select(".govuk-tag")}

    assert "Decided" in tags(world.dana)
    assert not any("Decided" in tags(person) for person in (world.ben, world.sue, world.cleo))
