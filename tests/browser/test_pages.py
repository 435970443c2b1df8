"""Every kind of page that a link leads to, wide and narrow, without a fault."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions as accounts_actions
from core.models import OutgoingMail
from tests.accounts import signing_in
from tests.browser.conftest import Browse
from tests.browser.crawling import reach
from tests.world import World

PEOPLE = ("carol", "root", "olive", "ben", "dana", "cleo", "asha", "mia", "ada", "nora")


@pytest.fixture(scope="module")
def looked_at() -> set[object]:
    """The kinds of pages that a test has looked at: the next need not, whoever sees them."""
    return set()


@pytest.mark.parametrize("key", PEOPLE)
def test_every_page_behind_a_link_is_without_fault(
    key: str, looked_at: set[object], committed: World, browse: Browse
):
    person = committed.people[key]

    window = browse(person)
    faults = {}
    for reached in reach(signing_in.sign_in(Client(), person), "/"):
        if reached.kind not in looked_at or reached.url == "/":
            looked_at.add(reached.kind)
            faults[reached.url] = window.faults_of(reached.url)

    assert {url: found for url, found in faults.items() if found} == {}


def test_every_page_open_to_all_is_without_fault(committed: World, browse: Browse):
    person = accounts_actions.invite(name="New Person", email="new@oak.example", by=committed.root)
    link = signing_in.link_in(OutgoingMail.objects.get(person=person))

    window = browse()
    window.page.goto(link)
    starts = (reverse("account_login"), reverse("account_reset_password_done"), link)
    pages = [reached.url for reached in reach(Client(), *starts)]
    faults = {page: window.faults_of(page) for page in pages}

    assert {page: found for page, found in faults.items() if found} == {}
    assert {urlsplit(page).path for page in pages} == {
        *map(reverse, ("account_login", "account_reset_password", "account_reset_password_done")),
        *map(reverse, ("core:help", "core:accessibility", "core:privacy", "accounts:accept")),
    }


def test_refusals_are_pages_without_fault_too(committed: World, browse: Browse):
    meeting, item = committed.north.meeting, committed.north.items["own"]
    refusals = {
        ("mia", reverse("panels:item", args=["nothing"])): 404,
        ("mia", reverse("panels:give_seat", args=[meeting.public_id])): 403,
        ("ben", reverse("panels:declare_on_item", args=[item.public_id])): 403,
    }

    faults = {
        (key, url): browse(committed.people[key]).faults_of(url, status=status)
        for (key, url), status in refusals.items()
    }

    assert {page: found for page, found in faults.items() if found} == {}


def test_faults_are_found(committed: World, browse: Browse):
    window = browse()
    window.page.goto(reverse("core:help"))
    window.page.evaluate("""() => {
        document.querySelector("main").innerHTML += `
            <h1>Again</h1>
            <img src="/favicon.svg">
            <table><tr><td>${"w".repeat(400)}</td></tr></table>
            <p style="color: red">Red</p>`;
    }""")

    found = window.faults()

    assert "2 first headings" in found
    assert any(fault.startswith("image-alt") for fault in found)
    assert any(fault.startswith("needs ") and fault.endswith(" of 320") for fault in found)
    assert any("Content Security Policy" in fault for fault in found)
