"""Everything is closed unless it is on this list."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {
    "health",
    "help",
    "accessibility",
    "privacy",
    "account/login",
    "account/logout",
    "account/closed",
    "account/code",
    "account/password/forgotten",
    "account/password/forgotten/sent",
    "account/password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\\w]+)$",
    "account/password/new/done",
    "account/addresses/confirm",
    "account/addresses/confirm/<str:key>",
    "invitation",
    "invitation/<str:token>",
    # Complaints: the form without an account, and what a private link opens.
    "complain/<str:cluster_id>/",
    "complain/<str:cluster_id>/<str:step>",
    "complaint/<str:token>/",
    "complaint/<str:token>/contact",
    "complaint/<str:token>/next",
    "complaint/<str:token>/words",
    "complaint/<str:token>/notes/<str:note_id>",
}


def pages(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        path = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, path)
        else:
            yield path, pattern


def is_open(pattern: URLPattern) -> bool:
    return not getattr(pattern.callback, "login_required", True)


def test_the_open_pages_are_these_and_no_others():
    found = {path for path, page in pages(get_resolver().url_patterns) if is_open(page)}

    assert found == OPEN


def test_every_other_page_sends_a_signed_out_visitor_to_sign_in(client, db):
    """The control: the middleware believes the same mark that the list is read from."""
    closed = {
        path
        for path, page in pages(get_resolver().url_patterns)
        if not is_open(page) and "<" not in path
    }

    answers = {path: client.get(f"/{path}") for path in closed}

    assert {path for path, answer in answers.items() if answer.status_code != 302} == set()
    assert {answer["Location"].partition("?")[0] for answer in answers.values()} == {
        "/account/login"
    }
    assert "account" in closed
