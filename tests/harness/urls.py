"""Every address of the product, from the resolver itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver


@dataclass(frozen=True)
class Pattern:
    """One routed page: its full name, its route as written, and its parameters."""

    name: str
    route: str
    converters: dict[str, Any]
    is_open: bool
    view: Callable[..., Any]


def patterns(resolver: URLResolver, spaces: tuple[str, ...] = (), before: str = "") -> Iterator:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from patterns(entry, inner, route)
        elif isinstance(entry, URLPattern):
            yield Pattern(
                name=":".join((*spaces, entry.name or "")),
                route=route,
                converters=entry.pattern.converters
                or dict.fromkeys(entry.pattern.regex.groupindex, ""),
                is_open=not getattr(entry.callback, "login_required", True),
                view=entry.callback,
            )
