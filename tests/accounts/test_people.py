import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actions
from accounts.models import User
from core.models import AuditLine
from tests.accounts.signing_in import mails_to, sign_in, with_app, with_password


@pytest.fixture
def as_root(client, root):
    return sign_in(client, root)


def page_of(person):
    return f"/people/{person.public_id}"


PAGES = ["", "/close", "/reopen", "/invite-again", "/withdraw-invitation", "/reset-second-factor"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_to_others_the_pages_about_people_are_not_there(client, amina, ben, page, method):
    sign_in(client, amina)

    found = getattr(client, method)(page_of(ben) + page)
    unknown = getattr(client, method)("/people/bcdfghjkmn" + page)

    # The person's page takes no form from anybody, so it says nothing about who is there.
    gone = 405 if (method, page) == ("post", "") else 404
    assert (found.status_code, unknown.status_code) == (gone, gone)
    assert client.get("/people").status_code == 404
    assert client.post("/people/invite", {"name": "x", "email": "x@y.example"}).status_code == 404
    ben.refresh_from_db()
    assert ben.is_active


@pytest.mark.parametrize("page", PAGES)
def test_to_an_administrator_they_are(as_root, ben, page):
    """The control of the test above."""
    assert as_root.get(page_of(ben) + page).status_code == 200


@pytest.mark.parametrize("page", PAGES[1:])
def test_an_administrator_has_no_such_pages_about_themselves(as_root, root, page):
    assert as_root.get(page_of(root)).status_code == 200
    assert as_root.get(page_of(root) + page).status_code == 404
    assert as_root.post(page_of(root) + page, {"why": "lost", "sure": "on"}).status_code == 404


def names_on(page):
    return {person.name for person in page.context["page"]}


def test_people_are_found_by_name_and_by_any_address(as_root, amina, ben):
    EmailAddress.objects.create(user=ben, email="head@elm.example", verified=True)

    def found(words):
        return names_on(as_root.get("/people", {"q": words}))

    assert found("") == {"Amina North", "Ben Oakhead", "Root Administrator"}
    assert found("amina") == {"Amina North"}
    assert found("ELM.example") == {"Ben Oakhead"}
    assert found("oak ben") == {"Ben Oakhead"}
    assert found("nobody") == set()


def test_the_list_takes_the_same_queries_however_long_it_is(as_root):
    def queries():
        with CaptureQueriesContext(connection) as found:
            as_root.get("/people")
        return len(found)

    with_password("Person 0", "0@schools.example")
    few = queries()
    for number in range(1, 60):
        with_password(f"Person {number}", f"{number}@schools.example")

    assert queries() == few


def test_each_account_says_how_it_stands(as_root, amina, ben, root):
    with_app(amina)
    actions.invite(name="Olive Senco", email="olive@oak.example", by=root)
    carol = with_password("Carol Chair", "carol@north.example")
    actions.close_account(person=carol, by=root)
    User.objects.create_user(name="Dev South", email="dev@south.example")

    people = {person.name: person for person in as_root.get("/people").context["page"]}

    def stands(name):
        text = as_root.get(page_of(people[name])).content.decode()
        words = ["In use", "No authenticator app yet", "Invited", "Not invited", "Closed"]
        return [word for word in words if f"{word}</strong>" in text]

    assert {name: stands(name) for name in people} == {
        "Amina North": ["In use"],
        "Ben Oakhead": ["No authenticator app yet"],
        "Carol Chair": ["Closed"],
        "Dev South": ["Not invited"],
        "Olive Senco": ["Invited"],
        "Root Administrator": ["No authenticator app yet"],
    }


def test_inviting_leads_to_the_person(as_root):
    answer = as_root.post("/people/invite", {"name": "Olive Senco", "email": "Olive@Oak.example"})

    olive = User.objects.get(email="olive@oak.example")
    assert answer["Location"] == page_of(olive)
    assert b"The link works until" in as_root.get(page_of(olive)).content


def test_inviting_a_closed_account_says_what_to_do(as_root, amina, root):
    actions.close_account(person=amina, by=root)

    page = as_root.post("/people/invite", {"name": "Amina", "email": amina.email})

    assert b"Ask an administrator of the site to reopen it" in page.content
    assert b'value="Amina"' in page.content


def test_an_invitation_can_be_sent_again_and_withdrawn(as_root, root):
    olive = actions.invite(name="Olive Senco", email="olive@oak.example", by=root)

    as_root.post(page_of(olive) + "/invite-again")
    assert len(mails_to(olive.email)) == 2

    as_root.post(page_of(olive) + "/withdraw-invitation")
    page = as_root.get(page_of(olive))
    assert page.context["invitation"] is None


def test_an_account_is_closed_and_reopened_by_an_administrator(as_root, amina, root):
    as_root.post(page_of(amina) + "/close")
    amina.refresh_from_db()
    assert not amina.is_active

    as_root.post(page_of(amina) + "/reopen")
    amina.refresh_from_db()
    assert amina.is_active
    lines = AuditLine.objects.filter(record_id=amina.pk).order_by("pk")
    assert [(line.by, line.verb) for line in lines] == [
        (root, "close_account"),
        (root, "reopen_account"),
    ]


def test_closing_twice_is_answered_in_words(as_root, amina, root):
    actions.close_account(person=amina, by=root)

    page = as_root.post(page_of(amina) + "/close", follow=True)

    assert b"is closed already" in page.content


class TestALostPhone:
    def send(self, client, person, **fields):
        return client.post(page_of(person) + "/reset-second-factor", fields)

    def test_is_answered_with_a_reason_and_a_talk(self, as_root, amina, root):
        with_app(amina)

        answer = self.send(as_root, amina, why="lost", sure="on")

        assert answer["Location"] == page_of(amina)
        assert not Authenticator.objects.filter(user=amina).exists()
        line = AuditLine.objects.get(verb="reset_second_factor")
        assert (line.by, line.record_id, line.detail) == (root, amina.pk, {"why": "lost"})

    @pytest.mark.parametrize(
        "fields", [{}, {"why": "lost"}, {"sure": "on"}, {"why": "x", "sure": "on"}]
    )
    def test_is_refused_without_either(self, as_root, amina, fields):
        with_app(amina)

        assert self.send(as_root, amina, **fields).status_code == 200

        assert Authenticator.objects.filter(user=amina).exists()

    def test_without_an_app_there_is_nothing_to_remove(self, as_root, amina):
        page = self.send(as_root, amina, why="lost", sure="on")

        assert b"has no authenticator app" in page.content
