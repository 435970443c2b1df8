import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth import get_user
from django.urls import reverse

from accounts import actions
from core.models import OutgoingMail
from tests.accounts.signing_in import (
    code,
    link_in,
    mails_to,
    sign_in,
    sign_in_by_pages,
    type_password,
    with_app,
    without_tokens,
)

START_OF_A_CODE = datetime.now(UTC).replace(second=0, microsecond=0)
SIGN_IN = "/account/login"


def without_what_was_typed(page):
    """The page without its tokens and without the address that was typed into it."""
    return re.sub(r"\w+@\w+\.example", "", without_tokens(page))


def test_password_and_code_from_the_app_sign_in(browser, amina):
    with_app(amina)

    answer = sign_in_by_pages(browser, amina, next_page="/account")

    assert (answer.status_code, answer["Location"]) == (302, "/account")
    assert browser.get("/account").status_code == 200


def test_password_alone_does_not_sign_in_whoever_has_an_app(client, amina):
    with_app(amina)

    answer = type_password(client, amina.email)

    assert answer["Location"] == reverse("mfa_authenticate")
    assert not get_user(client).is_authenticated
    assert client.get("/account")["Location"].startswith(SIGN_IN)


def test_wrong_password_and_unknown_address_get_the_same_page(client, amina):
    wrong = type_password(client, amina.email, "not three herons")
    unknown = type_password(client, "nobody@north.example", "not three herons")

    assert wrong.status_code == unknown.status_code == 200
    assert b"is not right" in wrong.content
    assert without_what_was_typed(wrong) == without_what_was_typed(unknown)


def test_invited_person_without_password_is_answered_like_a_wrong_password(client, root):
    actions.invite(name="Olive Senco", email="olive@oak.example", by=root)

    invited = type_password(client, "olive@oak.example")
    unknown = type_password(client, "nobody@oak.example")

    assert without_what_was_typed(invited) == without_what_was_typed(unknown)


def test_a_wrong_code_does_not_sign_in_and_is_limited(client, amina):
    with_app(amina)
    type_password(client, amina.email)
    wrong = f"{(int(code()) + 1) % 1_000_000:06}"

    for _ in range(5):
        client.post("/account/code", {"code": wrong})
    answer = client.post("/account/code", {"code": code()})

    assert b"That was wrong too often" in answer.content
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("seconds_later", [0, 20, 50])
def test_a_code_works_once(client, amina, other_client, seconds_later):
    with_app(amina)
    type_password(client, amina.email)
    type_password(other_client, amina.email)
    with time_machine.travel(START_OF_A_CODE, tick=False) as clock:
        used = code()
        client.post("/account/code", {"code": used})
        clock.shift(seconds_later)

        again = other_client.post("/account/code", {"code": f"{used[:3]} {used[3:]}"})
        another = other_client.post("/account/code", {"code": code(steps=1)})

    assert get_user(client) == amina
    assert (again.status_code, another.status_code) == (200, 302)


def test_a_recovery_code_works_once(client, amina, other_client):
    first, second, *_ = with_app(amina)
    type_password(client, amina.email)
    type_password(other_client, amina.email)

    client.post("/account/code", {"code": first})
    again = other_client.post("/account/code", {"code": first})
    another = other_client.post("/account/code", {"code": second})

    assert get_user(client) == amina
    assert again.status_code == 200
    assert another.status_code == 302


def test_wrong_passwords_are_limited(client, amina):
    for _ in range(5):
        type_password(client, amina.email, "not three herons")

    answer = type_password(client, amina.email)

    assert b"That was wrong too often" in answer.content
    assert not get_user(client).is_authenticated


def test_closed_account_is_out_on_the_next_request(client, amina, root):
    with_app(amina)
    sign_in(client, amina)
    assert client.get("/account").status_code == 200

    actions.close_account(person=amina, by=root)

    assert client.get("/account")["Location"].startswith(SIGN_IN)
    assert type_password(client, amina.email)["Location"] == "/account/closed"


def test_reopened_account_has_no_session_left(client, amina, root):
    sign_in(client, amina)

    actions.close_account(person=amina, by=root)
    actions.reopen_account(person=amina, by=root)

    assert client.get("/account")["Location"].startswith(SIGN_IN)
    amina.refresh_from_db()
    assert sign_in(client, amina).get("/account").status_code == 200


def test_there_is_no_page_to_sign_up(client, db):
    for path in ("/account/signup", "/account/signup/", "/accounts/signup/"):
        assert client.get(path).status_code == 404


def test_signing_out_takes_a_button(client, amina):
    sign_in(client, amina)

    client.get("/account/logout")
    assert get_user(client) == amina

    client.post("/account/logout")
    assert not get_user(client).is_authenticated


class TestForgottenPassword:
    def ask(self, client, email):
        return client.post("/account/password/forgotten", {"email": email}, follow=True)

    def test_known_and_unknown_addresses_get_the_same_answer(self, client, amina):
        known = self.ask(client, amina.email)
        unknown = self.ask(client, "nobody@north.example")

        assert known.redirect_chain == unknown.redirect_chain
        assert without_what_was_typed(known) == without_what_was_typed(unknown)
        assert (mails_to(amina.email), mails_to("nobody@north.example")) == (
            ["Set a new password"],
            [],
        )

    def test_the_link_sets_a_password_once_and_hides_its_secret(self, client, amina):
        link = self.link(client, amina)
        page = client.get(link, follow=True)
        form = page.redirect_chain[-1][0]

        assert form.endswith("-set-password")
        assert page["Referrer-Policy"] == "same-origin"
        new = {"password1": "four silent herons", "password2": "four silent herons"}
        client.post(form, new)

        amina.refresh_from_db()
        assert amina.check_password("four silent herons")
        assert b"does not work any more" in client.get(link, follow=True).content
        assert "Your account was changed" in mails_to(amina.email)

    def test_a_new_password_ends_every_session_and_keeps_the_app(self, client, amina, other_client):
        with_app(amina)
        sign_in(other_client, amina)
        form = client.get(self.link(client, amina), follow=True).redirect_chain[-1][0]

        new = {"password1": "four silent herons", "password2": "four silent herons"}
        client.post(form, new)

        assert other_client.get("/account")["Location"].startswith(SIGN_IN)
        answer = type_password(client, amina.email, "four silent herons")
        assert answer["Location"] == reverse("mfa_authenticate")

    def test_nobody_comes_in_by_it_before_accepting_an_invitation(self, client, root):
        actions.invite(name="Olive Senco", email="olive@oak.example", by=root)

        self.ask(client, "olive@oak.example")

        assert mails_to("olive@oak.example") == ["You are invited to SEND cluster"]

    def link(self, client, person):
        self.ask(client, person.email)
        return link_in(OutgoingMail.objects.filter(subject="Set a new password").latest("pk"))
