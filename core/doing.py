"""An action that a button starts, told on the next page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from core.errors import DomainError


def done(request: HttpRequest, act: Callable[[], Any], words: str) -> bool:
    """Does it and says so, or says why it was refused."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, words)
    return True
