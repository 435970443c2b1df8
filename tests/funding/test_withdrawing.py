"""A withdrawn application says so, and since when, wherever its school looks."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from core.dates import format_day
from funding import actions, queries
from funding.models import Application
from panels import actions as panels
from tests import factories as make


@pytest.fixture
def withdrawn(world) -> Application:
    draft = make.draft(world.olive, world.schools["Oak"], world.north.panel_date, title="Taken")
    panels.submit(application=draft, by=world.olive)
    return actions.withdraw(application=draft, by=world.olive)


def read(client, url: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url).content, "html.parser")


def words(element) -> str:
    return " ".join(element.get_text(" ").split())


def test_the_step_line_ends_where_it_was_withdrawn(world, withdrawn):
    steps = queries.steps_of(withdrawn)

    assert [(step["name"], step["state"]) for step in steps] == [
        ("Draft", "done"),
        ("Submitted", "done"),
        ("Withdrawn", "done"),
    ]
    assert all(step["date"] for step in steps)


def test_its_page_and_the_schools_list_say_when(client, sign_in, world, withdrawn):
    sign_in(client, world.olive)
    today = format_day(timezone.localdate())

    page = read(client, f"/applications/{withdrawn.public_id}/")
    rows = read(client, "/applications/").select("tbody tr")

    assert words(page.select_one("main .govuk-tag")) == f"Withdrawn on {today}"
    assert "To come" not in words(page.main)
    [row] = [row for row in rows if "Taken" in words(row)]
    assert f"Withdrawn on {today}" in words(row.select_one("[data-label='Where it is']"))


def test_it_is_nothing_to_check_any_more(client, sign_in, world, withdrawn):
    before = "1 application to check"  # Oak waiting, which is not withdrawn

    sign_in(client, world.dana)

    assert before in words(read(client, "/").main)
    assert "Taken" not in words(read(client, "/checks/").main)
    rows = read(client, "/checks/?show=all").select("tbody tr")
    [row] = [row for row in rows if "Taken" in words(row)]
    assert words(row.select_one("[data-label='Check']")) == "Withdrawn"
    assert words(row.select_one("[data-label='You']")) == "Nothing to do"
