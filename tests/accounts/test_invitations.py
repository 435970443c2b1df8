import hashlib
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core.management import call_command
from django.utils import timezone

from accounts import actions
from accounts.models import Invitation, User
from core.errors import DomainError
from core.models import AuditLine, OutgoingMail
from tests.accounts.signing_in import link_in, mails_to, post_form, sign_in, without_tokens

NEW = {"password": "four silent herons", "again": "four silent herons"}
OLIVE = "olive@oak.example"


@pytest.fixture
def olive(root) -> User:
    return actions.invite(name="Olive Senco", email=OLIVE, by=root)


def newest_link(address=OLIVE):
    mails = OutgoingMail.objects.filter(address=address, subject__contains="invited")
    return link_in(mails.latest("pk"))


def token_of(link):
    return link.rpartition("/")[2]


def test_invited_person_exists_at_once_and_cannot_sign_in(olive):
    assert (olive.name, olive.email, olive.is_active) == ("Olive Senco", OLIVE, True)
    assert not olive.has_usable_password()
    assert mails_to(OLIVE) == ["You are invited to SEND cluster"]


def test_only_the_hash_of_the_secret_is_kept(olive):
    token = token_of(newest_link())

    invitation = Invitation.objects.get()

    assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(Invitation.objects.values())


def test_accepting_sets_a_password_signs_in_and_leads_to_the_second_step(browser, olive):
    page = browser.get(newest_link(), follow=True)
    assert page.redirect_chain == [("/invitation", 302)]
    assert b"Welcome, Olive Senco" in page.content
    assert token_of(newest_link()).encode() not in page.content
    assert page["Referrer-Policy"] == "same-origin"

    answer = post_form(browser, "/invitation", NEW)

    assert answer.status_code == 302
    assert get_user(browser) == olive
    assert browser.get("/account")["Location"].startswith("/account/second-factor")
    address = EmailAddress.objects.get(user=olive)
    assert (address.user, address.email, address.verified, address.primary) == (
        olive,
        OLIVE,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"password": "short", "again": "short"}, b"too short"),
        ({"password": "password1234", "again": "password1234"}, b"too common"),
        ({"password": "olive senco!", "again": "olive senco!"}, b"too similar"),
        ({"password": "four silent herons", "again": "four silent hern"}, b"not the same"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(client, olive, typed, words):
    client.get(newest_link())

    answer = client.post("/invitation", typed)

    assert answer.status_code == 200
    assert words in answer.content
    olive.refresh_from_db()
    assert not olive.has_usable_password()


class TestALinkThatDoesNotWork:
    @pytest.fixture
    def unknown(self, other_client):
        page = other_client.get("/invitation/not-a-secret", follow=True)
        assert page.status_code == 404
        assert b"Ask whoever invited you" in page.content
        return page

    def same(self, client, unknown):
        page = client.get(newest_link(), follow=True)
        return page.status_code == unknown.status_code and without_tokens(page) == without_tokens(
            unknown
        )

    def test_used(self, client, olive, unknown):
        actions.accept_invitation(token=token_of(newest_link()), password="four silent herons")

        assert self.same(client, unknown)

    def test_expired(self, client, olive, unknown):
        with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
            assert self.same(client, unknown)

    def test_withdrawn(self, client, olive, root, unknown):
        actions.withdraw_invitation(person=olive, by=root)

        assert self.same(client, unknown)

    def test_of_a_closed_account(self, client, olive, root, unknown):
        link = newest_link()
        actions.close_account(person=olive, by=root)
        actions.reopen_account(person=olive, by=root)

        assert client.get(link, follow=True).status_code == unknown.status_code

    def test_a_living_one_is_another_page(self, client, olive, unknown):
        with time_machine.travel(timezone.now() + timedelta(days=13, hours=23)):
            assert not self.same(client, unknown)

    def test_it_cannot_be_used_a_second_time(self, client, other_client, olive):
        client.get(newest_link())
        other_client.get(newest_link())
        client.post("/invitation", NEW)

        other = {"password": "five silent herons", "again": "five silent herons"}
        answer = other_client.post("/invitation", other)

        assert answer.status_code == 404
        olive.refresh_from_db()
        assert olive.check_password("four silent herons")


class TestWhoeverIsKnown:
    """Several clusters invite the same head, who stays one person."""

    def test_before_accepting_gets_another_link_and_both_work(self, olive, amina):
        first = newest_link()

        again = actions.invite(name="O. Senco", email="OLIVE@Oak.example ", by=amina)

        assert again == olive
        assert again.name == "Olive Senco"
        assert mails_to(OLIVE) == ["You are invited to SEND cluster"] * 2
        assert newest_link() != first
        actions.accept_invitation(token=token_of(first), password="four silent herons")
        with pytest.raises(DomainError):
            actions.accept_invitation(token=token_of(newest_link()), password="five herons here")

    def test_after_accepting_gets_no_mail(self, amina, root):
        assert actions.invite(name="Amina", email="Amina@North.example", by=root) == amina
        assert mails_to(amina.email) == []

    def test_under_any_confirmed_address(self, amina, root):
        EmailAddress.objects.create(user=amina, email="amina@oak.example", verified=True)

        assert actions.invite(name="Amina", email="AMINA@oak.example", by=root) == amina
        assert User.objects.count() == 2

    def test_but_not_under_one_that_was_never_confirmed(self, amina, root):
        EmailAddress.objects.create(user=amina, email=OLIVE, verified=False)

        olive = actions.invite(name="Olive Senco", email=OLIVE, by=root)

        assert olive != amina

    def test_and_closed_is_refused_with_what_to_do(self, amina, root):
        actions.close_account(person=amina, by=root)

        with pytest.raises(DomainError, match="Ask an administrator of the site to reopen it"):
            actions.invite(name="Amina", email=amina.email, by=root)


def test_an_address_confirmed_by_another_account_meanwhile_is_not_taken_over(olive, amina):
    token = token_of(newest_link())
    EmailAddress.objects.create(user=amina, email=OLIVE, verified=True)

    with pytest.raises(DomainError, match="belongs to another account"):
        actions.accept_invitation(token=token, password="four silent herons")


def test_accepting_signs_out_whoever_was_signed_in_there(client, amina, olive):
    sign_in(client, amina)
    client.get(newest_link())

    client.post("/invitation", NEW)

    assert get_user(client) == olive


def test_each_step_is_on_the_audit(olive, root):
    token = token_of(newest_link())
    actions.accept_invitation(token=token, password="four silent herons")

    lines = AuditLine.objects.filter(model="accounts.user", record_id=olive.pk).order_by("pk")

    assert [(line.by, line.verb) for line in lines] == [
        (root, "invite"),
        (olive, "accept_invitation"),
    ]
    assert token not in str(list(lines.values()))


def test_the_first_administrator_comes_by_command(db, capsys):
    call_command("invite_administrator", "Root Administrator", "root@site.example")

    root = User.objects.get()
    assert (root.is_superuser, root.has_usable_password()) == (True, False)
    assert mails_to("root@site.example") == ["You are invited to SEND cluster"]
    assert "is an administrator" in capsys.readouterr().out


def test_the_command_makes_somebody_who_has_come_in_an_administrator(amina, capsys):
    call_command("invite_administrator", "Amina", amina.email)

    amina.refresh_from_db()
    assert amina.is_superuser
    assert mails_to(amina.email) == []
