"""Takes the README's pictures from a running demonstration: `take.py ADDRESS`."""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))

from config.system import chromium  # noqa: E402 - found by the line above

WIDTH, HEIGHT = 1280, 1180
Steps = Callable[[Page], None]


def meeting(page: Page) -> None:
    """The next one."""
    page.goto("/meetings/")
    page.locator("main a[href^='/meetings/']").first.click()


def item(page: Page) -> None:
    """Item 1 of the next meeting."""
    meeting(page)
    page.locator("main a[href^='/items/']").first.click()


def pack(page: Page) -> None:
    """Its papers in one document, as the reader may read them."""
    meeting(page)
    page.goto(f"{page.url.rstrip('/')}/pack/page")


def application(page: Page) -> None:
    """The first in the school's list that a panel waits for."""
    page.goto("/applications/")
    page.locator("main table a[href^='/applications/']").first.click()


def impact(page: Page) -> None:
    """Of the academic year before this one."""
    page.goto("/impact/")
    page.locator("aside a[href^='/impact/']").first.click()


def home(page: Page) -> None:
    page.goto("/")


PICTURES: dict[str, tuple[str, Steps]] = {
    "first-screen": ("Olive Thistledown", home),
    "application": ("Olive Thistledown", application),
    "meeting": ("Dana Quillmore", meeting),
    "item-deputy": ("Dana Quillmore", item),
    "item-silent-observer": ("Carol Larksong", item),
    "pack": ("Dana Quillmore", pack),
    "impact": ("Gil Oxmeadow", impact),
}


def main(address: str) -> None:
    with sync_playwright() as playwright:
        # Chromium's own sandbox cannot start for root.
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, (person, steps) in PICTURES.items():
            _take(browser, address, person, steps, FOLDER / f"{name}.png")
        browser.close()


def _take(browser: Browser, address: str, person: str, steps: Steps, picture: Path) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB"
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name=person).click()
    steps(page)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=picture)
    context.close()


main(sys.argv[1].rstrip("/"))
