"""Which word each reader finds, and by which door. Nothing else may be found anywhere.

A door is the first part of an address: a school reads its own applications at `applications` and
at home (""), the panel reads cases at `checks` and `items`. Two doors, two rules.
"""

from collections.abc import Iterable

from django.urls import get_resolver

from tests.harness.browsing import Browser, Page, crawl
from tests.harness.objects import Ids, addresses
from tests.harness.urls import patterns

Sightings = dict[str, set[str]]

# Filled in for every form there is, so that what is refused and what is taken both answer.
ANSWERS = {
    "value": "3",
    "choice": "abstain",
    "new-text": "Seen and thought about.",
    "kind": "other",
    "detail": "",
    "ready-note": "",
    "needed": "Say more about the plan.",
    "why": "Asked for by the clerk.",
    "title": "Something else",
    "need": "SPLD",
    "amount_pence": "10.00",
    "year_group": "4",
    "provision": "K",
}
POSTED = ("funding:", "panels:")


def every_address(ids: Ids) -> list[str]:
    """Home, and every address with every record that it could take."""
    routed = [url for pattern in patterns(get_resolver()) for url in addresses(pattern, ids)]
    return ["/", *routed]


def posted_addresses(ids: Ids) -> list[str]:
    """Every address of a case and its panel."""
    return [
        url
        for pattern in patterns(get_resolver())
        if pattern.name.startswith(POSTED)
        for url in addresses(pattern, ids)
    ]


def everything_for(browser: Browser, ids: Ids) -> dict[tuple[str, str], Page]:
    """What this reader gets by any link, any address and any form."""
    pages = {("GET", url): page for url, page in crawl(browser, every_address(ids)).items()}
    for url in posted_addresses(ids):
        pages["POST", url] = browser.post(url, ANSWERS)
    return pages


def sightings(pages: dict[tuple[str, str], Page], words: Iterable[str]) -> Sightings:
    """The doors at which each word stands."""
    found: Sightings = {}
    for (_, url), page in pages.items():
        for word in words:
            if word in page.everything:
                found.setdefault(word, set()).add(url.split("/")[1])
    return found
