"""The database of the tests: made and migrated by the owner role, used as the app role."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import User
from config import postgres
from core import ids
from core.tenancy import tenant
from tests.accounts import signing_in
from tests.world import World, build


def pytest_configure() -> None:
    """Static files as they lie, without the manifest that `collectstatic` makes."""
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def owner_url() -> str:
    return os.environ.get("DATABASE_OWNER_URL") or postgres.urls()[1]


@contextmanager
def as_owner() -> Iterator[None]:
    """The default connection under the owner role, for set-up alone."""
    app = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    owner = dj_database_url.parse(owner_url())
    connection.close()
    connection.settings_dict.update({key: owner[key] for key in ("USER", "PASSWORD")})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(app)


def drop_leftovers() -> None:
    """Removes databases of test runs that were killed: each is named after its process."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_send_[0-9]+'")
        for (name,) in cursor.fetchall():
            if not Path("/proc", name.split("_")[2]).exists() and Path("/proc").exists():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """Replaces pytest-django's: the app role can neither create a database nor migrate it."""
    real_name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"test_send_{os.getpid()}"
    with django_db_blocker.unblock():
        with as_owner():
            drop_leftovers()
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        yield
        with as_owner():
            connection.creation.destroy_test_db(real_name, verbosity=0)


@pytest.fixture(autouse=True)
def seeded_ids(request) -> Iterator[None]:
    """The same public ids in every run of a test, so that two worlds can be compared."""
    before = ids.source
    ids.source = random.Random(request.node.nodeid)
    yield
    ids.source = before


@pytest.fixture
def everywhere(db) -> Iterator[None]:
    """The wall open for every cluster and school: for tests that arrange rows themselves."""
    with tenant(clusters=range(1, 2000), schools=range(1, 20000)):
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and (mark.kwargs.get("transaction") or (mark.args and mark.args[0])):
            raise pytest.UsageError(
                f"{item.nodeid}: transaction=True empties tables with TRUNCATE, which the app "
                "role lacks. Use the `committed` fixture: a clone of the database of its own."
            )


@pytest.fixture
def world(everywhere) -> World:
    return build()


@pytest.fixture
def sign_in() -> Callable[[Client, User], Client]:
    return signing_in.sign_in
