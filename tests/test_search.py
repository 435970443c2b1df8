"""Whoever searches finds what their own pages show them, and nothing by words of others.

Every word that is planted anywhere is looked for by every reader.
"""

import logging
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.db.models import Q

from clusters.models import Rules
from core.models import AuditLine, Look
from core.tenancy import acting_for
from panels import access
from reports import search
from tests.conftest import undone
from tests.harness.browsing import Browser
from tests.harness.canaries import ALL_WORDS, FOUND, TITLES, Sightings
from tests.harness.furnished import Furnished
from tests.harness.objects import Ids, ids_of
from tests.wall import wall_open

SEARCHED = {*TITLES, "running", "south_running"}
LABELS = {ALL_WORDS[name]: name for name in ("running", "south_running")}
FIGURES = {ALL_WORDS[name] for name in ("kept", "kept in a file", "left", "left in a file")}
OF_CASES = ("applications", "checks", "items", "awards")
# Well formed, and nobody's.
NO_REFERENCE = "ZZZZZ-ZZZZZ"


@dataclass
class House:
    furnished: Furnished
    ids: Ids

    def find(self, key: str, words: str) -> list[search.Line]:
        person = self.furnished.world.people[key]
        with acting_for(person):
            groups = search.find(person, search.words_of(words))
        return [line for group in groups for line in group.lines]

    def urls(self, key: str, words: str) -> set[str]:
        return {line.url for line in self.find(key, words)}

    def browser(self, key: str) -> Browser:
        return Browser(self.furnished.world.people[key])


@pytest.fixture(scope="module")
def standing(furnished_database, django_db_blocker) -> Iterator[House]:
    name, furnished = furnished_database
    with django_db_blocker.unblock(), undone(name):
        yield House(deepcopy(furnished), ids_of(furnished))


@pytest.fixture
def house(standing, monkeypatch) -> Iterator[House]:
    monkeypatch.setattr("reports.search.found.SHOWN", 100)
    with transaction.atomic():
        yield standing
        transaction.set_rollback(True)


def door(url: str) -> str:
    return url.split("/")[1]


def shown_to(key: str) -> Sightings:
    """By which doors this reader's pages show a word that can be searched for. What stands on an
    agenda is found there, and not once more as it was sent in; an award bears the title of its
    application, which is found by itself."""
    seen = {one: FOUND.get(key, {}).get(one, set()) & SEARCHED for one in OF_CASES}
    seen["checks"] = seen["checks"] - seen["items"]
    seen["awards"] = seen["awards"] - seen["applications"]
    return {one: names for one, names in seen.items() if names}


@pytest.mark.parametrize("key", [key for key in FOUND if key != "out"])
def test_a_planted_word_is_found_by_those_whose_pages_show_it_and_by_nobody_else(house, key):
    """Every other planted word has "canary" in it, so that one search looks for them all."""
    found: Sightings = {}
    for word in ("oak", "elm", "yew", "canary"):
        for line in house.find(key, word):
            name = LABELS.get(line.reference, line.title.lower())
            if name in SEARCHED:
                found.setdefault(door(line.url), set()).add(name)
            assert word != "canary" or name in SEARCHED, line

    assert found == shown_to(key)


def test_one_search_looks_for_every_planted_word():
    """The control of the test above, and that what it expects tells readers apart."""
    words = {word for name, word in ALL_WORDS.items() if name not in TITLES}

    assert {word for word in words if "canary" not in word.lower()} == FIGURES
    assert {title.partition(" ")[0] for title in TITLES.values()} == {"Oak", "Elm", "Yew"}
    expected = [shown_to(key) for key in FOUND]
    assert {name for doors in expected for names in doors.values() for name in names} == SEARCHED
    assert len({str(doors) for doors in expected}) > 4


def cases(house: House) -> list[str]:
    return [
        f"/{where}/{public_id}/"
        for where, kind in (("applications", "application"), ("checks", "check"), ("items", "item"))
        for public_id in house.ids[kind].values()
        if public_id.isalnum()
    ]


@pytest.mark.parametrize(
    "key", ["ben", "dora", "asha", "fay", "ada", "ian", "dana", "olive", "dev", "root"]
)
def test_a_pupil_is_found_where_the_reader_reads_of_them(house, key):
    """By the code that stands in the papers: not by a silent observer, nor before the answer, nor
    by a finance officer, who each have the line or the award."""
    code = house.furnished.world.north.items["own"].application.pupils.get().code
    browser = house.browser(key)
    shown = {url for url in cases(house) if code in browser.get(url).text}
    if any(door(url) == "items" for url in shown):
        shown = {url for url in shown if door(url) != "checks"}

    assert house.urls(key, code) == shown
    assert key not in ("ada", "dana", "olive") or shown  # the control: somebody reads of them


