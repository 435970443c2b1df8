"""What people get in the worlds of `twins`, each of which is built when it is first asked for.

What a reader gets in the first one is kept: the canaries are looked for in it, and the twins are
held against it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

import time_machine
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from tests import databases
from tests.harness.browsing import Browser
from tests.harness.canaries import Pages, everything_for
from tests.harness.objects import Ids
from tests.harness.twins import Standing, standing

How = Callable[[Browser, Ids], Pages]


@dataclass
class Lookout:
    """Asks for pages as somebody in a world, at a stopped moment."""

    noon: datetime
    stack: ExitStack
    worlds: dict[str, Standing] = field(default_factory=dict)
    kept: dict[str, tuple[Pages, str]] = field(default_factory=dict)

    def look(self, world: str, key: str, how: How) -> Pages:
        """What this way of looking gives the person; signed out, where the world has none such."""
        with (
            time_machine.travel(self.noon, tick=False),
            override_settings(ACCOUNT_RATE_LIMITS=False, LIMITS={}),
        ):
            if world not in self.worlds:
                self.worlds[world] = self.stack.enter_context(standing(world))
            stands = self.worlds[world]
            with databases.connected_to(stands.database), transaction.atomic():
                pages = how(Browser(stands.furnished.world.people.get(key)), stands.ids)
                transaction.set_rollback(True)
        return pages

    def everything(self, world: str, key: str) -> Pages:
        """All that the person gets there."""
        if world == "first":
            return self.first(key)[0]
        return self.look(world, key, everything_for)

    def first(self, key: str) -> tuple[Pages, str]:
        """All that the person gets in the first world, and what was logged meanwhile."""
        if key not in self.kept:
            with _logged() as lines:
                pages = self.look("first", key, everything_for)
            self.kept[key] = pages, "\n".join(lines)
        return self.kept[key]


@contextmanager
def lookout() -> Iterator[Lookout]:
    """Its worlds stand until the block ends; between looks the clock goes on."""
    noon = datetime.combine(timezone.localdate(), time(12), tzinfo=UTC)
    with ExitStack() as stack:
        yield Lookout(noon, stack)


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def _logged() -> Iterator[list[str]]:
    """The lines that are logged in the block, with all that their records say."""
    root, kept = logging.getLogger(), _Kept()
    root.addHandler(kept)
    yield kept.lines
    root.removeHandler(kept)
