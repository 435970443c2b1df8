"""Somebody who goes from page to page by what stands there, and every fault of what they saw."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import resolve
from playwright.sync_api import Page, expect

from tests.browser.hands import follow, is_told, press, turn_to
from tests.browser.watching import Window

# What a page is made of: two with other words in them are of one kind.
MADE_OF = """() => [...new Set([...document.querySelectorAll(".app-grow *")]
  .map((tag) => tag.tagName + tag.getAttribute("class")))].sort().join()"""


@dataclass
class Seen:
    """What several people saw on their ways."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    kinds: set[tuple[str, str]] = field(default_factory=set)


class Walker:
    """One person at their own screen, from their first screen on. Each kind of page is looked at
    when it first stands: by axe, for its width, and for what the browser complains of."""

    def __init__(self, window: Window, who: str, seen: Seen) -> None:
        self.window, self.who, self.seen = window, who, seen

    @property
    def page(self) -> Page:
        return self.window.page

    def home(self) -> None:
        self.page.goto("/")
        self.sees("Waiting for you")

    def sees(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)
        view = resolve(urlsplit(self.page.url).path).view_name
        kind = (view, self.page.evaluate(MADE_OF))
        found = [] if kind in self.seen.kinds else self.window.faults()
        self.seen.kinds.add(kind)
        if found or self.window.complaints:
            self.seen.faults[f"{self.who}: {view}"] = [*found, *self.window.complaints]

    def turns_to(self, words: str, then: str) -> None:
        turn_to(self.page, words)
        self.sees(then)

    def follows(self, words: str, then: str, *, exact: bool = False) -> None:
        follow(self.page, words, exact=exact)
        self.sees(then)

    def presses(self, words: str, then: str, told: str = "") -> None:
        press(self.page, words)
        if told:
            is_told(self.page, told)
        self.sees(then)

    def goes_on(self, words: str, then: str) -> None:
        """By a link that looks like a button."""
        self.page.get_by_role("button", name=words).click()
        self.sees(then)

    def day(self, question: str, *parts: str) -> None:
        group = self.page.get_by_role("group", name=question)
        for label, part in zip(("Day", "Month", "Year"), parts, strict=True):
            group.get_by_label(label).fill(part)

    def finds(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def never_sees(self, *words: str) -> None:
        seen = self.page.content()
        assert [word for word in words if word in seen] == []
