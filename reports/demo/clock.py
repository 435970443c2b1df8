"""The demonstration has a past: what was done weeks ago says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from types import ModuleType
from typing import Any

from django.utils import timezone

from core import dates

CLOCKS: tuple[ModuleType, ...] = (timezone, dates)


class _OfTheSameKind(type):
    def __instancecheck__(cls, thing: Any) -> bool:
        return isinstance(thing, datetime)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Whatever the block does is done at this moment, by the application's clock.

    The records of what was done only grow, so their times cannot be set afterwards; these clocks
    are what actions, rules and the models' defaults ask.
    """

    class Then(datetime, metaclass=_OfTheSameKind):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    before = [clock.datetime for clock in CLOCKS]
    for clock in CLOCKS:
        clock.datetime = Then  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for clock, real in zip(CLOCKS, before, strict=True):
            clock.datetime = real  # type: ignore[attr-defined]
