"""Takes the README's pictures from a running demonstration: `take.py ADDRESS`."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))

from config.system import chromium  # noqa: E402 - found by the line above

READERS = {"item-deputy": "Dana Quillmore", "item-silent-observer": "Carol Larksong"}
WIDTH, HEIGHT = 1280, 1180


def main(address: str) -> None:
    with sync_playwright() as playwright:
        # Chromium's own sandbox cannot start for root.
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, person in READERS.items():
            _take(browser, address, person, FOLDER / f"{name}.png")
        browser.close()


def _take(browser: Browser, address: str, person: str, picture: Path) -> None:
    """Item 1 of the next meeting, as the person sees it."""
    page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}).new_page()
    page.goto(address)
    page.get_by_role("button", name=person).click()
    page.goto(f"{address}/meetings/")
    page.locator("main a[href^='/meetings/']").first.click()
    page.locator("main a[href^='/items/']").first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=picture)


main(sys.argv[1].rstrip("/"))
