"""The chair who is a silent observer and the deputy, at the same item at the same time."""

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import Browse
from tests.browser.hands import press
from tests.world import CANARIES, PAPERS, World

SECRETS = (*CANARIES.values(), *PAPERS.values())


def test_the_silent_chair_sees_nothing_of_what_the_deputy_does(committed: World, browse: Browse):
    item = reverse("panels:item", args=[committed.north.items["own"].public_id])
    ben = browse(committed.ben).page
    dana = browse(committed.dana).page

    ben.goto(item)
    dana.goto(item)
    before = ben.locator("body").inner_text()
    for secret in SECRETS:
        expect(dana.get_by_text(secret)).to_be_visible()
    dana.get_by_label("Against").check()
    press(dana, "Save your vote")
    expect(dana.get_by_text("For: 1, Against: 2")).to_be_visible()
    dana.get_by_label("Add a note for the panel").fill("canaryfromdana")
    press(dana, "Add this note")
    expect(dana.get_by_text("canaryfromdana")).to_be_visible()

    ben.reload()
    expect(ben.get_by_role("heading", name="You are a silent observer")).to_be_visible()
    assert ben.locator("body").inner_text() == before
    seen = ben.content()
    assert [word for word in (*SECRETS, "canaryfromdana") if word in seen] == []