@pytest.mark.parametrize("key", ["ben", "sue", "asha", "fay", "gil", "root", "dev"])
def test_a_need_finds_no_case_that_the_reader_may_not_read(house, key):
    found = house.urls(key, "specific learning difficulty")
    browser = house.browser(key)

    assert all("Specific learning difficulty" in browser.get(url).text for url in found)
    assert house.urls("dana", "SPLD")  # the control


def test_a_silent_observer_finds_the_item_by_its_line_alone(house):
    item = house.furnished.world.north.items["own"]
    url, own = f"/items/{item.public_id}/", f"/applications/{item.application.public_id}/"

    assert house.urls("ben", "Oak mornings") == {url, own}
    assert house.urls("ben", item.application.reference) == {url, own}
    assert house.urls("dora", item.application.reference) == {url}
    for words in ("against", "canarychecknote", "canarydecidedreasons", "canarypaperswhy"):
        assert house.urls("ben", words) == set()


def test_without_the_rule_the_silent_observer_finds_by_the_papers(house, monkeypatch):
    """The control: it is the rule that keeps it from her, not the lack of a search."""
    item = house.furnished.world.north.items["own"]
    code = item.application.pupils.get().code
    assert house.urls("dora", code) == set()
    monkeypatch.setattr(access.states, "conflicted", lambda asker, check: Q(pk__in=[]))
    monkeypatch.setattr(access.states, "answered", lambda asker, check: ~Q(pk__in=[]))

    assert house.urls("dora", code) == {f"/items/{item.public_id}/"}


def test_without_its_scope_a_stranger_would_find_it(house, monkeypatch):
    """The control: what keeps South from North's lines is the rule that the search asks."""
    assert house.urls("dev", "Oak mornings") == set()
    monkeypatch.setattr(access.AgendaItemAccess, "see_line", lambda self, asker: ~Q(pk__in=[]))
    person = house.furnished.world.dev
    with wall_open():
        groups = search.find(person, search.words_of("Oak mornings"))

    assert {line.title for group in groups for line in group.lines} == {"Oak mornings"}


def test_under_no_papers_the_title_finds_nothing_and_the_reference_a_hidden_line(house):
    rules = Rules.objects.filter(cluster=house.furnished.world.north.cluster)
    rules.update(strictness=Rules.Strictness.NO_PAPERS)
    item = house.furnished.world.north.items["own"]

    assert house.find("dora", "mornings") == []
    assert [
        (line.title, "Oak" in line.about) for line in house.find("dora", item.application.reference)
    ] == [("An application that is not shown to you", False)]
    assert house.find("mia", "mornings")  # the control: who is free finds it


@pytest.mark.parametrize("key", ["ben", "mia", "fay", "dev", "root", "nora"])
def test_what_is_hidden_answers_as_what_is_not_there(house, key):
    """Byte for byte, but for the reference itself."""
    world = house.furnished.world
    hidden = {"ben": world.south, "dev": world.north}.get(key)
    of_case = (
        hidden.items[next(iter(hidden.items))].application if hidden else house.furnished.draft
    )
    browser = house.browser(key)

    pages = [
        browser.get(f"/search/?q={reference}").text.replace(reference, "")
        for reference in (of_case.reference, NO_REFERENCE)
    ]

    assert pages[0] == pages[1]
    assert "Nothing found" in pages[0]


def test_every_line_that_is_found_leads_to_a_page(house):
    for key in ("olive", "ben", "dana", "carol", "fay", "gil", "kit", "lois", "root", "asha"):
        browser = house.browser(key)
        urls = {url for word in ("oak", "north", "ben", "canary") for url in house.urls(key, word)}
        answered = {url: browser.get(url).status for url in urls}

        assert {url: status for url, status in answered.items() if status != 200} == {}, key


def test_people_and_schools_are_those_that_have_a_page_for_the_reader(house):
    def titles(key: str, words: str) -> set[str]:
        return {line.title for line in house.find(key, words)}

    assert titles("root", "olive") == {"Olive Senco"}
    assert titles("carol", "olive") == {"Olive Senco"}  # at a school of her cluster
    assert titles("ben", "olive") == {"Olive Senco"}  # at his own
    assert titles("elsa", "olive") == titles("dev", "olive") == set()
    assert titles("elsa", "ben oakhead") == {"Ben Oakhead"}  # the chair of her cluster
    assert titles("nora", "ben oakhead") == titles("dev", "ben oakhead") == set()
    assert titles("elsa", "oak school") - {"Oak mornings"} == {"Oak School"}
    assert titles("yan", "oak school") == set()


