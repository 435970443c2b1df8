"""Somebody who goes from page to page by what stands there, and every fault of what they saw."""

from playwright.sync_api import Page, expect

from tests.browser.hands import follow, is_told, press, turn_to
from tests.browser.watching import Window

Faults = dict[str, list[str]]


class Walker:
    """One person at their own screen, from their first screen on. Each page is looked at once it
    stands: by axe, for its width, and for what the browser complains of."""

    def __init__(self, window: Window, who: str, faults: Faults) -> None:
        self.window, self.who, self.faults = window, who, faults

    @property
    def page(self) -> Page:
        return self.window.page

    def home(self) -> None:
        self.page.goto("/")
        self.sees("Waiting for you")

    def sees(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)
        if found := self.window.faults():
            self.faults[f"{self.who}: {self.page.title()}"] = found

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
