"""Nothing typed is lost when a session ends, and nobody else sees it."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts import kept, tasks
from accounts.models import KeptEntry
from accounts.queries import has_second_factor
from tests.accounts import pages
from tests.accounts.signing_in import (
    PASSWORD,
    code,
    post_form,
    sign_in,
    sign_in_by_pages,
    token_in,
    with_app,
    without_tokens,
)

pytestmark = pytest.mark.urls("tests.accounts.pages")

TYPED = {
    "title": "Reading each morning",
    "why": "Two lines,\r\nand “more” <b>&</b>",
    "needs": ["speech", "reading"],
    "action": "submit",
}
PAGE = "http://testserver/note?step=2"


@pytest.fixture(autouse=True)
def _nothing_received():
    pages.received.clear()


@pytest.fixture
def open_page(browser, amina):
    """Amina's browser at a form, signed in; and the token that the form carries."""
    with_app(amina)
    sign_in(browser, amina)
    return token_in(browser.get("/note"))


def end_session(browser):
    """As after 12 hours: the server has forgotten it."""
    browser.session.flush()


def send(browser, token, fields=TYPED, path="/note?step=2", **headers):
    headers = {"Referer": PAGE} | headers
    return browser.post(path, fields | {"csrfmiddlewaretoken": token}, headers=headers)


def sign_in_again(browser, person):
    """By the real pages, which change the token of the forms."""
    if not has_second_factor(person):
        with_app(person)
    assert sign_in_by_pages(browser, person).status_code == 302


def send_kept(browser, page):
    """Presses "Send it now"."""
    form = BeautifulSoup(page.content, "html.parser").select_one("main form[action]")
    fields: dict[str, list[str]] = {}
    for field in form.find_all("input"):
        fields.setdefault(field["name"], []).append(field["value"])
    return browser.post(form["action"], fields)


def test_what_was_typed_comes_back_after_signing_in(browser, amina, open_page):
    end_session(browser)

    answer = send(browser, open_page)

    entry = KeptEntry.objects.get()
    there = f"/account/kept/{entry.public_id}"
    assert answer.status_code == 302
    assert answer["Location"] == f"/account/login?next={there.replace('/', '%2F')}"
    assert b"We kept what you typed" in browser.get(answer["Location"]).content
    assert pages.received == []

    sign_in_again(browser, amina)
    page = browser.get(there)

    assert b"Reading each morning" in page.content
    assert b"Two lines," in page.content
    assert b"<b>" not in page.content
    assert pages.received == [], "nothing is sent by itself"
    assert send_kept(browser, page).content == b"Received"
    assert [without(pages.received[0])] == [
        {key: value if isinstance(value, list) else [value] for key, value in TYPED.items()}
    ]
    assert not KeptEntry.objects.exists()


def without(fields):
    return {
        key: value
        for key, value in fields.items()
        if key not in {"csrfmiddlewaretoken", kept.ENTRY_FIELD}
    }


def test_the_real_pages_of_signing_in_lead_to_it(browser, amina, open_page):
    end_session(browser)
    answer = send(browser, open_page)

    post_form(browser, answer["Location"], {"login": amina.email, "password": PASSWORD})
    done = post_form(browser, reverse("mfa_authenticate"), {"code": code()})

    assert done["Location"] == KeptEntry.objects.get().get_absolute_url()
    assert browser.get(done["Location"]).status_code == 200


def test_it_stays_until_the_page_it_was_meant_for_has_taken_it(browser, amina, open_page):
    end_session(browser)
    send(browser, open_page, path="/broken")
    sign_in_again(browser, amina)
    page = browser.get(KeptEntry.objects.get().get_absolute_url())
    browser.raise_request_exception = False

    assert send_kept(browser, page).status_code == 500

    assert KeptEntry.objects.exists()


def test_nobody_else_sees_it(browser, other_client, open_page, ben, root):
    end_session(browser)
    send(browser, open_page)
    there = KeptEntry.objects.get().get_absolute_url()

    for person in (ben, root):
        sign_in(other_client, person)
        foreign = other_client.get(there)
        unknown = other_client.get("/account/kept/bcdfghjkmn")
        assert foreign.status_code == unknown.status_code == 404
        assert without_tokens(foreign) == without_tokens(unknown)
        assert other_client.post(there).status_code == 404

    assert KeptEntry.objects.exists()
    assert other_client.session.session_key != browser.session.session_key


def test_its_owner_does(browser, other_client, amina, open_page):
    """The control of the test above: the address works for whoever typed it."""
    end_session(browser)
    send(browser, open_page)

    sign_in(other_client, amina)

    assert other_client.get(KeptEntry.objects.get().get_absolute_url()).status_code == 200


def test_it_is_kept_for_half_an_hour(browser, amina, open_page):
    end_session(browser)
    send(browser, open_page)
    there = KeptEntry.objects.get().get_absolute_url()
    sign_in_again(browser, amina)

    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assert browser.get(there).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert browser.get(there).status_code == 404


def test_beat_removes_what_is_too_old(browser, amina, open_page):
    end_session(browser)
    send(browser, open_page)

    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        tasks.forget_old_entries()
        assert KeptEntry.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        tasks.forget_old_entries()
        assert KeptEntry.objects.count() == 0


def test_it_can_be_thrown_away(browser, amina, open_page):
    end_session(browser)
    send(browser, open_page)
    sign_in_again(browser, amina)

    answer = post_form(browser, KeptEntry.objects.get().get_absolute_url(), {})

    assert answer["Location"] == "/note?step=2"
    assert not KeptEntry.objects.exists()


