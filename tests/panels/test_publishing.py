"""Outcomes told once, on every channel at the same moment; words put right as a new version."""

import pytest

from core.errors import DomainError
from core.models import OutgoingMail
from funding.models import Application, Outcome
from panels import actions
from panels.models import AgendaItem, Check
from tests import factories as make


@pytest.fixture
def item(world) -> AgendaItem:
    item = world.north.items["own"]
    make.free(world.dana, item)
    make.started(item.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    return item


def decided_and_read(item, world, **words):
    decision = make.decided(item, by=world.dana, **words)
    return actions.read_letter(item=item, seen=decision.stamp, by=world.carol)


def test_nothing_is_told_before_it_is_published(client, sign_in, item, world):
    decided_and_read(item, world, reasons="canarywhy")
    olive = sign_in(client, world.olive)

    page = olive.get(f"/applications/{item.application.public_id}/").content.decode()
    assert "canarywhy" not in page
    assert Outcome.objects.count() == 0
    assert item.application.status == "checked"


def test_publishing_tells_the_school_on_its_page_and_by_mail_at_once(client, sign_in, item, world):
    decided_and_read(item, world, reasons="canarywhy")

    actions.publish(meeting=item.meeting, by=world.cleo)

    olive = sign_in(client, world.olive)
    page = olive.get(f"/applications/{item.application.public_id}/").content.decode()
    assert "canarywhy" in page
    mails = OutgoingMail.objects.filter(subject="There is an outcome for an application")
    assert {mail.person for mail in mails} == {world.olive, world.ben}
    assert not any("canary" in mail.body or "1,250" in mail.body for mail in mails)
    assert Application.objects.get(pk=item.application_id).status == "awarded"


def test_publishing_twice_tells_once(item, world):
    decided_and_read(item, world)
    actions.publish(meeting=item.meeting, by=world.cleo)

    with pytest.raises(DomainError, match="No outcome is ready"):
        actions.publish(meeting=item.meeting, by=world.cleo)
    assert Outcome.objects.count() == 1


def test_a_letter_that_nobody_read_stays(item, world):
    make.decided(item, by=world.dana)

    with pytest.raises(DomainError, match="No outcome is ready"):
        actions.publish(meeting=item.meeting, by=world.cleo)


def test_a_silent_chair_publishes_and_sees_only_that_it_is_ready(client, sign_in, item, world):
    decided_and_read(item, world, reasons="canarywhy")
    ben = sign_in(client, world.ben)

    page = ben.get(f"/meetings/{item.meeting.public_id}/publish").content.decode()
    assert "Ready" in page
    assert "canarywhy" not in page
    assert "Awarded" not in page
    ben.post(f"/meetings/{item.meeting.public_id}/publish")

    assert Outcome.objects.get().published_by == world.ben


def test_a_silent_chair_learns_on_that_page_what_was_published(client, sign_in, item, world):
    ben = sign_in(client, world.ben)
    url = f"/meetings/{item.meeting.public_id}/publish"
    decided_and_read(item, world)
    assert "Awarded" not in ben.get(url).content.decode()

    actions.publish(meeting=item.meeting, by=world.cleo)

    page = ben.get(url).content.decode()
    assert {"Awarded" in page, "£1,250.00" in page} == {True}


@pytest.mark.parametrize("who", ["mia", "fay", "gil", "olive", "root"])
def test_nobody_else_publishes(item, world, who):
    decided_and_read(item, world)

    with pytest.raises(DomainError, match="Only those who run"):
        actions.publish(meeting=item.meeting, by=world.people[who])


def test_a_deferred_item_is_a_new_item_with_its_recusals_and_without_its_answers(item, world):
    actions.declare_interest(check=item.check_row, kind="other", detail="", by=world.asha)
    later = make.panel_date(world.north.cluster, days=60)
    decided_and_read(item, world, outcome="defer", deferred_to=later)
    actions.publish(meeting=item.meeting, by=world.cleo)

    check = Check.objects.get(application=item.application, panel_date=later)
    again = make.item(check, make.meeting(later, by=world.cleo), by=world.cleo)
    states = ("observe", "answer", "read")
    rows = {
        key: AgendaItem.objects.with_verbs(world.people[key], *states).get(pk=again.pk)
        for key in ("ben", "asha", "dana")
    }

    assert {
        key: [getattr(row, f"can_{state}") for state in states] for key, row in rows.items()
    } == {
        "ben": [True, False, False],
        "asha": [True, False, False],
        "dana": [False, True, False],
    }


def test_a_correction_is_a_new_version_and_the_old_one_stays(item, world):
    decided_and_read(item, world)
    actions.publish(meeting=item.meeting, by=world.cleo)
    item = AgendaItem.objects.select_related("meeting").get(pk=item.pk)

    actions.correct(
        item=item,
        reasons="Better words.",
        conditions="",
        next_step="",
        why="A slip.",
        by=world.dana,
        seen=1,
    )

    versions = Outcome.objects.order_by("version").values_list("version", "reasons", "amount_pence")
    assert list(versions) == [
        (1, "The plan fits the need.", 125_000),
        (2, "Better words.", 125_000),
    ]


@pytest.mark.parametrize("who", ["ben", "cleo", "mia", "olive", "root"])
def test_only_somebody_free_who_runs_the_panel_corrects(item, world, who):
    decided_and_read(item, world)
    actions.publish(meeting=item.meeting, by=world.cleo)
    item = AgendaItem.objects.select_related("meeting").get(pk=item.pk)

    with pytest.raises(DomainError, match="may not correct"):
        actions.correct(
            item=item,
            reasons="Other.",
            conditions="",
            next_step="",
            why="Because.",
            by=world.people[who],
            seen=1,
        )


def test_a_deferred_application_says_what_comes_next(client, sign_in, item, world):
    later = make.panel_date(world.north.cluster, days=60)
    words = {"reasons": "canarywhy", "next_step": "canarynext"}
    decided_and_read(item, world, outcome="defer", deferred_to=later, **words)
    actions.publish(meeting=item.meeting, by=world.cleo)
    olive = sign_in(client, world.olive)

    page = olive.get(f"/applications/{item.application.public_id}/").content.decode()
    home = olive.get("/").content.decode()

    said = ("canarywhy", "canarynext", "You do not apply again", "withdraw it</a>")
    assert {word for word in said if word in page} == set(said)
    assert "It goes to the panel on" in home
