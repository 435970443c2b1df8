"""Two worlds that differ in what a reader may not know: every answer to that reader is the same.

Byte for byte, but for the tokens of forms and sessions: bodies, headers, messages, addresses.
"""

from collections.abc import Iterator
from dataclasses import fields
from difflib import unified_diff

import pytest

from core.ids import LENGTH as ID_LENGTH
from tests.harness.browsing import Browser, Page
from tests.harness.canaries import Pages, records_for
from tests.harness.objects import Ids

# Readers, and the worlds that must look to them like the first.
READERS = {
    "ben": ["other panel", "silent panel"],  # a silent observer, in the chair
    "sue": ["silent panel"],  # a silent observer, superuser
    "dora": ["other panel"],  # a silent observer by her own word
    "ada": ["other panel"],  # an adviser who has read the papers
    "asha": ["curt panel", "other papers"],  # has answered nothing
    "cleo": ["other papers"],  # the clerk, has answered nothing
    "fay": ["other papers"],  # the finance officer
    "gil": ["other panel", "other papers"],  # the link governor
    "dev": ["other north"],  # the other cluster's chair
    "root": ["other north"],  # the administrator
}
SHOWN_LINES = 30

# Shows a new key for an authenticator app every time.
RANDOM = {"/account/second-factor"}


@pytest.mark.parametrize("key", READERS)
def test_a_reader_cannot_tell_the_worlds_apart(lookout, key):
    first = lookout.everything("first", key)

    found = [
        f"in the world of the {name}: {difference}"
        for name in READERS[key]
        for difference in differences(first, lookout.everything(name, key))
    ]

    if found:
        pytest.fail(f"{key} can tell:\n" + "\n".join(found), pytrace=False)


@pytest.mark.parametrize("key", READERS)
def test_a_reader_who_searches_cannot_tell_them_apart(lookout, key):
    """Whatever the panel or the papers say in either world."""
    first = lookout.look("first", key, searched)

    assert {
        (name, url)
        for name in READERS[key]
        for url, page in lookout.look(name, key, searched).items()
        if page != first[url]
    } == set()


def searched(browser: Browser, ids: Ids) -> Pages:
    """What this reader finds by words of the panel and the papers, and by references."""
    cases = sorted({one for one in ids["application"].values() if len(one) == ID_LENGTH})
    words = ("canary", "otherwise", "against", "abstain", "vote", "declared", "decided", *cases)
    return {("GET", word): browser.get(f"/search/?q={word}") for word in words}


def test_a_search_tells_the_free_deputy_of_another_north(lookout):
    """The control: it finds by what differs."""
    first, other = (
        lookout.look("first", "dana", searched),
        lookout.look("other north", "dana", searched),
    )

    assert first["GET", "otherwise"] != other["GET", "otherwise"]


@pytest.mark.parametrize(
    "name", ["other panel", "silent panel", "curt panel", "other papers", "other north"]
)
def test_the_free_deputy_can_tell(lookout, name):
    """The control: each world differs, and on pages that are looked at."""
    first, other = (
        lookout.look("first", "dana", records_for),
        lookout.look(name, "dana", records_for),
    )

    told = {url.split("/")[1] for _, url in first if first["GET", url] != other.get(("GET", url))}

    assert {"items", "checks"} <= told


def test_what_is_kept_for_a_decision_moves_the_fund_of_those_who_may_know(lookout):
    """The control: the fund of the free deputy differs, where the panel keeps another sum."""
    first, other = (
        lookout.look("first", "dana", records_for),
        lookout.look("other panel", "dana", records_for),
    )

    assert {url for _, url in first if first["GET", url] != other["GET", url] and "/funds/" in url}


def test_the_same_world_looks_the_same_twice(lookout):
    """The control: where nothing differs, nothing is found."""
    once, again = (
        lookout.look("first", "dana", records_for),
        lookout.look("first", "dana", records_for),
    )

    assert list(differences(once, again)) == []


def differences(one: Pages, other: Pages) -> Iterator[str]:
    for method, url in sorted(one.keys() | other.keys()):
        if url in RANDOM:
            continue
        here, there = one.get((method, url)), other.get((method, url))
        if here != there:
            yield f"{method} {url}: {_what_differs(here, there)}"


def _what_differs(here: Page | None, there: Page | None) -> str:
    if here is None or there is None:
        return "can be reached in one of them alone"
    if here.text == there.text:
        return "; ".join(
            f"{part.name}: {getattr(here, part.name)} and {getattr(there, part.name)}"
            for part in fields(Page)
            if getattr(here, part.name) != getattr(there, part.name)
        )
    lines = unified_diff(here.text.splitlines(), there.text.splitlines(), "first", "other", n=0)
    return f"{here.status} and {there.status}\n" + "\n".join(list(lines)[:SHOWN_LINES])
