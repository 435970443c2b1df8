"""What came back, and what was put off: what the school is told to do."""

import pytest
from bs4 import BeautifulSoup

from funding import actions as funding_actions
from funding.models import Application
from panels import actions
from tests import factories as make

UNCHANGED = "You have not changed anything since it came back"


@pytest.fixture
def returned(world) -> Application:
    draft = make.draft(world.olive, world.schools["Oak"], world.north.panel_date)
    check = actions.submit(application=draft, by=world.olive)
    actions.answer_no_interest(check=check, by=world.dana)
    actions.return_to_school(check=check, needed="Say how often.", by=world.dana)
    return Application.objects.get(pk=draft.pk)


@pytest.fixture
def olive(client, sign_in, world):
    return sign_in(client, world.olive)


def read(browser, url: str) -> tuple[str, str]:
    """The page's words, and those of its button."""
    page = BeautifulSoup(browser.get(url).content, "html.parser").select_one("main")
    buttons = [" ".join(one.get_text().split()) for one in page.select(".govuk-button")]
    return " ".join(page.get_text(" ").split()), ", ".join(buttons)


def test_what_came_back_is_changed_first_and_may_go_again_unchanged(olive, returned):
    url = f"/applications/{returned.public_id}/"

    page, button = read(olive, url)
    warned, _ = read(olive, f"{url}submit")

    assert (button, UNCHANGED in page) == ("Change it, part by part", True)
    assert "Files cannot be added here" in page
    assert f"{UNCHANGED} with: Say how often." in warned
    olive.post(f"{url}submit")
    returned.refresh_from_db()
    assert returned.status == "submitted"


@pytest.mark.parametrize("part", ["a text", "a cost", "an outcome"])
def test_once_something_is_changed_submitting_comes_first(olive, world, returned, part):
    url = f"/applications/{returned.public_id}/"
    if part == "a text":
        returned.plan = "Four times a week."
        funding_actions.save_draft(application=returned, fields=["plan"], by=world.olive)
    elif part == "a cost":
        funding_actions.add_cost(application=returned, what="Cards", amount_pence=1, by=world.olive)
    else:
        make.outcome(returned, world.olive)

    assert read(olive, url)[1] == "Go on to submit"
    assert UNCHANGED not in read(olive, f"{url}submit")[0]
