"""What came in: what is still to check stands first, and a silent observer's list does not move."""

from bs4 import BeautifulSoup


def shown(browser, address: str) -> list[str]:
    page = BeautifulSoup(browser.get(address).content, "html.parser")
    return [link.get_text(strip=True) for link in page.select("tbody th a")]


def test_those_still_to_check_are_shown_and_all_on_request(client, sign_in, world):
    waiting = world.north.waiting["own"].application.reference
    elm = world.north.items["elm"].application.reference
    oak = world.north.items["own"].application.reference
    dana = sign_in(client, world.dana)

    assert shown(dana, "/checks/") == [waiting]
    assert set(shown(dana, "/checks/?show=all")) == {waiting, elm, oak}


def test_a_silent_observers_list_does_not_tell_what_was_checked(client, sign_in, world):
    own = {
        world.north.waiting["own"].application.reference,
        world.north.items["own"].application.reference,
    }

    assert set(shown(sign_in(client, world.ben), "/checks/")) == own
