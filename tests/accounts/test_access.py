"""Who may do what to people's accounts."""

import pytest

from accounts.models import User


@pytest.fixture
def people(amina, ben, root):
    return {"amina": amina, "ben": ben, "root": root}


@pytest.mark.parametrize(
    ("who", "verb", "whom"),
    [
        ("amina", "read", {"amina"}),
        ("amina", "oversee", set()),
        ("amina", "administer", set()),
        ("root", "read", {"amina", "ben", "root"}),
        ("root", "oversee", {"amina", "ben", "root"}),
        ("root", "administer", {"amina", "ben"}),
    ],
)
def test_who_may_do_what(people, who, verb, whom):
    found = User.objects.for_user(people[who], verb)

    assert {person.pk for person in found} == {people[name].pk for name in whom}


def test_an_administrator_is_asked_about_the_row_too(people):
    root, ben = people["root"], people["ben"]

    assert root.has_perm("accounts.administer_user", ben)
    assert not root.has_perm("accounts.administer_user", root)
    assert not root.has_perm("accounts.administer_user")
    assert not people["amina"].has_perm("accounts.administer_user", ben)


def test_an_administrator_whose_account_is_closed_may_nothing(people):
    people["root"].is_active = False
    people["root"].save()

    assert not User.objects.for_user(people["root"], "oversee").exists()
