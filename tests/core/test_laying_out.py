"""A document that is asked for is laid out once the request's transaction is over."""

import pytest
from django.db import connection, transaction
from django.test import Client
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from core import pdf
from core.models import AuditLine
from reports import documents
from tests.accounts.signing_in import sign_in
from tests.core.papers import faults_of, held_in
from tests.harness.undelivered import lose
from tests.wall import wall_open


def open_now() -> bool:
    return connection.connection.info.transaction_status != TRANSACTION_STATUS_IDLE


@pytest.fixture
def seen(monkeypatch) -> list[tuple[str, bool]]:
    """Whether a transaction was open when the facts were read, and when they were laid out."""
    seen: list[tuple[str, bool]] = []
    write, lay_out = documents.mail_page, pdf.file_of

    def mail_page(*facts):
        seen.append(("facts", open_now()))
        return write(*facts)

    def file_of(page: str) -> bytes:
        seen.append(("layout", open_now()))
        return lay_out(page)

    monkeypatch.setattr(documents, "mail_page", mail_page)
    monkeypatch.setattr(pdf, "file_of", file_of)
    return seen


@pytest.fixture
def browser(committed) -> Client:
    """An administrator, on whose list a message to Nora stands."""
    with transaction.atomic(), wall_open():
        lose("account", committed.nora)
    client = Client()
    sign_in(client, committed.root)
    return client


URL = "/messages/lost-account.pdf"


def test_it_is_whole_although_no_transaction_is_open(browser, seen):
    """The control is the reading of the facts, which is seen to be in one."""
    answer = browser.get(URL)

    assert seen == [("facts", True), ("layout", False)]
    assert "account@old.example" in held_in(answer.content).text
    assert faults_of(answer.content) == []
    assert int(answer["Content-Length"]) == len(answer.content)
    assert answer["Cache-Control"] == "private, no-store"
    assert AuditLine.objects.filter(verb="printed a message").count() == 1


def test_what_one_may_not_have_is_not_laid_out(committed, browser, seen):
    other = Client()
    sign_in(other, committed.nora)

    assert other.get(URL).status_code == 404
    assert seen == []


def test_inside_the_transaction_it_would_be_seen(browser, seen, settings):
    """The control: with its place in the order changed, it is laid out within."""
    outside = "core.middleware.LayoutMiddleware"
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != outside] + [outside]

    browser.get(URL)

    assert ("layout", True) in seen
