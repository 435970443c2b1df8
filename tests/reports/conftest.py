from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from accounts.models import User
from reports.demo import cast


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demonstration as its command loads it, once for a module of tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEMO=True):
            call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, settings) -> Iterator[dict[str, User]]:
    """Its people by their keys; what a test changes is undone."""
    settings.DEMO = True
    with transaction.atomic():
        by_email = {user.email: user for user in User.objects.all()}
        yield {person.key: by_email[person.email] for person in cast.PEOPLE}
        transaction.set_rollback(True)
