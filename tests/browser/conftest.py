"""A real Chromium against the project's pages, served from a database of the test's own."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.test import Client
from django.test.testcases import LiveServerThread, ThreadedWSGIServer
from playwright.sync_api import Browser, expect, sync_playwright

from accounts.models import User
from config import system
from tests.accounts import signing_in
from tests.browser.watching import WIDE, Window
from tests.world import World

# Without a browser there is nothing to collect here; the test command says so and why.
collect_ignore_glob = [] if system.chromium() else ["test_*.py"]

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Nothing is measured here: long enough for a machine whose cores others use too.
MOST_MILLISECONDS = 60_000

Browse = Callable[..., Window]


class WaitsForItsThreads(ThreadedWSGIServer):
    """Closed only when every thread of it has let go of the database, which is dropped next."""

    daemon_threads = False


class Serving(LiveServerThread):
    server_class = WaitsForItsThreads


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One Chromium for all of these tests."""
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for an async caller.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=MOST_MILLISECONDS)
        browser = playwright.chromium.launch(
            executable_path=system.chromium(), args=[*QUIET, *sandbox]
        )
        yield browser
        browser.close()


@pytest.fixture
def address(committed: World) -> Iterator[str]:
    """Where the project answers, from the test's own database."""
    cache.clear()
    server = Serving("127.0.0.1", StaticFilesHandler)
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def browse(chromium: Browser, address: str) -> Iterator[Browse]:
    """Opens a window, signed in as a person or as nobody, that notes every complaint."""
    contexts = []

    def window(person: User | None = None, **options: Any) -> Window:
        context = chromium.new_context(
            base_url=address, **{"viewport": WIDE, "locale": "en-GB"} | options
        )
        contexts.append(context)
        context.set_default_timeout(MOST_MILLISECONDS)
        if person:
            session = signing_in.sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies(
                [{"name": session.key, "value": session.value, "url": address, "httpOnly": True}]
            )
        return Window(context.new_page())

    yield window
    for context in contexts:
        context.close()
