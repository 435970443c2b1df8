"""What the frame of every page needs."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string


def frame(request: HttpRequest) -> dict[str, Any]:
    """`demo`, `nav` and `acting_for`.

    `core` knows no school and no cluster, so settings.FRAME_SOURCE names the function that does: it
    takes the request and returns `nav` (a list of label, url, and `also`, see `mark_current`) and
    `acting_for` (label, and choices: a list of label, url, current, where there are several). Both
    are asked for only when a whole page is drawn: a fragment costs nothing.
    """
    parts = SimpleLazyObject(lambda: _parts(request))
    return {
        "demo": settings.DEMO,
        "nav": SimpleLazyObject(lambda: parts["nav"]),
        "acting_for": SimpleLazyObject(lambda: parts["acting_for"]),
    }


def _parts(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    source = getattr(settings, "FRAME_SOURCE", None)
    if source is None or user is None or not user.is_authenticated:
        return {"nav": [], "acting_for": {}}
    parts = import_string(source)(request)
    return {
        "nav": mark_current(parts.get("nav", []), request.path),
        "acting_for": parts.get("acting_for", {}),
    }


def mark_current(items: list[Mapping[str, Any]], path: str) -> list[dict[str, Any]]:
    """The items, the one whose address is the longest beginning of `path` marked as current.

    Pages that belong to an item and lie elsewhere are named in its `also`.
    """
    beginnings = [(start, item["url"]) for item in items for start in _beginnings(item)]
    matching = [(len(start), url) for start, url in beginnings if path.startswith(start)]
    current = max(matching, default=(0, None))[1]
    return [{"current": item["url"] == current, **item} for item in items]


def _beginnings(item: Mapping[str, Any]) -> tuple[str, ...]:
    return (item["url"], *item.get("also", ()))
