"""The world that tests stand in; how its databases are made is in `tests/databases.py`."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client

from accounts.models import User
from clusters.models import Cluster
from core import ids
from core.tenancy import tenant
from schools.models import School
from tests import databases
from tests.accounts import signing_in
from tests.harness.furnished import Furnished, furnish
from tests.world import World, build

# More clusters or schools than any test adds inside the wall.
MOST_ADDED = 1000


def pytest_configure() -> None:
    """Static files as they lie, without the manifest that `collectstatic` makes."""
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """Replaces pytest-django's: the app role can neither create a database nor migrate it."""
    with django_db_blocker.unblock(), databases.migrated():
        yield


@pytest.fixture(autouse=True)
def seeded_ids(request) -> Iterator[None]:
    """The same public ids in every run of a test, so that two worlds can be compared."""
    before = ids.source
    ids.source = random.Random(request.node.nodeid)
    yield
    ids.source = before


@contextmanager
def wall_open() -> Iterator[None]:
    """Every cluster and school there is, and those that a test adds."""
    with tenant(clusters=_ids_of(Cluster), schools=_ids_of(School)):
        yield


def _ids_of(model: type[Model]) -> set[int]:
    """Those taken, and the next ones, which no rollback gives back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last_value FROM pg_sequences WHERE sequencename = %s",
            [f"{model._meta.db_table}_id_seq"],
        )
        last = cursor.fetchone()[0] or 0
    taken = model._default_manager.values_list("pk", flat=True)
    return {*taken, *range(last, last + MOST_ADDED)}


@pytest.fixture
def everywhere(db) -> Iterator[None]:
    with wall_open():
        yield


@pytest.fixture(scope="session")
def world_database(django_db_setup, django_db_blocker) -> Iterator[tuple[str, World]]:
    """A database in which the world of the safety tests stands, and the world."""
    with django_db_blocker.unblock(), databases.cloned(databases.base_name()) as name:
        with _built_in(name, "world"):
            built = build()
        yield name, built


@pytest.fixture(scope="session")
def furnished_database(world_database, django_db_blocker) -> Iterator[tuple[str, Furnished]]:
    """A copy of it, with a row of every kind."""
    template, built = world_database
    with django_db_blocker.unblock(), databases.cloned(template) as name:
        with _built_in(name, "furnished"):
            furnished = furnish(deepcopy(built))
        yield name, furnished


@contextmanager
def _built_in(name: str, seed: str) -> Iterator[None]:
    before, ids.source = ids.source, random.Random(seed)
    with databases.connected_to(name), transaction.atomic(), wall_open():
        yield
    ids.source = before


@contextmanager
def undone(name: str) -> Iterator[None]:
    """That database within the wall, in a transaction that ends with whoever stands in it."""
    with databases.connected_to(name), transaction.atomic(), wall_open():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


@contextmanager
def copied(name: str) -> Iterator[None]:
    """A copy of that database for what only real commits show."""
    with databases.cloned(name) as clone, databases.connected_to(clone):
        yield


@pytest.fixture
def world(world_database, django_db_blocker) -> Iterator[World]:
    """The world, as it was built, in a transaction that ends with the test."""
    name, built = world_database
    with django_db_blocker.unblock(), undone(name):
        yield deepcopy(built)


@pytest.fixture
def committed(world_database, django_db_blocker) -> Iterator[World]:
    """The world in a database of the test's own, for what only real commits show."""
    name, built = world_database
    with django_db_blocker.unblock(), copied(name):
        yield deepcopy(built)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and (mark.kwargs.get("transaction") or (mark.args and mark.args[0])):
            raise pytest.UsageError(
                f"{item.nodeid}: transaction=True empties tables with TRUNCATE, which the app "
                "role lacks. Use the `committed` fixture: a clone of the database of its own."
            )


@pytest.fixture
def sign_in() -> Callable[[Client, User], Client]:
    return signing_in.sign_in
