"""Many at one moment: unspent money comes back once."""

import threading

import pytest
from django.db import connection, transaction

from funding import actions, queries
from funding.actions import awarding, posting
from funding.models import Award, Fund
from tests import databases
from tests import factories as make
from tests.funding.ledger import counted, sums, together
from tests.funding.test_money_races import AT_ONCE, NO_GUARDS
from tests.wall import wall_open

UNSPENT = 1_000
NO_CHECK = "ALTER TABLE funding_ledgerentry DISABLE TRIGGER comes_back;"


def evaluated(world) -> Award:
    """Of which 1,000 pence of the half that was paid are not spent."""
    with transaction.atomic(), wall_open():
        make.fund(world.north.cluster, by=world.fay)
        award = make.award(world.north.items["elm"].application, by=world.dana)
        actions.release(instalment=award.instalments.get(number=1), by=world.fay)
        make.evaluation_sent(award, by=world.elsa, spent=62_500 - UNSPENT)
        return award


def give_back(world, award: Award):
    return lambda: actions.return_unspent(award=award, amount_pence=UNSPENT, words="", by=world.fay)


def test_one_of_32_returns_takes_it_back(committed, record_property):
    award = evaluated(committed)

    came_to = together([give_back(committed, award)] * AT_ONCE)

    assert counted(came_to) == {"LedgerEntry": 1, "DomainError": AT_ONCE - 1}
    with transaction.atomic(), wall_open():
        assert queries.returned_on(award) == UNSPENT
        assert sums(award.fund)["paid"] == 62_500 - UNSPENT
        record_property("pence_off", queries.returned_on(award) - UNSPENT)


@pytest.fixture
def naive(committed, monkeypatch):
    """The same code that reads and then writes, without locks, and a database without guards."""
    everybody_has_read = threading.Barrier(AT_ONCE)

    def read_then_wait(award):
        found = queries.evaluation_of(award)
        everybody_has_read.wait(timeout=60)
        return found

    with databases.as_owner(), transaction.atomic():
        connection.cursor().execute(NO_GUARDS + NO_CHECK)
    monkeypatch.setattr(posting, "lock", lambda pk, **of: Fund.objects.get(pk=pk))
    monkeypatch.setattr(awarding, "evaluation_of", read_then_wait)
    return committed


def test_the_control_without_locks_takes_it_back_more_than_once(naive, record_property):
    award = evaluated(naive)

    came_to = together([give_back(naive, award)] * AT_ONCE)

    assert counted(came_to) == {"LedgerEntry": AT_ONCE}
    with transaction.atomic(), wall_open():
        assert queries.returned_on(award) == UNSPENT * AT_ONCE
        record_property("pence_off", queries.returned_on(award) - UNSPENT)
