"""The world that tests stand in; how its databases are made is in `tests/databases.py`."""

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from xdist.remote import Producer

from accounts.models import User
from core import ids
from tests import databases
from tests.accounts import signing_in
from tests.harness import looking
from tests.harness.furnished import Furnished, furnish
from tests.harness.looking import Lookout
from tests.scheduling import OneWorkerForEachGroup
from tests.wall import wall_open
from tests.world import World, build


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneWorkerForEachGroup:
    return OneWorkerForEachGroup(config, log)


def pytest_configure() -> None:
    """Static files as they lie, without the manifest that `collectstatic` makes."""
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)


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


@pytest.fixture(scope="session")
def lookout(django_db_setup, django_db_blocker) -> Iterator[Lookout]:
    with django_db_blocker.unblock(), looking.lookout() as made:
        yield made


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
