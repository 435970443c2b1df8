"""Everything is reached with the Tab key, and one sees where one is."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.conftest import Browse
from tests.wall import wall_open
from tests.world import World

# More stops than any of these pages has.
ENOUGH = 60
# Whether the focus shows: on the element, or on the circle or square drawn beside an input.
STOP = """() => {
  const element = document.activeElement;
  const look = (part, pseudo) => {
    const style = getComputedStyle(part, pseudo);
    const hidden = style.outlineStyle === "none" || style.outlineColor.endsWith(", 0)");
    return [hidden || style.outline, style.boxShadow, style.backgroundColor, style.borderWidth];
  };
  const looks = () =>
    [element, element.nextElementSibling]
      .filter(Boolean)
      .flatMap((part) => [look(part), look(part, "::before")])
      .join();
  const focused = looks();
  element.blur();
  const shows = looks() !== focused;
  element.focus();
  return {
    words: (element.value || element.innerText || "").trim(),
    tag: element.tagName,
    button: element.matches("button, [role=button]"),
    shows,
  };
}"""
HIDE_FOCUS = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:focus { outline: none !important; box-shadow: none !important;
    background-color: transparent !important }`);
  document.adoptedStyleSheets = [sheet];
}"""


def stops(page: Page) -> list[dict[str, Any]]:
    """What the Tab key comes to, from the top of the page to its end."""
    found = []
    for _ in range(ENOUGH):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["tag"] == "BODY":
            break
        found.append(stop)
    return found


def where(name: str, world: World) -> tuple[str, str, str]:
    """A person, an address, and the main button there."""
    own, elm = (world.north.items[key].public_id for key in ("own", "elm"))
    with transaction.atomic(), wall_open():
        draft = make.draft(world.olive, world.schools["Oak"], world.north.panel_date)
    return {
        "sign-in": ("", reverse("account_login"), "Sign in"),
        "application": (
            "olive",
            reverse("funding:application", args=[draft.public_id]),
            "Go on to submit",
        ),
        "item to answer": ("mia", reverse("panels:item", args=[elm]), "I have no interest"),
        "item": ("mia", reverse("panels:item", args=[own]), "Add this note"),
    }[name]


@pytest.mark.parametrize("name", ["sign-in", "application", "item to answer", "item"])
def test_the_main_button_is_reached_and_every_stop_shows(
    name: str, committed: World, browse: Browse
):
    key, url, button = where(name, committed)
    page = browse(committed.people.get(key)).page

    page.goto(url)
    found = stops(page)

    assert found[0]["words"] == "Skip to main content"
    assert button in [stop["words"] for stop in found if stop["button"]]
    assert [stop for stop in found if not stop["shows"]] == []


def test_a_focus_that_does_not_show_is_found(committed: World, browse: Browse):
    page = browse().page

    page.goto(reverse("account_login"))
    page.evaluate(HIDE_FOCUS)

    assert "I have forgotten my password" in [
        stop["words"] for stop in stops(page) if not stop["shows"]
    ]


def test_the_skip_link_leads_past_the_menus(committed: World, browse: Browse):
    page = browse(committed.olive).page

    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_menu_closes_with_escape(committed: World, browse: Browse):
    page = browse(committed.olive).page
    menu = page.locator(".app-menu > summary")

    page.goto("/")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(menu).to_be_focused()