class TestSomebodyElseInTheSameBrowser:
    def test_does_not_get_what_a_page_of_the_first_person_sends(self, browser, open_page, ben):
        """Ben signs in while Amina's page is still open in another tab, which is then sent."""
        end_session(browser)
        sign_in_again(browser, ben)
        browser.get("/note")

        answer = send(browser, open_page)

        assert answer.status_code == 403
        assert not KeptEntry.objects.exists()

    def test_nor_after_signing_out_again(self, browser, open_page, ben):
        end_session(browser)
        sign_in_again(browser, ben)
        browser.get("/note")
        end_session(browser)

        send(browser, open_page)

        assert not KeptEntry.objects.exists()

    def test_nor_with_the_cookie_of_the_first_person(self, browser, open_page, ben):
        cookie = browser.cookies[kept.COOKIE].value
        end_session(browser)
        sign_in_again(browser, ben)
        browser.cookies[kept.COOKIE] = cookie

        assert send(browser, open_page).status_code == 403

        assert not KeptEntry.objects.exists()


class TestTwoTabs:
    def test_a_page_from_before_one_signed_in_again_is_kept_for_the_same_person(
        self, browser, amina, open_page
    ):
        end_session(browser)
        sign_in_again(browser, amina)
        browser.get("/note")

        answer = send(browser, open_page)

        entry = KeptEntry.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, entry.get_absolute_url())
        assert pages.received == []
        assert b"Received" in send_kept(browser, browser.get(answer["Location"])).content

    def test_a_form_with_a_made_up_token_is_never_kept(self, browser, amina, open_page):
        """Else another site could have somebody send words that are not theirs."""
        for token in ("", "x" * 32, "x" * 64, "not a token"):
            assert send(browser, token).status_code == 403

        assert not KeptEntry.objects.exists()


@pytest.mark.parametrize(
    "cookie",
    ["", "nonsense", signing.dumps({"person": "x", "tokens": ["y" * 32]}, salt="another salt")],
)
def test_without_its_signed_cookie_nothing_is_kept(browser, open_page, cookie):
    end_session(browser)
    browser.cookies[kept.COOKIE] = cookie

    answer = send(browser, open_page)

    assert answer["Location"] == "/account/login?next=%2Fnote%3Fstep%3D2"
    assert not KeptEntry.objects.exists()


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser, open_page):
    cookie = browser.cookies[kept.COOKIE]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_closed_account_has_nothing_kept(browser, amina, open_page):
    amina.is_active = False
    amina.save()

    send(browser, open_page)

    assert not KeptEntry.objects.exists()


def test_passwords_are_never_kept(browser, amina, open_page):
    end_session(browser)

    send(browser, open_page, {"title": "x", "new_password1": "secret", "Password": "secret"})
    send(browser, open_page, {"oldpassword": "secret"}, path="/account/password")

    assert [entry.fields for entry in KeptEntry.objects.all()] == [[["title", "x"]]]


def test_files_are_not_kept_and_the_page_says_so(browser, amina, open_page):
    end_session(browser)
    paper = SimpleUploadedFile("a name nobody should keep.pdf", b"%PDF")

    send(browser, open_page, {"title": "x", "paper": paper})

    entry = KeptEntry.objects.get()
    assert "nobody should keep" not in str(entry.fields)
    sign_in_again(browser, amina)
    page = browser.get(entry.get_absolute_url())
    assert b"We could not keep it: attach it again" in page.content
    assert b'enctype="multipart/form-data"' in page.content


def test_too_much_is_not_kept_and_the_page_says_how_to_save_it(browser, open_page):
    end_session(browser)

    answer = send(browser, open_page, {"title": "x", "why": "a" * kept.MOST_KEPT})

    assert answer.status_code == 413
    assert b"Your browser still has it" in answer.content
    assert not KeptEntry.objects.exists()


def test_odd_characters_are_kept(browser, open_page):
    end_session(browser)

    send(browser, open_page, {"title": "a\0b \ud7ff 🙂"})

    assert KeptEntry.objects.get().fields == [["title", "ab \ud7ff 🙂"]]


def test_no_more_than_some_are_kept_for_one_person(browser, open_page):
    end_session(browser)

    for number in range(22):
        send(browser, open_page, {"title": str(number)})

    titles = {entry.fields[0][1] for entry in KeptEntry.objects.all()}
    assert titles == {str(number) for number in range(2, 22)}


class TestAFragment:
    def test_of_a_signed_out_page_sends_the_whole_page_to_sign_in(self, client, db):
        answer = client.get("/note", headers={"HX-Request": "true", "HX-Current-URL": PAGE})

        assert answer["HX-Redirect"] == "/account/login?next=%2Fnote%3Fstep%3D2"

    def test_that_was_sent_is_kept_by_the_token_of_the_page(self, browser, open_page):
        end_session(browser)

        answer = browser.post(
            "/note",
            {"title": "x"},
            headers={
                "HX-Request": "true",
                "HX-Current-URL": PAGE,
                "X-CSRFToken": open_page,
            },
        )

        entry = KeptEntry.objects.get()
        assert answer["HX-Redirect"].endswith(f"%2F{entry.public_id}")
        assert entry.came_from == "/note?step=2"


def test_what_is_sent_while_a_step_of_signing_in_is_owed_is_kept_too(browser, amina, open_page):
    end_session(browser)
    browser.force_login(amina, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = send(browser, open_page)

    entry = KeptEntry.objects.get()
    assert answer["Location"] == f"/account/check-code?next=%2Faccount%2Fkept%2F{entry.public_id}"


def test_an_address_elsewhere_is_not_where_one_came_from(browser, open_page):
    end_session(browser)

    send(browser, open_page, Referer="http://elsewhere.example/note")

    assert KeptEntry.objects.get().came_from == "/"


def test_an_open_page_takes_its_post_itself(client, db):
    assert client.post("/open-note", {"title": "x"}).content == b"open"
