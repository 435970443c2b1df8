"""The page by which an administrator erases a complaint, who reads nothing of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints import actions, queries
from complaints.models import Complaint, Concerned
from core.models import AuditLine
from tests import factories as make
from tests.harness.browsing import Browser

ASKED = {"why": "asked", "sure": "on"}


def end(world, complaint) -> None:
    actions.close(complaint=complaint, ending="satisfied", words="Thank you.", by=world.carol)
    complaint.refresh_from_db()


def seven_years_on(monkeypatch, complaint) -> None:
    ended = complaint.closed_at
    now = ended.replace(year=ended.year + 7) + timedelta(days=4)
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def over(world, case, monkeypatch):
    """Ended, with words in it, more than seven years before the day on which the test asks."""
    make.ended_stage(case.complaint, by=world.carol, reasons="It was late.")
    end(world, case.complaint)
    seven_years_on(monkeypatch, case.complaint)
    return case.complaint


def lists(world) -> str:
    return f"/clusters/{world.north.cluster.public_id}/complaints/over"


def url(world, complaint) -> str:
    return f"{lists(world)}/{complaint.public_id}"


def is_erased(complaint) -> bool:
    return Complaint.objects.get(pk=complaint.pk).erased_at is not None


def test_its_page_says_what_goes_what_stays_and_nothing_of_what_was_said(world, over):
    page = Browser(world.root).get(url(world, over))

    assert page.status == 200
    for words in (over.reference, "What will go", "What will stay", "cannot be undone"):
        assert words in page.text
    for secret in ("Pat Parent", "pat@home", "Nobody said why.", "It was late.", "Thank you."):
        assert secret not in page.everything


def test_erased_it_leaves_the_list_and_the_act_stays(world, over):
    assert over.reference in Browser(world.root).get(lists(world)).text

    done = Browser(world.root).post(url(world, over), ASKED)
    actions.erase(complaint=over, why="asked", by=world.root)

    assert done.location == lists(world)
    assert f"Complaint {over.reference} is erased." in done.messages[0]
    assert is_erased(over)
    assert "Nothing to erase" in Browser(world.root).get(lists(world)).text
    assert Browser(world.root).get(url(world, over)).status == 404
    line = AuditLine.objects.get(verb="erased a complaint")
    assert (line.by, line.detail["why"]) == (world.root, "asked")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sure": "on"}, "Choose why you erase it"),
        ({"why": "time"}, "Tick the box to say that you understand"),
        ({"why": "tired", "sure": "on"}, "Choose one of the options"),
    ],
)
def test_without_a_reason_and_a_tick_nothing_goes(world, over, typed, said):
    page = Browser(world.root).post(url(world, over), typed)

    assert said in page.text
    assert not is_erased(over)


def test_the_complaints_page_says_that_it_was_erased(world, over):
    before = Browser(world.carol).get(f"/complaints/{over.public_id}/").text
    assert "was erased on" not in before

    actions.erase(complaint=over, why="time", by=world.root)

    page = Browser(world.carol).get(f"/complaints/{over.public_id}/").text
    assert "This complaint was erased on" in page
    assert "By their private link" not in page
    assert "Not named" not in page


def test_before_its_time_there_is_no_such_page(world, over):
    young, _ = make.complaint(world.north.cluster, world.schools["Oak"])
    actions.close(complaint=young, ending="withdrawn", by=world.carol)

    assert Browser(world.root).get(url(world, young)).status == 404
    assert Browser(world.root).post(url(world, young), ASKED).status == 404
    assert young.reference not in Browser(world.root).get(lists(world)).text


@pytest.mark.parametrize(
    ("key", "status"), [("carol", 403), ("cleo", 403), ("ben", 403), ("dev", 404), ("nora", 404)]
)
def test_only_administrators_come_there(world, over, key, status):
    browser = Browser(world.people[key])

    assert {browser.get(page).status for page in (lists(world), url(world, over))} == {status}
    assert browser.post(url(world, over), ASKED).status == status
    assert not is_erased(over)


def test_an_administrator_whom_it_is_about_does_not_erase_it(world, case, monkeypatch):
    other, _ = make.complaint(world.north.cluster, world.schools["Oak"])
    actions.name_concerned(
        complaint=case.complaint, person=world.sue, why=Concerned.Why.ABOUT, by=world.carol
    )
    for one in (case.complaint, other):
        end(world, one)
    seven_years_on(monkeypatch, other)

    assert set(queries.to_erase(world.north.cluster, world.root)) == {case.complaint, other}
    assert set(queries.to_erase(world.north.cluster, world.sue)) == {other}
    assert Browser(world.sue).get(url(world, case.complaint)).status == 404


def test_the_address_of_another_cluster_opens_nothing_of_this_one(world, over):
    south = f"/clusters/{world.south.cluster.public_id}/complaints/over/{over.public_id}"

    assert Browser(world.root).get(south).status == 404


def test_administrators_find_it_from_the_set_up_of_the_cluster(world):
    pages = [f"/clusters/{world.north.cluster.public_id}/{end}" for end in ("set-up", "complaints")]

    for page in pages:
        assert lists(world) in Browser(world.root).get(page).text
        assert lists(world) not in Browser(world.carol).get(page).text
