"""What stands in the log: what happened and where, and no word that somebody wrote."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client

from config.logs import WithoutWords
from core import mail
from tests.jobs.brokers import files
from tests.jobs.scenario import effects
from tests.jobs.tasks import NAIVE
from tests.jobs.workers import wait_until, worker

WORDS = "canarywords"
REFUSAL = "You have an interest in this application."
FAILING = ("breaks", "breaks-in-the-database", "breaks-after-another")
REFUSING = {"refuses": 403, "not-there": 404, "asked-wrongly": 400, "suspicious": 400}


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the program's own handler writes, by the settings as they are."""
    [console] = [
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler)
        and isinstance(handler.formatter, WithoutWords)
    ]
    written = StringIO()
    before = console.setStream(written)
    yield written
    console.setStream(before)


@pytest.fixture
def get(world, settings, sign_in):
    settings.ROOT_URLCONF = "tests.core.failing_pages"
    client = sign_in(Client(raise_request_exception=False), world.ben)
    return client.get


@pytest.mark.parametrize(("page", "status"), REFUSING.items())
def test_a_refusal_is_one_line_without_its_words(get, log, page, status):
    answer = get(f"/tests/{page}?q=canarysearch")

    assert answer.status_code == status
    [line] = log.getvalue().splitlines()
    assert line.endswith(f" {status} GET /tests/{page}")


@pytest.mark.parametrize("page", FAILING)
def test_of_a_failure_the_types_and_lines_are_kept_and_no_words(get, log, page):
    answer = get(f"/tests/{page}?q=canarysearch")

    assert answer.status_code == 500
    written = log.getvalue()
    assert f"500 GET /tests/{page}\n" in written
    assert 'failing_pages.py", line ' in written
    kinds = {"breaks": "ValueError", "breaks-after-another": "LookupError"}
    assert written.splitlines()[-1].endswith(kinds.get(page, "DataError"))
    assert (f'("{WORDS}")' in written) is (page != "breaks-in-the-database")  # a line of our code
    assert WORDS not in written.replace(f'("{WORDS}")', "")
    assert "canarysearch" not in written
    assert "division by zero" not in written


def test_what_led_to_a_failure_is_told_too(get, log):
    get("/tests/breaks-after-another")

    assert [line for line in log.getvalue().splitlines() if not line.startswith(" ")][1:] == [
        "ValueError",
        "and then",
        "LookupError",
    ]


def test_pythons_own_way_would_say_the_words(get, log, caplog):
    """The control: the same records, by a formatter without ours."""
    get("/tests/refuses")

    assert REFUSAL in caplog.text
    assert REFUSAL not in log.getvalue()


@pytest.mark.parametrize(
    "address",
    ["/invitation/canarytoken", "/invitation/canarytoken/", "/account/addresses/confirm/canarykey"],
)
def test_a_link_with_a_secret_is_not_in_the_log(world, client, log, address):
    answer = client.post(address)

    assert answer.status_code in (404, 405)
    assert log.getvalue().count("\n") == 1
    assert "canary" not in log.getvalue()


def test_whoever_logs_an_error_logs_no_words(log):
    try:
        raise ValueError(WORDS.upper())
    except ValueError as fault:
        logging.getLogger("somebody").exception("This went wrong: %s", fault)

    written = log.getvalue()
    assert "This went wrong: ValueError\n" in written
    assert WORDS.upper() not in written


def test_a_worker_says_which_task_failed_and_where_but_no_words(committed, tmp_path):
    with files(tmp_path) as broker:
        mail.tell_worker("tests.break")
        mail.tell_worker("tests.put_down_naively", 1)
        with worker(broker, tmp_path, "breaking", at_once=1) as running:
            wait_until(lambda: effects(NAIVE).total() == 1, running)  # it comes last
            log = running.said()

    assert "raised unexpected: ValueError\n" in log
    assert 'tasks.py", line ' in log
    # The line of code is there, and nothing else has the words.
    assert log.count(WORDS) == log.count(f'raise ValueError("{WORDS}")') == 1
