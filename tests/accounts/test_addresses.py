"""One person with a work address at each school."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user

from accounts import actions
from core.models import OutgoingMail
from tests.accounts.signing_in import (
    code,
    link_in,
    mails_to,
    sign_in_by_pages,
    type_password,
    with_app,
)

SECOND = "amina@oak.example"


@pytest.fixture
def signed_in(client, amina):
    with_app(amina)
    sign_in_by_pages(client, amina)
    return client


@pytest.fixture
def added(signed_in):
    signed_in.post("/account/addresses", {"action_add": "", "email": "Amina@Oak.example"})
    return signed_in


def confirm(client, address=SECOND):
    link = link_in(OutgoingMail.objects.filter(address=address).latest("pk"))
    assert client.get(link).status_code == 200
    return client.post(link)


def state():
    return set(EmailAddress.objects.values_list("email", "verified", "primary"))


def test_an_added_address_is_confirmed_by_its_link(added, amina):
    assert state() == {(amina.email, True, True), (SECOND, False, False)}
    assert mails_to(SECOND) == ["Confirm your email address"]

    confirm(added)

    assert state() == {(amina.email, True, True), (SECOND, True, False)}


def test_one_signs_in_with_any_confirmed_address_as_the_same_person(added, other_client, amina):
    confirm(added)

    type_password(other_client, SECOND.upper())
    other_client.post("/account/code", {"code": code(steps=1)})

    assert get_user(other_client) == amina


def test_an_unconfirmed_address_signs_nobody_in(added, other_client):
    answer = type_password(other_client, SECOND)

    assert answer["Location"] == "/account/addresses/confirm"
    assert not get_user(other_client).is_authenticated


def test_we_write_to_the_address_that_was_chosen(added, amina):
    confirm(added)

    added.post("/account/addresses", {"action_primary": "", "email": SECOND})

    amina.refresh_from_db()
    assert amina.email == SECOND
    assert "Your account was changed" in mails_to("amina@north.example")


def test_the_address_we_write_to_is_not_removed(added, amina):
    added.post("/account/addresses", {"action_remove": "", "email": amina.email})
    assert len(state()) == 2

    added.post("/account/addresses", {"action_remove": "", "email": SECOND})
    assert state() == {(amina.email, True, True)}


def test_an_address_of_another_account_is_never_confirmed(signed_in, amina, ben):
    signed_in.post("/account/addresses", {"action_add": "", "email": ben.email})

    link = link_in(OutgoingMail.objects.filter(address=ben.email).latest("pk"))
    signed_in.post(link)

    assert (ben.email, False, False) in state()


def test_an_address_at_which_somebody_was_invited_stays_theirs(signed_in, amina, root):
    olive = actions.invite(name="Olive Senco", email="olive@oak.example", by=root)
    signed_in.post("/account/addresses", {"action_add": "", "email": olive.email})

    confirm(signed_in, olive.email)

    assert (olive.email, False, False) in state()


def test_adding_tells_nobody_whether_an_address_is_known(signed_in, ben):
    known = signed_in.post("/account/addresses", {"action_add": "", "email": ben.email})
    unknown = signed_in.post("/account/addresses", {"action_add": "", "email": "x@y.example"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_the_page_of_addresses_names_each_button(added):
    page = added.get("/account/addresses").content.decode()

    assert "Send the link again<" in page
    assert f"to {SECOND}" in page
