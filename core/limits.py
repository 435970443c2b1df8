"""How often one place on the net may do what needs no account."""

import hashlib

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def spent(request: HttpRequest, name: str) -> bool:
    """Counts one more try; true once there were more than `settings.LIMITS[name]` allows in its
    time. An action without a limit there is not counted."""
    if name not in settings.LIMITS:
        return False
    most, seconds = settings.LIMITS[name]
    key = _key(request, name)
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False


def is_spent(request: HttpRequest, name: str) -> bool:
    """Whether the limit is reached, without counting a try."""
    most = settings.LIMITS.get(name, (0, 0))[0]
    return name in settings.LIMITS and cache.get(_key(request, name), 0) >= most


def _key(request: HttpRequest, name: str) -> str:
    """The address is not kept, only counted."""
    place = hashlib.sha256(get_adapter(request).get_client_ip(request).encode()).hexdigest()
    return f"limit:{name.replace(' ', '-')}:{place}"
