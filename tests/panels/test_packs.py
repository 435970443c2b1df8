"""Packs: one file for all who may read the same, right at the moment it is fetched."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import dates, jobs
from core.models import Job
from panels import actions, queries
from panels.models import AgendaItem, Meeting, Pack
from panels.tasks import make_pack
from tests import factories as make
from tests.core.papers import faults_of, held_in

Status = Job.Status


@pytest.fixture
def item(world) -> AgendaItem:
    return world.north.items["own"]


@pytest.fixture
def meeting(item) -> Meeting:
    related = ("panel_date__cluster", "cluster__rules")
    return Meeting.objects.select_related(*related).get(pk=item.meeting_id)


def made_for(who, meeting, *, ahead=False) -> Pack:
    actions.make_pack(meeting_id=meeting.pk, person_id=who.pk, ahead=ahead)
    return actions.pack_of(queries.pack_for(who, meeting, ahead=ahead)).get()


def test_the_free_get_the_papers_with_heads_bookmarks_and_contents(meeting, item, world):
    make.free(world.dana, item)
    make.fund(world.north.cluster, by=world.fay)

    file = bytes(made_for(world.dana, meeting).file)
    held = held_in(file)

    assert faults_of(file) == []
    for words in ("canarypaperswhy", "Oak mornings", "£10,000.00 is left", "Ben Oakhead"):
        assert words in held.text
    assert {"Declarations", "The fund", "Agenda", "Item 1: Oak mornings"} <= set(held.bookmarks)
    assert {"declarations", "fund", "agenda", "item-1", "item-2", "late"} == held.links
    of_item = [page for page in held.pages if f"Item 1, {item.application.reference}" in page]
    assert of_item
    assert all("Page " in page for page in held.pages)


@pytest.mark.parametrize("key", ["ben", "asha", "ada"])
def test_in_place_of_what_one_may_not_read_stands_a_page_that_says_so(meeting, world, key):
    if key == "ada":
        actions.declare_interest(
            check=world.north.items["own"].check_row, kind="other", detail="", by=world.ada
        )

    held = held_in(bytes(made_for(world.people[key], meeting).file))

    said = "You have not answered" if key == "asha" else "You are a silent observer"
    assert f"{said} for this item" in held.text
    assert "canary" not in held.everything


def test_who_may_read_the_same_shares_one_file_and_others_do_not(meeting, item, world):
    elm = world.north.items["elm"]
    for member in (world.dana, world.carol, world.cleo):
        for one in (item, elm):
            make.free(member, one)

    files = {key: made_for(world.people[key], meeting) for key in ("dana", "carol", "cleo", "ben")}

    assert files["dana"] == files["carol"] == files["cleo"] != files["ben"]


def test_ahead_of_their_answers_it_is_the_file_that_they_get_once_they_answer(meeting, world):
    ahead = made_for(world.cleo, meeting, ahead=True)
    assert not actions.is_fresh(queries.pack_for(world.cleo, meeting))

    actions.answer_all(meeting=meeting, by=world.cleo)

    assert actions.is_fresh(queries.pack_for(world.cleo, meeting))
    assert actions.pack_of(queries.pack_for(world.cleo, meeting)).get() == ahead


def test_a_file_is_checked_again_when_it_is_fetched(client, sign_in, meeting, item, world):
    make.free(world.dana, item)
    made_for(world.dana, meeting)
    dana = sign_in(client, world.dana)
    address = f"/meetings/{meeting.public_id}/pack"
    assert b"%PDF" in dana.get(f"{address}/file").content

    actions.declare_interest(check=item.check_row, kind="other", detail="", by=world.dana)

    assert dana.get(f"{address}/file").status_code == 302
    assert "canarypaperswhy" not in dana.get(f"{address}/page").content.decode()


def _moved(meeting, item, world):
    date = meeting.panel_date
    date.held_on += timedelta(days=1)
    date.save()


def _conflict(meeting, item, world):
    actions.declare_interest(check=item.check_row, kind="other", detail="", by=world.mia)


def _item(meeting, item, world):
    check = make.submitted(world.elsa, world.schools["Elm"], meeting.panel_date, title="Elm more")
    make.ready(check, by=world.carol)
    make.item(check, meeting, by=world.cleo)


@pytest.mark.parametrize("change", [_moved, _conflict, _item])
def test_an_item_a_conflict_or_a_date_makes_it_stale_and_it_is_made_again(
    meeting, item, world, change
):
    for one in (item, world.north.items["elm"]):
        make.free(world.dana, one)
    made_for(world.dana, meeting)
    assert actions.is_fresh(queries.pack_for(world.dana, meeting))

    change(meeting, item, world)

    meeting.refresh_from_db()
    assert not actions.is_fresh(queries.pack_for(world.dana, meeting))
    made_for(world.dana, meeting)
    assert actions.is_fresh(queries.pack_for(world.dana, meeting))


def test_money_that_moves_does_not_make_it_stale(meeting, item, world):
    make.free(world.dana, item)
    make.fund(world.north.cluster, by=world.fay)
    made_for(world.dana, meeting)

    make.award(world.north.items["elm"].application, by=world.dana)

    assert actions.is_fresh(queries.pack_for(world.dana, meeting))


def test_making_it_twice_leaves_the_same_file(meeting, item, world):
    make.free(world.dana, item)
    first = made_for(world.dana, meeting)

    again = made_for(world.dana, meeting)

    assert (again.pk, bytes(again.file), again.made_at) == (
        first.pk,
        bytes(first.file),
        first.made_at,
    )


def test_what_is_due_is_started_once_for_each_variant(meeting, world):
    assert Job.objects.filter(task="panels.make_pack").count() == 0
    date = meeting.panel_date
    date.held_on = dates.working_days_after(dates.today(), meeting.cluster.rules.pack_days)
    date.save()

    actions.make_due_packs()
    started = set(Job.objects.filter(task="panels.make_pack").values_list("key", flat=True))
    actions.make_due_packs()

    assert len(started) > 1
    assert started == set(Job.objects.values_list("key", flat=True).filter(task="panels.make_pack"))


def test_a_meeting_that_is_further_away_is_not_due(meeting, world):
    """The control."""
    date = meeting.panel_date
    date.held_on = dates.working_days_after(dates.today(), meeting.cluster.rules.pack_days + 1)
    date.save()

    actions.make_due_packs()

    assert not Job.objects.filter(task="panels.make_pack").exists()


def test_the_page_starts_it_says_how_far_it_is_and_cancels(client, sign_in, meeting, item, world):
    make.free(world.dana, item)
    dana = sign_in(client, world.dana)
    address = f"/meetings/{meeting.public_id}/pack"
    assert "It is not made yet" in dana.get(address).content.decode()

    dana.post(f"{address}/make")
    job = Job.objects.get(task="panels.make_pack")
    assert "It waits for its turn" in dana.get(address).content.decode()
    dana.post(f"{address}/cancel")
    job.refresh_from_db()

    assert job.status == Status.CANCELLED
    assert "Making it was cancelled" in dana.get(address).content.decode()
    make_pack(job.pk)
    assert not Pack.objects.exists()


def test_a_job_makes_it_and_asks_the_rule_again(meeting, item, world):
    make.free(world.dana, item)
    with transaction.atomic():
        job = actions.ask_for_pack(meeting=meeting, by=world.dana)
    actions.declare_interest(check=item.check_row, kind="other", detail="", by=world.dana)

    actions.make_pack(**{**job.ids, "ahead": False})

    assert "canarypaperswhy" not in held_in(bytes(Pack.objects.get().file)).text


def test_a_job_that_is_done_is_not_cancelled(world):
    job = jobs.start("tests.nothing", "key")
    Job.objects.filter(pk=job.pk).update(status=Status.DONE)

    assert jobs.cancel(job) is False
    assert Job.objects.get(pk=job.pk).status == Status.DONE


@pytest.mark.parametrize("key", ["ian", "dev", "nora", "root", "olive"])
def test_who_has_no_seat_has_no_pack(client, sign_in, meeting, world, key):
    if key not in world.people:
        world.people[key] = make.person(key)
    reader = sign_in(client, world.people[key])

    answers = {
        reader.get(f"/meetings/{meeting.public_id}/pack{end}").status_code
        for end in ("", "/page", "/file")
    }

    assert answers == {404}
