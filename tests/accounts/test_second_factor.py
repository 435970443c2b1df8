import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user

from accounts import actions
from tests.accounts.signing_in import (
    PASSWORD,
    SECRET,
    code,
    mails_to,
    post_form,
    sign_in,
    sign_in_by_pages,
    token_in,
    type_password,
    with_app,
)

SIGN_IN = "/account/login"
SET_UP = "/account/second-factor"


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
