"""One page open twice: the later save wipes nothing, and whoever saves again does so knowingly."""

import re

import pytest

from funding.models import Application, Evaluation
from tests import factories as make


@pytest.fixture
def olive(client, sign_in, world):
    return sign_in(client, world.olive)


@pytest.fixture
def draft(world) -> Application:
    return make.draft(world.olive, world.schools["Oak"], world.north.panel_date)


@pytest.fixture
def evaluation(world) -> Evaluation:
    make.fund(world.north.cluster, by=world.fay)
    return make.award(world.north.items["elm"].application, by=world.dana).evaluation


def version_on(page: str) -> str:
    return re.search(r'name="version" value="([0-9a-f]{64})"', page).group(1)


def action_of(page: str) -> str:
    """Where the form of the page's main part is sent."""
    main = page.partition("<main")[2]
    return re.search(r'<form method="post"\s+action="([^"]*)"', main).group(1)


def test_a_section_saved_from_an_old_page_is_refused_and_keeps_what_was_typed(olive, draft):
    url = f"/applications/{draft.public_id}/write/reasons"
    old = version_on(olive.get(url).content.decode())
    olive.post(url, {"why": "First tab.", "plan": draft.plan, "version": old})

    refused = olive.post(url, {"why": "Second tab.", "plan": draft.plan, "version": old})

    page = refused.content.decode()
    assert "This was changed while you wrote" in page
    assert {"Second tab." in page, "First tab." in page} == {True}
    assert page.count("Stands now:") == 1  # only what differs
    draft.refresh_from_db()
    assert draft.why == "First tab."

    again = olive.post(url, {"why": "Both.", "plan": draft.plan, "version": version_on(page)})
    draft.refresh_from_db()
    assert (again.status_code, draft.why) == (302, "Both.")


def test_the_same_words_sent_twice_are_no_change(olive, draft):
    url = f"/applications/{draft.public_id}/write/reasons"
    typed = {
        "why": "Once.",
        "plan": "Plan.",
        "version": version_on(olive.get(url).content.decode()),
    }

    assert [olive.post(url, typed).status_code for _ in range(2)] == [302, 302]


def test_another_section_in_another_tab_is_no_change_of_this_one(olive, draft):
    url = f"/applications/{draft.public_id}/write/"
    old = version_on(olive.get(f"{url}reasons").content.decode())
    title = draft.title
    Application.objects.filter(pk=draft.pk).update(title="Other section")

    saved = olive.post(f"{url}reasons", {"why": "Mine.", "plan": draft.plan, "version": old})

    draft.refresh_from_db()
    assert (saved.status_code, draft.why, draft.title) == (302, "Mine.", "Other section")
    assert title != draft.title


COST = {"what": "Second tab", "amount_pence": "10"}
OUTCOME = {
    "what": "Second tab",
    "measure": "Count",
    "baseline": "1",
    "target": "2",
    "by_when_0": "1",
    "by_when_1": "7",
    "by_when_2": "2027",
}


@pytest.mark.parametrize(("part", "typed"), [("costs", COST), ("outcomes", OUTCOME)])
def test_a_cost_and_an_outcome_are_not_wiped_either(olive, world, draft, part, typed):
    make.outcome(draft, world.olive)
    rows = draft.cost_lines if part == "costs" else draft.outcomes
    url = f"/applications/{draft.public_id}/write/{part}/{rows.first().public_id}"
    old = version_on(olive.get(url).content.decode())
    olive.post(url, typed | {"what": "First tab", "version": old})

    refused = olive.post(url, typed | {"version": old}).content.decode()

    assert "This was changed while you wrote" in refused
    assert "Second tab" in refused
    assert rows.first().what == "First tab"


@pytest.mark.parametrize(("part", "typed"), [("costs", COST), ("outcomes", OUTCOME)])
def test_words_for_what_was_removed_meanwhile_are_kept_to_be_added(
    olive, world, draft, part, typed
):
    make.outcome(draft, world.olive)
    rows = draft.cost_lines if part == "costs" else draft.outcomes
    listed = f"/applications/{draft.public_id}/write/{part}"
    url = f"{listed}/{rows.first().public_id}"
    typed |= {"version": version_on(olive.get(url).content.decode())}
    olive.post(f"{url}/remove")

    refused = olive.post(url, typed)

    page = refused.content.decode()
    assert "Somebody removed this while you wrote" in page
    assert (refused.status_code, "Second tab" in page) == (410, True)
    assert not rows.filter(what="Second tab").exists()
    assert action_of(page) == listed

    again = olive.post(action_of(page), typed | {"version": version_on(page)})
    assert again.status_code == 302
    assert rows.filter(what="Second tab").count() == 1
    assert olive.get(url).status_code == 404


def test_words_for_a_pupil_removed_meanwhile_are_kept_too(olive, draft):
    [pupil] = draft.pupils.all()
    listed = f"/applications/{draft.public_id}/write/pupils"
    typed = {"year_group": "6", "provision": "E"}
    olive.post(f"{listed}/{pupil.code}/remove")

    page = olive.post(f"{listed}/{pupil.code}", typed).content.decode()

    assert "Somebody removed this while you wrote" in page
    assert not draft.pupils.exists()
    olive.post(action_of(page), typed)
    [now] = draft.pupils.all()
    assert (now.year_group, now.provision) == ("6", "E")
    assert now.code != pupil.code


def test_a_part_of_an_evaluation_is_not_wiped_either(client, sign_in, world, evaluation):
    person = sign_in(client, world.elsa)
    url = f"/evaluations/{evaluation.public_id}/write/learnt"
    old = version_on(person.get(url).content.decode())
    person.post(url, {"what_worked": "First tab", "version": old})

    refused = person.post(url, {"what_worked": "Second tab", "version": old}).content.decode()

    assert "This was changed while you wrote" in refused
    assert "Second tab" in refused
    assert Evaluation.objects.get(pk=evaluation.pk).what_worked == "First tab"


def test_what_was_reached_is_not_wiped_either(client, sign_in, world, evaluation):
    person = sign_in(client, world.elsa)
    url = f"/evaluations/{evaluation.public_id}/outcomes"
    old = version_on(person.get(url).content.decode())
    said = {"on_1_0": "1", "on_1_1": "1", "on_1_2": "2020", "result_1": "met", "version": old}
    person.post(url, said | {"actual_1": "First tab"})

    refused = person.post(url, said | {"actual_1": "Second tab"}).content.decode()

    assert "This was changed while you wrote" in refused
    assert {"Second tab" in refused, "First tab" in refused} == {True}
    assert [row.actual for row in evaluation.reached.all()] == ["First tab"]


def test_a_save_may_go_on_to_the_next_part(olive, draft):
    url = f"/applications/{draft.public_id}/write/reasons"
    typed = {"why": "On.", "plan": "Plan."}

    on, back = olive.post(url, typed | {"go_on": "1"}), olive.post(url, typed)

    assert (on.url, back.url) == (
        f"/applications/{draft.public_id}/write/costs",
        f"/applications/{draft.public_id}/",
    )


def test_a_pupil_is_put_right_and_keeps_the_code(olive, draft):
    [pupil] = draft.pupils.all()
    url = f"/applications/{draft.public_id}/write/pupils/{pupil.code}"

    olive.post(url, {"year_group": "6", "provision": "E"})

    [now] = draft.pupils.all()
    assert (now.code, now.year_group, now.provision) == (pupil.code, "6", "E")
    assert (now.pupil.year_group, now.pupil.provision) == ("6", "E")
