"""The check of one application: read by the free, and not while the school is writing."""

import pytest

from funding import actions as funding_actions
from panels import actions
from panels.models import Check

WORDS = "canarynewwords"


@pytest.fixture
def check(world) -> Check:
    return world.north.waiting["own"]


def page(client, check: Check) -> str:
    return client.get(f"/checks/{check.public_id}/").content.decode()


def test_the_question_comes_first_then_the_papers_and_the_checklist(client, sign_in, world, check):
    sign_in(client, world.carol)
    assert "Do you have an interest" in page(client, check)
    assert "canarypaperswhy" not in page(client, check)

    client.post(f"/checks/{check.public_id}/answer")

    assert "Two cycles of support" in page(client, check)
    assert "It is ready for the panel" in page(client, check)


def test_it_is_found_ready_once(client, sign_in, world, check):
    sign_in(client, world.carol)
    client.post(f"/checks/{check.public_id}/answer")

    client.post(f"/checks/{check.public_id}/ready", {"ready-note": "Whole."})
    again = client.post(f"/checks/{check.public_id}/return", {"needed": "More."})

    check.refresh_from_db()
    assert (check.outcome, check.note) == ("ready", "Whole.")
    assert again.status_code == 403


def test_a_return_needs_words_and_keeps_them_typed(client, sign_in, world, check):
    sign_in(client, world.carol)
    client.post(f"/checks/{check.public_id}/answer")

    empty = client.post(f"/checks/{check.public_id}/return", {"needed": ""})
    assert "Enter what the school needs to add or change" in empty.content.decode()
    client.post(f"/checks/{check.public_id}/return", {"needed": "The costs of a week."})

    check.refresh_from_db()
    assert (check.outcome, check.needed) == ("returned", "The costs of a week.")


def test_after_a_return_the_tray_still_says_that_one_has_answered(client, sign_in, world, check):
    actions.answer_no_interest(check=check, by=world.carol)
    actions.return_to_school(check=check, needed="The costs.", by=world.carol)

    tray = sign_in(client, world.carol).get("/checks/?show=all").content.decode()

    row = tray.partition(check.public_id)[2].partition("</tr>")[0]
    assert "No interest" in row
    assert "To answer" not in row


def test_nobody_reads_what_the_school_writes_after_a_return(client, sign_in, world, check):
    actions.answer_no_interest(check=check, by=world.carol)
    actions.return_to_school(check=check, needed="The costs.", by=world.carol)
    application = check.application
    application.refresh_from_db()
    application.why = WORDS
    funding_actions.save_draft(application=application, fields=["why"], by=world.olive)

    sign_in(client, world.carol)
    assert "It is back with the school" in page(client, check)
    assert WORDS not in page(client, check)

    actions.submit(application=application, by=world.olive)
    assert WORDS in page(client, check)
    assert "The costs." not in page(client, check)


def test_a_silent_observer_sees_the_line_and_why(client, sign_in, world, check):
    sign_in(client, world.ben)

    assert "you have a post at Oak School" in page(client, check)
    assert "Two cycles" not in page(client, check)
    assert client.post(f"/checks/{check.public_id}/answer").status_code == 403


@pytest.mark.parametrize("key", ["mia", "ada", "root", "dev", "olive", "nora"])
def test_who_does_not_run_the_panels_finds_nothing(client, sign_in, world, check, key):
    sign_in(client, world.people[key])

    assert client.get(f"/checks/{check.public_id}/").status_code == 404


def test_the_tray_lists_lines_and_hides_the_outcome_from_a_silent_observer(client, sign_in, world):
    sign_in(client, world.ben)
    tray = client.get("/checks/").content.decode()

    assert "Oak mornings" in tray
    assert "Not shown to you" in tray
    sign_in(client, world.dana)
    assert "Not shown to you" not in client.get("/checks/?show=all").content.decode()


def test_a_cluster_without_papers_hides_the_school_too(client, sign_in, world):
    rules = world.north.cluster.rules
    rules.strictness = "no_papers"
    rules.save()
    sign_in(client, world.ben)

    tray = client.get("/checks/").content.decode()
    agenda = client.get(f"/meetings/{world.north.meeting.public_id}/").content.decode()
    item = client.get(f"/items/{world.north.items['own'].public_id}/").content.decode()

    assert {"Oak mornings" in text for text in (tray, agenda, item)} == {False}
    assert {world.north.items["own"].application.reference in tray} == {True}
    sign_in(client, world.dana)
    assert "Oak mornings" in client.get("/checks/?show=all").content.decode()
