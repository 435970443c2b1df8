"""Which pages a person can reach by links, and which of them differ in kind."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import Resolver404, resolve

# Of the pages that one view draws, as many as this are opened for each person.
OPENED_OF_A_VIEW = 3


@dataclass(frozen=True)
class Reached:
    url: str
    view: str
    status: int
    # The kinds of parts on it: two lists of different length are the same kind of page.
    parts: frozenset[tuple[str, ...]]

    @property
    def kind(self) -> tuple[object, ...]:
        return (self.view, self.status, self.parts)


def reach(client: Client, *starts: str) -> Iterator[Reached]:
    """Every page from these on; of each view a few. Files and other sites are left out."""
    waiting, seen, opened = deque(starts), set(starts), Counter[str]()
    while waiting:
        url = waiting.popleft()
        view = _view_of(url)
        if view is None or opened[view] == OPENED_OF_A_VIEW:
            continue
        opened[view] += 1
        response = client.get(url)
        if response.status_code == 302:
            links = [response.headers["Location"]]
        elif response["Content-Type"].startswith("text/html"):
            page = BeautifulSoup(response.content, "html.parser")
            yield Reached(url, view, response.status_code, _parts(page))
            links = [link["href"] for link in page.select("a[href]")]
        else:
            links = []
        new = {urldefrag(urljoin(url, link)).url: None for link in links}.keys() - seen
        seen |= new
        waiting.extend(sorted(new))


def _view_of(url: str) -> str | None:
    """The name of the view that draws it; none for what is not a page of ours."""
    parts = urlsplit(url)
    if parts.netloc:
        return None
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return None


def _parts(page: BeautifulSoup) -> frozenset[tuple[str, ...]]:
    """What stands between the header and the footer, which are looked at with the first page."""
    return frozenset((tag.name, *tag.get("class", [])) for tag in page.select(".app-grow *"))
