"""Where what is counted for a while stands: limits on wrong passwords and codes."""

from typing import Any

from redis.backoff import NoBackoff
from redis.retry import Retry

# A Redis that accepts but never answers must not hold up a request for ever.
TIME_LIMITS = {"socket_connect_timeout": 2, "socket_timeout": 5}


def cache_settings(redis_url: str) -> dict[str, Any]:
    """Shared by every web machine; without Redis there is one process, and its memory will do."""
    if not redis_url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_url,
        "KEY_PREFIX": "send",
        # Once more at once, for a connection that was closed meanwhile; redis-py would otherwise
        # try for half a minute.
        "OPTIONS": TIME_LIMITS | {"retry": Retry(NoBackoff(), 1)},
    }
