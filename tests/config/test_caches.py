"""The cache of a site in use: limits on wrong passwords are counted there."""

import socket
from contextlib import suppress

import pytest
import redis
from django.core.cache import caches

from config.caches import TIME_LIMITS, cache_settings
from tests.jobs.brokers import free_port

SHORT = {"socket_connect_timeout": 0.1, "socket_timeout": 0.1}


@pytest.fixture
def cache_at(settings):
    def at(port: int, **options: object):
        found = cache_settings(f"redis://127.0.0.1:{port}/0")
        found["OPTIONS"] |= options
        settings.CACHES = {"default": found}
        return caches["default"]

    return at


def test_a_cache_that_never_answers_is_tried_twice_and_given_up(cache_at):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cache = cache_at(silent.getsockname()[1], **SHORT)
        with pytest.raises(redis.TimeoutError):
            cache.get("anything")
        tries = _knocks_at(silent)

    assert tries == 2


def _knocks_at(server: socket.socket) -> int:
    server.setblocking(False)
    number = 0
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            number += 1
    return number


def test_a_cache_that_is_away_is_given_up_at_once(cache_at):
    with pytest.raises(redis.ConnectionError):
        cache_at(free_port()).get("anything")


def test_its_time_limits_are_those_of_the_broker():
    options = cache_settings("redis://redis:6379/0")["OPTIONS"]

    assert options.items() >= TIME_LIMITS.items()
    assert 0 < TIME_LIMITS["socket_connect_timeout"] <= TIME_LIMITS["socket_timeout"] <= 5


def test_without_redis_one_process_counts_for_itself():
    assert cache_settings("")["BACKEND"].endswith("LocMemCache")
