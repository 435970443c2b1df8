"""How fast the pages are, in multiples of a bare page of Django on the same machine and run.

    .venv/bin/python -m benchmarks.speed [--rounds 100] [--clusters 150]

Makes a database with a cluster of 30 applications and one of 2,000, and another with as many usual
clusters around them; serves each by gunicorn with two workers; asks for each page many times, each
time followed by the floor, so that what else the machine does cancels out. The goals are those of
the product; a country has 1,500 clusters.
"""

import argparse
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urlencode

from benchmarks import places
from config import postgres

RECORD = places.PROJECT / "docs" / "proofs" / "speed.md"
LOG = places.PROJECT / "var" / "speed.log"
FLOOR = "/floor/"
WARM = 8
ONE, COUNTRY = "send_speed_one", "send_speed_country"


@dataclass
class Page:
    """What is asked for, and as whom. `goal` is the product's, in multiples of the floor."""

    name: str
    path: str
    session: str
    goal: float | None = None
    saves: bool = False
    seconds: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    own_floors: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def floor(self) -> float:
        return statistics.median(self.floors)

    @property
    def multiple(self) -> float:
        return self.median / self.floor

    @property
    def own_multiple(self) -> float:
        """In processor time of the web server alone."""
        return statistics.median(self.own) / statistics.median(self.own_floors)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]


class Form(HTMLParser):
    """The fields of a page's form as a browser would send them unchanged."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._area: str | None = None
        self._choice: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        facts = dict(attributes)
        name, value = facts.get("name") or "", facts.get("value") or ""
        if tag == "input" and name:
            ticked = facts.get("type") not in ("checkbox", "radio") or "checked" in facts
            if ticked and facts.get("type") != "search":
                self.fields.append((name, value))
        elif tag == "textarea":
            self._area = name
            self.fields.append((name, ""))
        elif tag == "select":
            self._choice = name
        elif tag == "option" and self._choice and "selected" in facts:
            self.fields.append((self._choice, value))

    def handle_data(self, text: str) -> None:
        if self._area is not None:
            name, before = self.fields.pop()
            self.fields.append((name, before + text.removeprefix("\n")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._choice = None


class Reader:
    """One connection to the server, kept open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(
        self, path: str, session: str, *, fields: list[tuple[str, str]] | None = None
    ) -> tuple[float, http.client.HTTPResponse, bytes]:
        headers = {"Cookie": f"sessionid={session}; csrftoken={'a' * 32}"}
        body = None
        if fields is not None:
            sent = [pair for pair in fields if pair[0] != "csrfmiddlewaretoken"]
            body = urlencode([*sent, ("csrfmiddlewaretoken", "a" * 32)])
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self._connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self._connection.getresponse()
        read = answer.read()
        return time.perf_counter() - began, answer, read


def measure(port: int, pages: list[Page], rounds: int) -> None:
    reader = Reader(port)
    for page in pages:
        fields = (
            Form(reader.ask(page.path, page.session)[2].decode()).fields if page.saves else None
        )
        for place in range(WARM + rounds):
            seconds, answer, body = reader.ask(page.path, page.session, fields=fields)
            floor, bare, _ = reader.ask(FLOOR, page.session)
            expected = 302 if page.saves else 200
            if (answer.status, bare.status) != (expected, 200):
                raise SystemExit(f"{page.path} answered {answer.status}, the floor {bare.status}.")
            if place >= WARM:
                page.seconds.append(seconds)
                page.floors.append(floor)
                page.own.append(float(answer.headers["X-Own-Milliseconds"]))
                page.own_floors.append(float(bare.headers["X-Own-Milliseconds"]))
                page.queries = int(answer.headers["X-Queries"])
                page.size = len(body)


@contextmanager
def served(database: str) -> Iterator[int]:
    """The port of gunicorn with two workers on that database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
    command += ["--bind", f"127.0.0.1:{port}", "benchmarks.server:application"]
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("a") as log:
        server = subprocess.Popen(
            command,
            cwd=places.PROJECT,
            env=places.environment(database),
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit(f"The server does not answer. See {LOG}.")


def pages_of(database: str) -> dict[str, list[Page]]:
    """What to ask for in the small cluster and in the large one."""
    found: dict[str, list[Page]] = {"Small": [], "Large": []}
    for line in places.run(database, "benchmarks.targets").splitlines():
        cluster, name, path, session, goal, saves = line.split("\t")
        found[cluster].append(
            Page(name, path, session, float(goal) if goal else None, saves == "saves")
        )
    return found


def fill(database: str, clusters: int) -> float:
    began = time.monotonic()
    if not os.environ.get("DATABASE_OWNER_URL"):
        postgres.drop_database(database)
    places.run(database, "benchmarks.load", "--clusters", str(clusters), as_owner=True)
    return time.monotonic() - began


def table(pages: list[Page]) -> list[str]:
    lines = [
        "| Page | Multiple | Of own time | Goal | Median | 95th | Floor | Queries | KB |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for page in pages:
        goal = f"≤ {page.goal:g}" if page.goal else ""
        lines.append(
            f"| {page.name} | {page.multiple:.1f} | {page.own_multiple:.1f} | {goal}"
            f" | {1000 * page.median:.0f} ms | {1000 * page.p95:.0f} ms"
            f" | {1000 * page.floor:.1f} ms | {page.queries} | {page.size / 1000:.0f} |"
        )
    return lines


def growth(before: list[Page], after: list[Page]) -> list[str]:
    """Of pages that show as much in both, in multiples of each run's own floor."""
    was = {page.name: page for page in before}
    lines = ["| Page | Before | After | Grows by | Own time by |", "|---|--:|--:|--:|--:|"]
    for page in after:
        if page.name in was:
            one = was[page.name]
            own = page.own_multiple / one.own_multiple
            lines.append(
                f"| {page.name} | {one.multiple:.1f} | {page.multiple:.1f}"
                f" | {page.multiple / one.multiple:.2f} | {own:.2f} |"
            )
    return lines


def main(options: argparse.Namespace) -> None:
    said = f"python -m benchmarks.speed --rounds {options.rounds} --clusters {options.clusters}"
    text = [f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC, by `{said}`, on {os.cpu_count()} cores."]
    text.append(f"Load of the machine as it began: {os.getloadavg()[0]:.1f}.")
    sizes = {ONE: 0} | ({COUNTRY: options.clusters} if options.clusters else {})
    measured = {}
    for database, clusters in sizes.items():
        if not options.filled:
            text.append(f"Filling {database} took {fill(database, clusters):.0f} s.")
        measured[database] = pages_of(database)
        with served(database) as port:
            for pages in measured[database].values():
                measure(port, pages, options.rounds)
    text.append(f"Load as it ended: {os.getloadavg()[0]:.1f}.")
    one = measured[ONE]
    text += ["", "## A cluster of 2,000 applications", "", *table(one["Large"])]
    text += ["", "## From 30 applications to 2,000", "", *growth(one["Small"], one["Large"])]
    if options.clusters:
        words = f"## From one cluster to {options.clusters} more around it"
        text += ["", words, "", *growth(one["Large"], measured[COUNTRY]["Large"])]
    found = "\n".join(text)
    print(found)
    if options.record:
        before, _, after = re.split(r"(?m)^<!-- figures -->$", RECORD.read_text())
        RECORD.write_text(f"{before}<!-- figures -->\n\n{found}\n\n<!-- figures -->{after}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--clusters", type=int, default=150, help="around them; 0: no country")
    parser.add_argument("--filled", action="store_true", help="the databases are there already")
    parser.add_argument("--record", action="store_true", help=f"write {RECORD.name}")
    main(parser.parse_args())
