"""Asking for pages as the world's people, and leaving the world as it was.

Each request stands in a transaction that is undone and begins with the same cookies, so that
thousands can follow one another in a world that was built once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import unescape
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client

from accounts.models import User
from core import pdf, tenancy
from tests.accounts.signing_in import sign_in
from tests.core.papers import held_in

LINKS = re.compile(r'\b(?:href|action|src|hx-get|hx-post|formaction)="([^"]*)"')
TOKENS = re.compile(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]+"')
ALIKE = re.compile(r"((?:people|seats|offices|posts|schools|calendar|clusters|ledger)/|page=)\w+")
ENOUGH_ALIKE = 2
MOST_PAGES = 600


@dataclass(frozen=True)
class Page:
    """What came back: the whole of it, headers and messages too, but for tokens."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    messages: tuple[str, ...]
    text: str
    fault: str = ""

    @property
    def location(self) -> str:
        return dict(self.headers).get("Location", "")

    @property
    def everything(self) -> str:
        """All in which a secret could stand."""
        return "\n".join([*map(str, self.headers), *self.cookies, *self.messages, self.text])


class Browser:
    """One person at a screen, signed in once; None is somebody signed out."""

    def __init__(self, person: User | None) -> None:
        self.client = Client(raise_request_exception=False)
        if person:
            sign_in(self.client, person)
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def get(self, url: str) -> Page:
        return self.ask("GET", url)

    def post(self, url: str, data: dict[str, Any] | None = None) -> Page:
        return self.ask("POST", url, data or {})

    def ask(self, method: str, url: str, data: dict[str, Any] | None = None) -> Page:
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            response = getattr(self.client, method.lower())(url, data)
            page = _page(response)
            transaction.set_rollback(True)
        return page


def _page(response: Any) -> Page:
    text = _words_of(response)
    said = [str(message) for message in get_messages(response.wsgi_request)]
    fault = response.exc_info if getattr(response, "exc_info", None) else None
    return Page(
        status=response.status_code,
        headers=tuple(sorted(response.headers.items())),
        cookies=tuple(sorted(_cookie(morsel) for morsel in response.cookies.values())),
        messages=tuple(said),
        text=TOKENS.sub("", text),
        fault=repr(fault[1]) if fault else "",
    )


def _words_of(response: Any) -> str:
    """The body; of a PDF file the text, metadata and bookmarks, and a digest of its bytes."""
    if response.headers.get("Content-Type") == "application/pdf":
        return _words_of_file(response.content)
    return response.content.decode(errors="replace")


@cache
def _words_of_file(made: bytes) -> str:
    return f"{held_in(made).everything}\n{sha256(made).hexdigest()}"


_laid_out = cache(pdf.file_of)


@contextmanager
def begun_alike() -> Iterator[None]:
    """Every request in the block begins in the same world, so these are worked out once in it: the
    file of a page, which is the same for all who are shown the page, as tests of the papers prove;
    and the clusters and schools of a person."""
    known: dict[int | None, tuple[set[int], set[int]]] = {}

    def tenants_of(person: Any) -> tuple[set[int], set[int]]:
        if person.pk not in known:
            known[person.pk] = worked_out(person)
        return known[person.pk]

    worked_out = tenancy.tenants_of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "file_of", _laid_out)
        patch.setattr(tenancy, "tenants_of", tenants_of)
        yield


def _cookie(morsel: Any) -> str:
    """A cookie as it is set. Of those that say who this is, and of the messages, which are read
    beside them, the name alone: their values are signed and differ every time."""
    if morsel.key in {"sessionid", "csrftoken", "last_person", "messages"}:
        return morsel.key
    return f"{morsel.key}={morsel.value}"


def links_in(page: Page, url: str) -> set[str]:
    """The addresses on this site that a page names: links, and where its forms go."""
    found = {urljoin(url, unescape(link)) for link in LINKS.findall(page.text)}
    found |= {urljoin(url, page.location)} if page.location else set()
    return {link.partition("#")[0] for link in found if _is_ours(link)}


def _is_ours(link: str) -> bool:
    parts = urlsplit(link)
    return not parts.netloc and not parts.scheme and not parts.path.startswith("/static/")


def crawl(browser: Browser, starts: Iterable[str]) -> dict[str, Page]:
    """Every page that can be reached by GET from these addresses. Of those that differ in the year,
    the page of a list, the person, the office or the cluster alone, two."""
    pages: dict[str, Page] = {}
    alike: Counter[str] = Counter()
    waiting = list(dict.fromkeys(starts))
    while waiting:
        url = waiting.pop(0)
        shape = ALIKE.sub(r"\1#", url)
        if url in pages or alike[shape] >= ENOUGH_ALIKE:
            continue
        alike[shape] += 1
        pages[url] = browser.get(url)
        waiting += sorted(links_in(pages[url], url) - pages.keys())
        assert len(pages) < MOST_PAGES, f"The crawl does not end: {sorted(pages)}"
    return pages
