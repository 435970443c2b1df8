"""A window that notes what a browser complains about, and what is wrong with the page in it."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = {"width": 1280, "height": 800}
# The least that WCAG asks a page to fit into: 1280 at a zoom of 400 %.
NARROW = {"width": 320, "height": 640}
# The least at which tables stand as tables.
TABLET = {"width": 769, "height": 1024}
# What the browser writes down whenever a page is answered with an error, as some should be.
ERROR_ANSWER = "Failed to load resource: the server responded with a status of 4"

RUN_AXE = """async (rules) => {
  const {violations} = await axe.run({runOnly: rules, resultTypes: ["violations"]});
  return violations.map(({id, nodes}) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}"""

WIDEST = """(width) => [...document.querySelectorAll("main *")]
  .filter((one) => one.getBoundingClientRect().right > width)
  .map((one) => one.cloneNode().outerHTML).join(" ")"""


class Window:
    """A page of Playwright's, and the faults of what it showed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def faults_of(self, url: str, *, status: int = 200) -> list[str]:
        """What is wrong with the page at an address."""
        answered = self.page.goto(url).status
        return [f"answers {answered}"] * (answered != status) + self.faults()

    def faults(self) -> list[str]:
        """What axe finds, what runs off the screen, what the browser complained of."""
        found = self._outline()
        for size in (NARROW, TABLET, WIDE):
            self.page.set_viewport_size(size)
            found += self._overflow(size["width"])
        found += self._axe() + self.complaints
        self.complaints = []
        return found

    def _note(self, message: Any) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ERROR_ANSWER):
            self.complaints.append(message.text)

    def _outline(self) -> list[str]:
        page, found = self.page, []
        if page.locator("h1").count() != 1:
            found.append(f"{page.locator('h1').count()} first headings")
        if page.title().startswith("–"):
            found.append("no title")
        return found

    def _overflow(self, width: int) -> list[str]:
        needed = self.page.evaluate("document.scrollingElement.scrollWidth")
        if needed <= width:
            return []
        return [f"needs {needed} px of {width}: {self.page.evaluate(WIDEST, width)}"]

    def _axe(self) -> list[str]:
        self.page.evaluate(_axe_source())
        return self.page.evaluate(RUN_AXE, RULES)


@cache
def _axe_source() -> str:
    return AXE.read_text()
