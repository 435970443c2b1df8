import re
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.urls import reverse

from accounts import actions
from core.models import OutgoingMail
from tests.accounts.signing_in import (
    PASSWORD,
    SECRET,
    code,
    link_in,
    mails_to,
    post_form,
    sign_in,
    sign_in_by_pages,
    token_in,
    type_password,
    with_app,
    without_tokens,
)

START_OF_A_CODE = datetime.now(UTC).replace(second=0, microsecond=0)
SIGN_IN = "/account/login"
SET_UP = "/account/second-factor"


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


class TestTheFirstSignIn:
    """Nothing opens before the authenticator app is set up."""

    @pytest.fixture
    def new_session(self, browser, amina):
        post_form(browser, SIGN_IN, {"login": amina.email, "password": PASSWORD})
        assert get_user(browser) == amina
        return browser

    @pytest.mark.parametrize("path", ["/account", "/people", "/account/addresses"])
    def test_every_page_leads_to_setting_it_up(self, new_session, path):
        answer = new_session.get(path)

        assert (answer.status_code, answer["Location"]) == (
            302,
            f"{SET_UP}?next={path.replace('/', '%2F')}",
        )

    def test_so_does_every_post(self, new_session):
        page = new_session.get(SET_UP)

        answer = new_session.post(
            "/account/recovery-codes/saved", {"csrfmiddlewaretoken": token_in(page)}
        )

        assert answer["Location"].startswith(SET_UP)

    def test_so_does_a_fragment_and_takes_the_whole_page_there(self, new_session):
        answer = new_session.get("/account", headers={"HX-Request": "true"})

        assert answer["HX-Redirect"].startswith(SET_UP)

    def test_signing_out_and_the_open_pages_still_work(self, new_session):
        assert new_session.get("/help").status_code == 200
        assert post_form(new_session, "/account/logout", {}).status_code == 302

    def test_setting_it_up_shows_codes_and_goes_on_to_the_page_asked_for(self, new_session, amina):
        page = new_session.get(new_session.get("/account")["Location"])
        secret = new_session.session["mfa.totp.secret"]
        text = page.content.decode()
        assert "<svg" in text
        assert "style=" not in text
        assert "data:" not in text

        answer = post_form(new_session, SET_UP, {"code": code(secret)})

        assert answer["Location"] == "/account/recovery-codes"
        codes = new_session.get("/account/recovery-codes")
        shown = re.findall(r'class="app-reference">(\d{8})<', codes.content.decode())
        assert len(set(shown)) == 10
        assert new_session.get("/account")["Location"].startswith("/account/recovery-codes")
        saved = new_session.get("/account/recovery-codes/download")
        assert re.findall(r"\d{8}", saved.content.decode()) == shown
        done = new_session.post(
            "/account/recovery-codes/saved",
            {"csrfmiddlewaretoken": token_in(codes)},
        )
        assert done["Location"] == "/account"
        assert new_session.get("/account").status_code == 200
        assert mails_to(amina.email) == ["Your account was changed"]

    def test_a_wrong_code_sets_nothing_up(self, new_session):
        page = new_session.get(SET_UP)
        assert page.status_code == 200
        secret = new_session.session["mfa.totp.secret"]
        wrong = f"{(int(code(secret)) + 1) % 1_000_000:06}"

        answer = post_form(new_session, SET_UP, {"code": wrong})

        assert answer.status_code == 200
        assert b"That code is not right" in answer.content
        assert not Authenticator.objects.exists()
        assert new_session.session["mfa.totp.secret"] == secret

    def test_the_secret_does_not_lie_open_in_the_database(self, new_session, amina):
        new_session.get(SET_UP)
        secret = new_session.session["mfa.totp.secret"]
        post_form(new_session, SET_UP, {"code": code(secret)})

        kept = Authenticator.objects.get(user=amina, type="totp")

        assert secret not in str(kept.data)
        assert kept.wrap().validate_code(code(secret, steps=1))


class TestAPasswordOnlySessionOfSomebodyWithAnApp:
    """As when a second browser was at the set-up page while the first finished it."""

    @pytest.fixture
    def left_behind(self, client, amina):
        type_password(client, amina.email)
        with_app(amina)
        return client

    def test_it_must_prove_the_app_first(self, left_behind):
        assert left_behind.get("/account")["Location"].startswith("/account/check-code")

        left_behind.post("/account/check-code", {"code": code()})

        assert left_behind.get("/account").status_code == 200

    @pytest.mark.parametrize("path", [SET_UP, "/account/recovery-codes", "/account/password"])
    def test_it_cannot_put_another_app_in_its_place(self, left_behind, path):
        assert left_behind.get(path)["Location"].startswith("/account/check-code")
        assert left_behind.post(path, {"code": "123456"})["Location"].startswith(
            "/account/check-code"
        )


def test_another_app_replaces_the_first_and_is_never_missing(client, amina):
    codes = with_app(amina)
    sign_in_by_pages(client, amina)
    client.get(SET_UP)
    secret = client.session["mfa.totp.secret"]

    answer = client.post(SET_UP, {"code": code(secret)})

    assert answer["Location"] == "/account"
    assert Authenticator.objects.filter(user=amina, type="totp").count() == 1
    app = Authenticator.objects.get(user=amina, type="totp").wrap()
    assert not app.validate_code(code(SECRET))
    assert app.validate_code(code(secret))
    kept = Authenticator.objects.get(user=amina, type="recovery_codes").wrap()
    assert kept.get_unused_codes() == codes


def test_changing_how_one_signs_in_asks_for_the_password_again_after_a_while(client, amina):
    with_app(amina)
    sign_in(client, amina)  # a session whose proof is long ago

    asked = client.get(SET_UP)
    assert asked["Location"].startswith("/account/check-password")

    answer = client.post(asked["Location"], {"password": PASSWORD})

    assert answer["Location"] == SET_UP
    assert client.get(SET_UP).status_code == 200


def test_new_recovery_codes_void_the_old_ones(client, amina):
    old = with_app(amina)
    sign_in_by_pages(client, amina)

    client.post("/account/recovery-codes/new")

    new = Authenticator.objects.get(user=amina, type="recovery_codes").wrap().get_unused_codes()
    assert len(new) == 10
    assert not set(new) & set(old)


class TestALostPhone:
    def test_an_administrator_removes_the_app_and_all_sessions_end(self, client, amina, root):
        with_app(amina)
        sign_in(client, amina)

        actions.reset_second_factor(person=amina, by=root, why=amina.ResetReason.LOST)

        assert client.get("/account")["Location"].startswith(SIGN_IN)
        type_password(client, amina.email)
        assert client.get("/account")["Location"].startswith(SET_UP)
        assert "Your account was changed" in mails_to(amina.email)
