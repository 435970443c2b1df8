"""How memberships, offices and posts read on pages."""

from collections.abc import Mapping
from typing import Any

from django import template

from core.dates import format_day

register = template.Library()


@register.filter
def at(found: Mapping[Any, Any], key: Any) -> Any:
    """What the dictionary holds for the key; nothing when it has none."""
    return found.get(key)


@register.filter
def dates(held: Any) -> str:
    """From when to when a membership, an office or a post runs."""
    since = format_day(held.starts_on)
    return f"{since} to {format_day(held.ends_on)}" if held.ends_on else f"from {since}"
