import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.accounts.signing_in import with_password


@pytest.fixture(autouse=True)
def _no_limits_from_before():
    """The counts of wrong passwords, and the codes that were used, belong to one test."""
    cache.clear()


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def amina(db) -> User:
    """Amina has set her password, and no authenticator app yet."""
    return with_password("Amina North", "amina@north.example")


@pytest.fixture
def ben(db) -> User:
    return with_password("Ben Oakhead", "ben@oak.example")


@pytest.fixture
def root(db) -> User:
    person = with_password("Root Administrator", "root@site.example")
    person.is_superuser = True
    person.save()
    return person


@pytest.fixture
def browser(db) -> Client:
    """A browser that is asked for its form tokens, as real ones are."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def other_client(db) -> Client:
    """Another browser."""
    return Client()
