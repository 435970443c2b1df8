"""The databases of the tests. The owner role makes, clones and drops them; tests are the app role.

Each run's are named after its process, so that runs side by side never meet. They are copies of a
migrated one, which the server keeps until a migration changes: migrating takes longer than most
tests. The world of the safety tests is built once into a clone; a test sees it in a transaction
that is rolled back, or gets a clone of its own where it needs real commits.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import dj_database_url
from django.apps import apps
from django.db import connection

from config import postgres
from core import wall

KEPT = "test_migrated_"
BEGUN = "test_begun"
MAKING = 7_363_646  # of the advisory lock


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


@contextmanager
def migrated() -> Iterator[str]:
    """This run's own migrated database. Yields its name, to which the connection is set."""
    with as_owner(), connection._nodb_cursor() as cursor:
        # Of runs side by side one migrates and the others wait; the lock ends with the cursor.
        cursor.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        _drop_leftovers(cursor)
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [KEPT])
        kept = {name for (name,) in cursor.fetchall()}
        wanted = KEPT + _version_of_migrations()
        if wanted not in kept:
            for older in kept:
                cursor.execute(f'DROP DATABASE "{older}"')
            _migrate()
            cursor.execute(f'ALTER DATABASE "{BEGUN}" RENAME TO "{wanted}"')
        cursor.execute(f'CREATE DATABASE "{base_name()}" TEMPLATE "{wanted}"')
    with connected_to(base_name()):
        yield base_name()
    _as_maintenance(f'DROP DATABASE "{base_name()}"')


def _migrate() -> None:
    real = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = BEGUN
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["NAME"] = real


def _version_of_migrations() -> str:
    """Changes with the files from which the database is made, those of the libraries too."""
    folders = [Path(config.path) / "migrations" for config in apps.get_app_configs()]
    files = [Path(wall.__file__), *(file for folder in folders for file in folder.glob("*.py"))]
    total = sha256()
    for file in sorted(files):
        total.update(file.read_bytes())
    return total.hexdigest()[:16]


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


def _drop_leftovers(cursor: Any) -> None:
    """Removes databases of test runs that were killed. Where processes cannot be told, none."""
    processes = Path("/proc")
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
