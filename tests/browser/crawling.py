"""Which kinds of pages a person can reach by links."""

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import Resolver404, resolve

# A view that has drawn this many pages of kinds that were known is not asked for more of them.
ENOUGH = 3


Parts = set[tuple[str, ...]]


def reach(client: Client, *starts: str, known: dict[object, Parts]) -> Iterator[str]:
    """The address of each page in which stands what no page of its view had yet.

    `known` has for each view, and each status that it answered with, the parts that it has drawn:
    two lists of different length are alike.
    """
    waiting, seen, repeated = deque(starts), set(starts), Counter[str]()
    while waiting:
        url = waiting.popleft()
        view = _view_of(url)
        if view is None or repeated[view] == ENOUGH:
            continue
        response = client.get(url)
        if response.status_code == 302:
            links = [response.headers["Location"]]
        elif response["Content-Type"].startswith("text/html"):
            page = BeautifulSoup(response.content, "html.parser")
            drawn = known.setdefault((view, response.status_code), set())
            new_parts = _parts(page) - drawn
            if new_parts:
                drawn |= new_parts
                yield url
            else:
                repeated[view] += 1
            links = [link["href"] for link in page.select("a[href]")]
        else:
            links = []
        new = {urldefrag(urljoin(url, link)).url for link in links} - seen
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


def _parts(page: BeautifulSoup) -> Parts:
    """What stands between the header and the footer, which the first page shows."""
    return {(tag.name, *tag.get("class", [])) for tag in page.select(".app-grow *")}
