"""The pages of signing in are ours, and keep to the rules of every page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver

from accounts.urls import allauths_own
from tests.accounts.signing_in import sign_in, with_app

OURS = Path(settings.BASE_DIR) / "templates"

OPEN = ["/account/login", "/account/password/forgotten", "/account/password/forgotten/sent"]
OPEN += ["/account/closed", "/account/addresses/confirm", "/account/password/new/done"]
OPEN += ["/account/password/new/1-nothing", "/account/addresses/confirm/nothing", "/invitation"]
SIGNED_IN = ["/account", "/account/addresses", "/account/password", "/account/logout"]
SIGNED_IN += ["/account/check-password", "/account/check-code", "/people", "/people/invite"]


def test_every_page_of_allauth_is_drawn_by_a_template_of_ours():
    names = {
        pattern.callback.view_class.template_name
        for pattern in allauths_own
        if hasattr(pattern.callback, "view_class")
    }

    assert len(names) > 10
    for name in names:
        assert Path(get_template(name).origin.name).is_relative_to(OURS), name


def check(page):
    text = page.content.decode()
    assert re.findall(r'(?:\sstyle=|\son\w+=|["\s(]data:|<script(?![^>]*src=)|<style)', text) == []
    assert text.count("<h1") == 1
    assert "placeholder=" not in text
    inputs = re.findall(r'<input(?![^>]*type="hidden")[^>]*\sid="([^"]+)"', text)
    assert [name for name in inputs if f'for="{name}"' not in text] == []


@pytest.mark.parametrize("path", OPEN)
def test_open_pages_keep_to_the_strict_policy(client, db, path):
    page = client.get(path)

    assert page.status_code in {200, 404}
    check(page)


@pytest.mark.parametrize("path", SIGNED_IN)
def test_so_do_those_for_people_who_are_signed_in(client, root, path):
    with_app(root)
    page = sign_in(client, root).get(path)

    assert page.status_code == 200
    check(page)


def test_the_policy_that_is_sent_is_strict(client, db):
    policy = client.get("/account/login")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "data:" not in policy


def test_too_many_tries_get_a_page_of_ours(client, amina, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    client.post("/account/password/forgotten", {"email": amina.email})

    page = client.post("/account/password/forgotten", {"email": amina.email})

    assert page.status_code == 429
    assert b"Too many tries" in page.content


def test_no_two_pages_share_an_address():
    routes = [str(pattern.pattern) for pattern in get_resolver("accounts.urls").url_patterns]

    assert len(routes) == len(set(routes))
