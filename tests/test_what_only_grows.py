"""What only grows: neither the app nor the owner changes it, but listed text can be erased."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import connection, transaction

from core import audit
from panels import actions
from tests import databases
from tests import factories as make
from tests.conftest import undone
from tests.harness import annals, grievances, tables
from tests.harness.tables import BY_THE_TRIGGER, NO_RIGHT
from tests.wall import wall_open
from tests.world import World

# What only grows, and the text in it that can be erased.
ONLY_GROWS = {
    "core_auditline": set(),
    "core_look": set(),
    "complaints_complaintstage": set(),
    "complaints_complaintwords": {"text"},
    "complaints_concerned": set(),
    "complaints_connectedcase": set(),
    "complaints_contact": {"name", "email", "telephone", "child"},
    "complaints_conversationnote": {"people", "text"},
    "complaints_noteanswer": {"words"},
    "complaints_procedure": set(),
    "complaints_procedurestage": set(),
    "complaints_stageoutcome": {"reasons", "will_do"},
    "funding_authorship": set(),
    "funding_evaluationhidden": set(),
    "funding_evaluationstep": {"words"},
    "funding_outcome": {"lines", "reasons", "conditions", "next_step", "corrected_why"},
    "funding_awardbarred": set(),
    "funding_ledgerentry": {"words"},
    "funding_ledgerline": set(),
    "funding_signature": set(),
    "funding_statuschange": {"words"},
    "panels_minutes": {"there"},
    "panels_minutesitem": {"silent", "decided", "how", "reasons", "conditions", "next_step"},
    "reports_reportrelease": set(),
    "reports_reportversion": {"title", "body", "file"},
}


@pytest.fixture(scope="module")
def grown(world_database, django_db_blocker) -> Iterator[str]:
    """A database with a line in each, and with something erasable."""
    template, built = world_database
    with django_db_blocker.unblock(), databases.cloned(template) as name:
        with databases.connected_to(name), transaction.atomic(), wall_open():
            _grow(deepcopy(built))
        yield name


@pytest.fixture
def history(grown, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), undone(grown):
        yield


def _grow(world: World) -> None:
    returned = world.north.waiting["own"]
    audit.look(by=world.dana, door="check", records=[returned])
    actions.answer_no_interest(check=returned, by=world.dana)
    actions.return_to_school(check=returned, needed="Costs of each hour.", by=world.dana)
    make.signed(returned.application, by=world.ben)
    make.free(world.dana, world.north.items["own"])
    make.started(world.north.meeting, by=world.cleo)
    _money(world)
    make.told(world.north.items["own"], by=world.dana)
    annals.report(world, annals.WORDS)
    grievances.complain(world, grievances.WORDS, world.north.items["own"])
    elm = world.north.items["elm"]
    for member in (world.dana, world.mia):
        make.free(member, elm)
    make.told(elm, by=world.dana, outcome="decline")
    actions.approve_minutes(meeting=elm.meeting, by=world.dana)


def _money(world) -> None:
    make.fund(world.north.cluster, by=world.fay)
    people = {"barred": (world.dana,), "silent": (world.mia,)}
    award = make.award(world.north.items["elm"].application, by=world.dana, **people)
    make.evaluation_sent(award, by=world.elsa)


def test_only_the_named_tables_only_grow(history):
    guarded = tables.rows(
        "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger"
        " WHERE tgname = 'append_only' AND tgenabled <> 'D'"
    )

    erasable = {
        table: set(filter(None, words.split("\\000")[0].strip("{}").split(",")))
        for table, words in guarded
    }
    assert erasable == ONLY_GROWS


@pytest.mark.parametrize("table", ONLY_GROWS)
def test_what_only_grows_is_neither_changed_nor_removed(history, table):
    assert tables.count(table) > 0
    change = tables.attempt(f"UPDATE {table} SET id = id")
    removal = tables.attempt(f"DELETE FROM {table}")

    assert change == (BY_THE_TRIGGER if ONLY_GROWS[table] else NO_RIGHT)
    assert removal == NO_RIGHT


WORDS = "UPDATE funding_statuschange SET {} WHERE words <> ''"


@pytest.mark.parametrize(
    "change",
    [
        "words = ''",
        "words = 'other', erased_at = now()",
        "words = '', erased_at = now(), status = 'draft'",
        "words = '', erased_at = now(), by_id = NULL",
        "erased_at = now()",
    ],
)
def test_erasing_does_nothing_else(history, change):
    assert tables.attempt(WORDS.format(change)) in (BY_THE_TRIGGER, "refused 23502")


def test_listed_text_is_erased_once(history):
    erase = WORDS.format("words = '', erased_at = now()")
    written = tables.rows("SELECT count(*) FROM funding_statuschange WHERE words <> ''")[0][0]

    assert written > 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(erase)
            assert cursor.rowcount == written
        assert tables.column("SELECT words FROM funding_statuschange") == {""}
        again = "UPDATE funding_statuschange SET erased_at = now() WHERE erased_at IS NOT NULL"
        assert tables.attempt(again) == BY_THE_TRIGGER
        transaction.set_rollback(True)


def test_not_even_the_owner_changes_or_removes_what_only_grows(grown, django_db_blocker):
    """The trigger, where no right stands in the way: also in a later migration."""
    with (
        django_db_blocker.unblock(),
        databases.connected_to(grown),
        databases.as_owner(),
        transaction.atomic(),
    ):
        found = {
            table: {
                tables.attempt(f"UPDATE {table} SET id = id"),
                tables.attempt(f"DELETE FROM {table}"),
                tables.attempt(f"TRUNCATE {table} CASCADE"),
            }
            for table in ONLY_GROWS
        }
        transaction.set_rollback(True)

    assert found == {table: {BY_THE_TRIGGER} for table in ONLY_GROWS}
