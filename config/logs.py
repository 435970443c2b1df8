"""What the program says of itself: what happened and where, never what somebody wrote.

An error's own words may quote a row of the database, a form or a person's refusal, and others read
the log. So of an error its types and lines are kept, and a page that was refused is one line.
"""

import logging
import traceback
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

LAYOUT = "%(asctime)s %(levelname)s %(name)s %(message)s"
FAULT_OF_OURS = 500
# Parameters of addresses that open something for whoever has them.
SECRETS = {"token", "key"}


class WithoutWords(logging.Formatter):
    """Leaves out every error's words, whoever logged it."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)  # what other handlers make of it is their affair
        record.exc_text = None
        if hasattr(record, "status_code"):
            _tell_of_answer(record)
        elif isinstance(record.args, Mapping):
            record.args = _without_words(record.args, record.exc_info)
        elif record.args:
            record.args = tuple(
                _kind(part) if isinstance(part, BaseException) else part for part in record.args
            )
        return super().format(record)

    def formatException(self, exc_info: Any) -> str:  # noqa: N802 - the library's name
        return "\n".join(_told(exc_info[1], exc_info[2]))


def _tell_of_answer(record: Any) -> None:
    """What Django says of a refused or failed page is mostly the error's words."""
    request = getattr(record, "request", None)
    asked = f"{request.method} {_address(request)}" if request is not None else ""
    record.msg, record.args = "%s %s", (record.status_code, asked)
    if record.status_code < FAULT_OF_OURS:
        record.exc_info = None


def _address(request: Any) -> str:
    """Where it was, without what was searched for and without secrets."""
    match = getattr(request, "resolver_match", None)
    if match is None:  # perhaps the link of an invitation with a letter too many
        first, *more = request.path.strip("/").split("/")
        return _one_line(f"/{first}/…" if more else f"/{first}")
    address = request.path
    for name, value in match.kwargs.items():
        if name in SECRETS:
            address = address.replace(str(value), f"<{name}>")
    return _one_line(address)


def _one_line(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text


def _without_words(args: Mapping[str, Any], exc_info: Any) -> dict[str, Any]:
    """Celery hands on what a task raised and returned, as text."""
    kind = _kind(exc_info[1]) if exc_info else str(args.get("exc", "")).partition("(")[0]
    return {**args, "exc": kind, "traceback": "", "return_value": ""}


def _told(error: BaseException | None, where: Any) -> Iterator[str]:
    """What led to it comes first, as Python tells it."""
    if error is None:
        return
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before, before.__traceback__)
        yield "and then"
    yield "".join(traceback.format_tb(where)).rstrip("\n")
    yield _kind(error)


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
