"""One item as each reader may see it."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.access import audience
from panels import access, actions, queries
from panels.models import AgendaItem, Decision, Note, Score, Vote
from tests import factories as make

SECRETS = ("canarychecknote", "canarydiscussion", "canarypaperswhy", "canarypapersplan")


@pytest.fixture
def open_item(client: Client, sign_in, world):
    def do(key: str, item: str = "own"):
        sign_in(client, world.people[key])
        return client.get(f"/items/{world.north.items[item].public_id}/")

    return do


def seen(response) -> set[str]:
    return {word for word in SECRETS if word in response.content.decode()}


def test_the_chair_who_heads_the_school_sees_the_line_and_why_they_are_silent(open_item):
    response = open_item("ben")

    page = response.content.decode()
    assert response.status_code == 200
    assert "Oak mornings" in page
    assert "This is because you have a post at Oak School" in page
    assert seen(response) == set()
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_the_deputy_sees_the_whole_item(open_item):
    assert seen(open_item("dana")) == set(SECRETS)


def test_somebody_who_has_not_answered_sees_only_the_question(open_item):
    response = open_item("asha")

    assert "Do you have an interest in this application?" in response.content.decode()
    assert seen(response) == set()


def test_an_adviser_reads_the_papers_and_nothing_of_the_panel(open_item, world):
    actions.answer_no_interest(check=world.north.items["own"].check_row, by=world.ada)

    assert seen(open_item("ada")) == {"canarypaperswhy", "canarypapersplan"}


@pytest.mark.parametrize("key", ["root", "dev", "sam", "lena", "nora", "olive", "fay"])
def test_anybody_else_finds_nothing(open_item, key):
    assert open_item(key).status_code == 404


def test_a_member_scores_votes_and_notes(client, sign_in, world):
    item = world.north.items["own"]
    sign_in(client, world.dana)

    for what, data in (
        ("score", {"value": "5"}),
        ("vote", {"choice": "for"}),
        ("note", {"new-text": "Enough evidence of two cycles."}),
    ):
        assert client.post(f"/items/{item.public_id}/{what}", data).status_code == 302

    mine = {"seat__person": world.dana, "item": item}
    assert Score.objects.get(**mine).value == 5
    assert Vote.objects.get(**mine).choice == "for"
    assert Note.objects.get(**mine).text == "Enough evidence of two cycles."


def test_ones_own_score_and_vote_are_found_among_those_of_all(world):
    item = world.north.items["own"]
    make.free(world.mia, item)
    for person, value, choice in ((world.dana, 4, "for"), (world.mia, 2, "against")):
        actions.give_score(item=item, value=value, by=person)
        actions.cast_vote(item=item, choice=choice, by=person)
        actions.write_note(item=item, text=f"By {person}", by=person)
    seats, conflicts = queries.seats_at(item.meeting), access.conflicts_on([item])

    seen = {
        key: queries.put_down(world.people[key], item, seats, conflicts)
        for key in ("dana", "mia", "ben", "ada")
    }

    assert seen["dana"].tally == seen["mia"].tally == queries.tally(item)
    assert seen["dana"].tally.scores == [2, 4]
    notes = {"canarydiscussion", f"By {world.dana}", f"By {world.mia}"}
    assert {note.text for note in seen["mia"].notes} == notes
    own = {
        key: (one.score and one.score.value, one.vote and one.vote.choice)
        for key, one in seen.items()
    }
    assert own == {
        "dana": (4, "for"),
        "mia": (2, "against"),
        "ben": (None, None),
        "ada": (None, None),
    }
    assert seen["ben"].notes == seen["ada"].notes == []


def test_only_the_chair_who_is_silent_says_aloud_that_another_chairs(world):
    people = User.objects.all()
    told = {
        key: {person.pk for person in audience("hand_over", item, people)}
        for key, item in world.north.items.items()
    }

    assert told["own"] == {world.ben.pk}
    assert set().union(*(found for key, found in told.items() if key != "own")) <= {world.ben.pk}
    own = world.north.items["own"]
    make.started(own.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    make.decided(own, by=world.dana)
    Decision.objects.update(letter_read_by=world.dana, letter_read_at=timezone.now())
    AgendaItem.objects.filter(pk=own.pk).update(published_at=timezone.now())
    assert not audience("hand_over", own, people)


def test_a_note_with_a_date_of_birth_is_refused_and_kept_on_the_page(client, sign_in, world):
    item = world.north.items["own"]
    sign_in(client, world.dana)
    text = "The pupil was born 14/05/2016 and reads little."

    response = client.post(f"/items/{item.public_id}/note", {"new-text": text})

    page = response.content.decode()
    assert response.status_code == 200
    assert "14/05/2016" in page
    assert text in page
    assert not Note.objects.filter(seat__person=world.dana).exists()


@pytest.mark.parametrize("what", ["score", "vote", "note", "answer", "interest"])
def test_a_silent_observer_is_refused_with_the_reason(client, sign_in, world, what):
    sign_in(client, world.ben)

    response = client.post(f"/items/{world.north.items['own'].public_id}/{what}", {"value": "5"})

    assert response.status_code == 403
    assert "you are a silent observer" in response.content.decode()
