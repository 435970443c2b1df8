"""How tests sign people in: by the real pages, or at once where signing in is not the subject."""

import re
from html import unescape
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import OutgoingMail

PASSWORD = "three quiet herons"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_password(name: str, email: str) -> User:
    """A person who has come in, with one confirmed address."""
    person = User.objects.create_user(name=name, email=email, password=PASSWORD)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def with_app(person: User) -> list[str]:
    """Gives them an authenticator app, and returns their recovery codes."""
    totp.TOTP.activate(person, SECRET)
    return RecoveryCodes.activate(person).get_unused_codes()


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    """What the app shows now, or some steps of 30 seconds from now."""
    counter = list(totp.yield_hotp_counters_from_time())[1] + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def sign_in(client: Client, person: User) -> Client:
    """A session that has proved both password and app, without the pages."""
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "at": 0, "type": Authenticator.Type.TOTP}
    ]
    session.save()
    return client


def type_password(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def sign_in_by_pages(client: Client, person: User, next_page: str = "/") -> Any:
    """Password and code through the real pages; the answer to the code."""
    url = f"{reverse('account_login')}?next={next_page}"
    post_form(client, url, {"login": person.email, "password": PASSWORD})
    return post_form(client, reverse("mfa_authenticate"), {"code": code()})


def post_form(client: Client, url: str, fields: dict[str, Any], **headers: Any) -> Any:
    """Opens a page and posts its form, token and all."""
    page = client.get(url)
    return client.post(url, fields | {"csrfmiddlewaretoken": token_in(page)}, **headers)


def token_in(page: Any) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page.content.decode())
    assert found, "the page has no form token"
    return found[1]


def link_in(mail: OutgoingMail) -> str:
    """The path of the one link in a message."""
    found = re.findall(r"https?://[^/\s]+(/\S+)", mail.text)
    assert len(found) == 1, mail.text
    return unescape(found[0])


def mails_to(address: str) -> list[str]:
    mails = OutgoingMail.objects.filter(address=address).order_by("pk")
    return [mail.subject for mail in mails]


def without_tokens(page: Any) -> str:
    """A page's text without the form tokens, which differ every time."""
    return re.sub(
        r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]+"', "", page.content.decode()
    )