def test_a_payment_is_found_by_what_stands_on_the_bank_statement(house):
    paid = house.furnished.money.awards["oak"].instalments.get(number=1)
    award = f"/awards/{paid.award.public_id}/"
    code = paid.remittance.removeprefix("R-")

    for words in (paid.remittance, paid.remittance.lower(), code, paid.remittance.replace("-", "")):
        assert house.urls("olive", words) == {award}
        assert house.urls("fay", words) == {award}
        assert house.urls("elsa", words) == house.urls("gil", words) == set()


def test_a_whole_reference_leads_to_the_one_record(house):
    item = house.furnished.world.north.items["own"]
    reference = item.application.reference
    where = {
        "olive": f"/applications/{item.application.public_id}/",
        "dana": f"/items/{item.public_id}/",
        "ben": "",  # his school's and the panel's: two doors, so he is asked
        "fay": "",
    }

    for key, url in where.items():
        for words in (reference, reference.lower().replace("-", "+")):
            assert house.browser(key).get(f"/search/?q={words}").location == url, key


def test_what_was_typed_is_in_no_log_and_no_audit_and_what_was_shown_is(house, caplog):
    with caplog.at_level(logging.DEBUG):
        answered = house.furnished.world.dana, Browser(house.furnished.world.dana)
        page = answered[1].client.get("/search/?q=mornings+whisper")
        found = answered[1].client.get("/search/?q=mornings")
        answered[1].client.post("/search/?q=whisper")  # refused, and logged

    assert (page.status_code, found.status_code) == (200, 200)
    assert "POST" in caplog.text  # the control
    assert not any(word in caplog.text for word in ("whisper", "mornings"))
    kept = [*AuditLine.objects.values_list("detail", flat=True), *Look.objects.values()]
    assert not any(word in str(one) for one in kept for word in ("whisper", "mornings"))
    looks = Look.objects.filter(by=answered[0], door="search").values_list("model", "record_ids")
    own = house.furnished.world.north.items["own"]
    assert list(looks) == [("panels.agendaitem", [own.pk])]


def words_of(page) -> str:
    return " ".join(BeautifulSoup(page.text, "html.parser").main.get_text(" ").split())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type all or part of"),
        ("+%20+", "Type all or part of"),
        ("%00", "Type all or part of"),
        ("%22%22", "Type all or part of"),
        ("a", "Enter a word of at least 2 letters"),
        ("a+b+c+d+e+f+g+h+i", "Use at most 8 words"),
        ("word+" * 30, "Use at most 100 letters"),
        ("x" * 3000, "Use at most 100 letters"),
        ("nothing+like+this", "Nothing found"),
        ("mor%00nings", "1 record found"),
        ("Oak%00mornings", "1 record found"),
        ("%22oak+mornings%22", "1 record found"),
        ("%E2%80%9COak+mornings%E2%80%9D", "1 record found"),
        ("%25", "Enter a word"),
        ("%25%25", "Nothing found"),
        ("__", "Nothing found"),
        ("%5C%5C", "Nothing found"),
        ("';+drop+table--", "Nothing found"),
        ("%3Cscript%3E", "Nothing found"),
        ("%ED%A0%80%FF", "Nothing found"),
        ("%F0%9F%A6%89%F0%9F%A6%89", "Nothing found"),
        ("%D8%B9%D8%B1%D8%A8%D9%8A", "Nothing found"),
    ],
)
def test_odd_words_are_answered_plainly(house, typed, said):
    page = house.browser("mia").get(f"/search/?q={typed}")

    assert (page.status, page.fault) == (200, "")
    assert said in words_of(page)


def test_too_much_is_said_and_a_word_more_finds_fewer(house, monkeypatch):
    monkeypatch.setattr("reports.search.found.SHOWN", 1)
    browser = house.browser("dana")

    many, fewer = browser.get("/search/?q=oak"), browser.get("/search/?q=oak+mornings")

    assert "more. Add a word to find fewer." in words_of(many)
    assert "Add a word" not in words_of(fewer)


def test_the_box_stands_on_every_page_of_whoever_is_signed_in(house):
    for key in ("nora", "mia"):
        page = BeautifulSoup(house.browser(key).get("/").text, "html.parser")
        assert page.select_one('header form[role="search"]')["action"] == "/search/"
    signed_out = BeautifulSoup(Browser(None).get("/account/login/").text, "html.parser")
    assert signed_out.select_one('form[role="search"]') is None
