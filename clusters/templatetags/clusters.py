"""Reading a dictionary by a row's key."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(found: Mapping[Any, Any], key: Any) -> Any:
    """What the dictionary holds for the key; nothing when it has none."""
    return found.get(key)
