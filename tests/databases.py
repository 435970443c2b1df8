"""The databases of the tests. The owner role makes, clones and drops them; tests are the app role.

Each run's are named after its process, so that runs side by side never meet. The world of the
safety tests is built once into a clone; a test sees it in a transaction that is rolled back, or
gets a clone of its own where it needs real commits.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
from django.db import connection

from config import postgres


def base_name() -> str:
    return f"test_send_{os.getpid()}"


def owner_url() -> str:
    return os.environ.get("DATABASE_OWNER_URL") or postgres.urls()[1]


@contextmanager
def as_owner() -> Iterator[None]:
    """The default connection under the owner role, for set-up alone."""
    owner = dj_database_url.parse(owner_url())
    with _settings(USER=owner["USER"], PASSWORD=owner["PASSWORD"]):
        yield


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """The default connection, and that of every thread started meanwhile, to another database."""
    with _settings(NAME=name):
        yield


_numbers = itertools.count(1)


@contextmanager
def cloned(template: str) -> Iterator[str]:
    """A copy of a database to which nobody is connected, under a name that no other copy has had;
    dropped afterwards. Yields the name."""
    name = f"{base_name()}_{next(_numbers)}"
    _as_maintenance(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        # Not FORCE, which may not end a vacuum nor a session of the app role: a plain DROP ends
        # the vacuum and waits for sessions that are closing.
        _as_maintenance(f'DROP DATABASE "{name}"')


def drop_leftovers() -> None:
    """Removes databases of test runs that were killed. Where processes cannot be told, none."""
    processes = Path("/proc")
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_send_[0-9]+'")
        for (name,) in cursor.fetchall():
            if processes.exists() and not (processes / name.split("_")[2]).exists():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _as_maintenance(statement: str) -> None:
    with as_owner(), connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def _settings(**changes: str) -> Iterator[None]:
    before = {key: connection.settings_dict[key] for key in changes}
    connection.close()
    connection.settings_dict.update(changes)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
