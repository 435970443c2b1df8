"""The demonstration's emails, and that nobody reads them anywhere else."""

import pytest
from bs4 import BeautifulSoup
from django.urls import NoReverseMatch, include, path, reverse
from django.utils import timezone

from config.urls import urlpatterns as of_the_product
from core import mail
from core.models import OutgoingMail

urlpatterns = [*of_the_product, path("demo/", include("reports.demo_urls"))]


@pytest.fixture
def in_demonstration(settings) -> None:
    settings.ROOT_URLCONF = __name__


def write(address: str, link: str) -> OutgoingMail:
    return mail.send_to_address(
        address=address,
        person=None,
        template="accounts/email/account_changed",
        context={"what": f"Look: {link}"},
    )


def test_each_mail_is_listed_newest_first_and_read_on_its_page(
    world, client, sign_in, in_demonstration
):
    for number in range(26):
        written = write(f"person{number}@schools.example", "https://example.org/a?b=<c>")
    sign_in(client, world.nora)

    rows = BeautifulSoup(client.get("/demo/outbox/").content, "html.parser").select("tbody tr")
    rest = BeautifulSoup(client.get("/demo/outbox/?page=2").content, "html.parser")
    page = BeautifulSoup(client.get(f"/demo/outbox/{written.key}/").content, "html.parser")

    assert len(rows) == 25
    assert "person25@schools.example" in rows[0].text
    assert "person0@schools.example" in rest.select("tbody tr")[0].text
    assert "Email to person25@schools.example" in page.main.text
    assert page.select_one(".govuk-inset-text a")["href"].startswith("https://example.org/a?b=")
    assert page.find("c") is None


@pytest.mark.parametrize("status", OutgoingMail.Status.values)
@pytest.mark.parametrize("link", ["", "https://example.org/invitation/token"])
def test_a_mail_is_read_whatever_became_of_it(
    world, client, sign_in, in_demonstration, status, link
):
    """To somebody without an account, with its link or after that was erased."""
    written = mail.send_to_address(
        address="new@schools.example",
        person=None,
        template="accounts/email/invitation",
        context={"invited_by": world.root, "expires_at": timezone.now()},
        link=link,
    )
    OutgoingMail.objects.filter(pk=written.pk).update(status=status)
    sign_in(client, world.nora)

    listed = client.get("/demo/outbox/?page=99")
    page = client.get(f"/demo/outbox/{written.key}/")

    assert (listed.status_code, page.status_code) == (200, 200)
    shown = BeautifulSoup(page.content, "html.parser").select(".govuk-inset-text a")
    assert [found["href"] for found in shown] == [link] * bool(link)
    assert (OutgoingMail.LINK_HERE in page.text) is not bool(link)


def test_a_mail_that_is_not_there_is_not_found(world, client, sign_in, in_demonstration):
    sign_in(client, world.nora)

    assert client.get("/demo/outbox/nosuchmail/").status_code == 404


def test_without_mail_it_says_what_would_be_there(world, client, sign_in, in_demonstration):
    OutgoingMail.objects.all().delete()
    sign_in(client, world.nora)

    assert b"No emails yet" in client.get("/demo/outbox/").content


def test_outside_the_demonstration_it_is_not_there(world, client, sign_in):
    write("person@schools.example", "https://example.org")
    sign_in(client, world.root)

    with pytest.raises(NoReverseMatch):
        reverse("demo:outbox")
    assert client.get("/demo/outbox/").status_code == 404
