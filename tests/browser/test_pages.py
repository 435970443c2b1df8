"""Every kind of page that a link leads to, wide and narrow, without a fault."""

from collections.abc import Iterator
from copy import deepcopy
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts import actions as accounts_actions
from core.models import OutgoingMail
from funding import actions as funding_actions
from funding.models import Application
from panels import actions
from tests.accounts import signing_in
from tests.browser.conftest import Browse
from tests.browser.crawling import Parts, reach
from tests.browser.hands import press
from tests.conftest import copied
from tests.wall import wall_open
from tests.world import World

PEOPLE = (
    *("carol", "root", "olive", "ben", "dana", "cleo", "asha"),
    *("mia", "dora", "ada", "ian", "kit", "nora"),
)


@pytest.fixture(scope="module")
def looked_at() -> dict[object, Parts]:
    """What the tests have looked at, by view: the next need not, whoever sees it."""
    return {}


@pytest.fixture
def committed(furnished_database, django_db_blocker) -> Iterator[World]:
    """The world with something of every kind in it, a draft with everything to do too."""
    name, furnished = furnished_database
    world = deepcopy(furnished.world)
    with django_db_blocker.unblock(), copied(name):
        with transaction.atomic(), wall_open():
            funding_actions.start_application(
                school=world.schools["Oak"],
                panel_date=world.north.panel_date,
                title="Everything to do",
                kind=Application.Kind.GROUP,
                by=world.olive,
            )
        yield world


@pytest.mark.parametrize("key", PEOPLE)
def test_every_page_behind_a_link_is_without_fault(
    key: str, looked_at: dict[object, Parts], committed: World, browse: Browse
):
    person = committed.people[key]

    client = signing_in.sign_in(Client(), person)
    window = browse(person)
    faults = {url: window.faults_of(url) for url in reach(client, "/", known=looked_at)}

    assert {url: found for url, found in faults.items() if found} == {}


@pytest.mark.parametrize("typed", ["", "?q=oak", "?q=nothing+like+this", "?q=a"])
def test_whatever_a_search_answers_is_without_fault(typed: str, committed: World, browse: Browse):
    """No link leads to it: a box on every page does."""
    window = browse(committed.dana)

    assert window.faults_of(f"{reverse('reports:search')}{typed}") == []


def test_every_page_open_to_all_is_without_fault(committed: World, browse: Browse):
    person = accounts_actions.invite(name="New Person", email="new@oak.example", by=committed.root)
    link = signing_in.link_in(OutgoingMail.objects.get(person=person))

    window = browse()
    window.page.goto(link)
    starts = (reverse("account_login"), reverse("account_reset_password_done"), link)
    faults = {url: window.faults_of(url) for url in reach(Client(), *starts, known={})}

    assert {url: found for url, found in faults.items() if found} == {}
    assert {urlsplit(url).path for url in faults} == {
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


def test_forms_sent_with_nothing_in_them_are_without_fault(committed: World, browse: Browse):
    with transaction.atomic(), wall_open():
        draft = Application.objects.get(title="Oak draft").public_id
        own, waiting = committed.north.items["own"], committed.north.waiting["own"]
        actions.answer_no_interest(check=waiting, by=committed.dana)
    forms = {
        ("", reverse("account_login"), "Sign in"),
        ("olive", reverse("funding:start"), "Start the application"),
        ("olive", reverse("funding:costs", args=[draft]), "Add this cost"),
        ("olive", reverse("funding:outcomes", args=[draft]), "Save this outcome"),
        ("dana", reverse("panels:check", args=[waiting.public_id]), "Return it to the school"),
        ("dana", reverse("panels:declare_on_item", args=[own.public_id]), "Declare this interest"),
        ("mia", reverse("panels:item", args=[own.public_id]), "Add this note"),
    }

    faults = {}
    for key, url, button in forms:
        window = browse(committed.people.get(key))
        window.page.goto(url)
        for field in window.page.get_by_role("textbox").all():
            field.fill("")
        press(window.page, button)
        expect(window.page.get_by_text("There is a problem")).to_be_visible()
        faults[url] = window.faults()

    assert {url: found for url, found in faults.items() if found} == {}


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
    assert any(fault.startswith("needs ") and " of 320: <" in fault for fault in found)
    assert any("Content Security Policy" in fault for fault in found)
