"""A word planted in every secret text, and everybody who may not read it looking everywhere.

What each reader finds is compared as a whole with `tests/harness/canaries.py`, so that a word too
many is a leak, and a word too few a blind test.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
from celery import Celery
from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from accounts import actions as accounts_actions
from clusters.models import Rules
from core import mail
from core.models import AuditLine, Job, OutgoingMail
from panels import access, actions
from panels.models import Check, Declaration
from tests.conftest import undone
from tests.harness import canaries, undelivered
from tests.harness.browsing import Browser
from tests.harness.canaries import ALL_WORDS, FOUND, everything_for, sightings
from tests.harness.furnished import Furnished
from tests.harness.objects import Ids, ids_of

LONG_ENOUGH_TO_TELL = 100


@dataclass
class House:
    furnished: Furnished
    ids: Ids

    def found_by(self, key: str) -> canaries.Sightings:
        browser = Browser(self.furnished.world.people.get(key))
        return sightings(everything_for(browser, self.ids), ALL_WORDS)


@pytest.fixture(scope="module")
def standing(furnished_database, django_db_blocker) -> Iterator[House]:
    name, furnished = furnished_database
    with django_db_blocker.unblock(), undone(name):
        yield House(deepcopy(furnished), ids_of(furnished))


@pytest.fixture
def house(standing) -> Iterator[House]:
    """What a test changes in the house is undone."""
    with transaction.atomic():
        yield standing
        transaction.set_rollback(True)


@pytest.mark.parametrize("key", FOUND)
def test_a_reader_finds_what_is_theirs_and_nothing_else(lookout, key):
    """Pages, fragments, forms, messages, headers and addresses, and what was logged meanwhile."""
    pages, logged = lookout.first(key)

    assert sightings(pages, ALL_WORDS) == FOUND[key]
    assert {word for word in ALL_WORDS.values() if word in logged} == set()
    assert logged or key not in ("ben", "root")  # the control: refusals are logged


def test_the_free_deputy_finds_every_word_of_the_panel():
    """The control: a crawl that finds nothing would prove nothing."""
    panels_side = {
        name
        for field, names in canaries.PLANTED.items()
        if field.startswith("panels.")
        for name in names
    }
    by_the_panels_doors = FOUND["dana"]["checks"] | FOUND["dana"]["items"]

    assert panels_side - by_the_panels_doors == {
        *canaries.SHOWN_TO_NOBODY - {"shared", "sent_back"},
        "south_note",
        "south_discussion",
        "south_decided",
        "south_minuted",
    }


def test_every_word_is_found_by_somebody_or_shown_to_nobody():
    found = {name for doors in FOUND.values() for names in doors.values() for name in names}

    assert set(ALL_WORDS) - found == canaries.SHOWN_TO_NOBODY


def test_every_text_about_a_case_has_a_word_planted_in_it(house):
    texts = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}": field
        for label in ("pupils", "funding", "panels", "complaints", "reports")
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed
        for field in model._meta.local_fields
        if isinstance(field, models.TextField | models.CharField)
        and not field.choices
        and (field.max_length or LONG_ENOUGH_TO_TELL) >= LONG_ENOUGH_TO_TELL
    }

    assert set(texts) == set(canaries.PLANTED)
    for name, field in texts.items():
        written = "\n".join(field.model._base_manager.values_list(field.name, flat=True))
        planted = {ALL_WORDS[word] for word in canaries.PLANTED[name]}
        assert {word for word in planted if word not in written} == set(), name


def test_without_the_rule_the_recused_chair_finds_it(house, monkeypatch):
    """The control: it is the rule that keeps the words from him, not the lack of a page."""
    monkeypatch.setattr(access.states, "conflicted", lambda asker, check: Q(pk__in=[]))
    item = house.furnished.world.north.items["own"]
    ben = house.furnished.world.ben
    Declaration.objects.create(
        cluster_id=item.cluster_id, check_row=item.check_row, person=ben, answer="none", by=ben
    )

    found = house.found_by("ben")

    assert {"note", "discussion"} <= found["items"]
    assert {"note", "why", "plan"} <= found["checks"]


@pytest.mark.parametrize("key", ["ben", "dora"])
def test_under_no_papers_the_line_is_a_number_and_a_reference(house, key):
    rules = Rules.objects.filter(cluster=house.furnished.world.north.cluster)
    rules.update(strictness=Rules.Strictness.NO_PAPERS)

    found = house.found_by(key)

    of_oak = {"oak mornings", "oak waiting", "oak returned", "why", "plan", "note"}
    by_the_panels_doors = {door: found.get(door, set()) for door in ("checks", "items", "meetings")}
    assert {door: names & of_oak for door, names in by_the_panels_doors.items()} == {
        "checks": set(),
        "items": set(),
        "meetings": set(),
    }
    assert "elm speech" in found["meetings"]


def test_an_error_of_the_database_logs_no_text_of_the_row(house, caplog, monkeypatch):
    """PostgreSQL names the whole row that broke a constraint; the log is read by others."""
    item = house.furnished.world.north.items["own"]
    broken = Check.objects.filter(pk=item.check_row_id)
    monkeypatch.setattr(actions, "write_note", lambda **_: broken.update(checked_at=None))

    page = Browser(house.furnished.world.dana).post(
        f"/items/{item.public_id}/note", canaries.ANSWERS
    )

    assert page.status == 500
    assert "IntegrityError" in caplog.text  # the control: it was logged
    assert {word for word in ALL_WORDS.values() if word in caplog.text + page.text} == set()


def test_no_message_of_mail_and_no_line_of_audit_holds_a_word(house):
    mail.send(
        to=house.furnished.world.ben,
        template="accounts/email/account_changed",
        context={"what": "changed"},
    )
    accounts_actions.invite(
        name="Iris Invited", email="iris@schools.example", by=house.furnished.world.root
    )

    written = [
        *(f"{one.subject}\n{one.body}\n{one.address}" for one in OutgoingMail.objects.all()),
        *(str(line.detail) for line in AuditLine.objects.all()),
        *(f"{job.key} {job.ids} {job.error}" for job in Job.objects.all()),
    ]

    planted = set(ALL_WORDS.values())
    assert len(written) > 50
    # Planted in the addresses of mail that did not arrive.
    assert {word for word in planted if any(word in text for text in written)} == {
        *undelivered.WORDS.values()
    }


def test_messages_to_workers_carry_ids_alone(
    house, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(
        Celery,
        "send_task",
        lambda self, name, args=(), kwargs=None, **options: sent.append((name, args, kwargs)),
    )

    with django_capture_on_commit_callbacks(execute=True):
        accounts_actions.invite(
            name="Iris Invited", email="iris@schools.example", by=house.furnished.world.root
        )

    assert [name for name, _, _ in sent] == ["core.deliver_mail"]
    assert all(isinstance(one, int) for _, args, kwargs in sent for one in args)
    assert all(not kwargs for _, _, kwargs in sent)
