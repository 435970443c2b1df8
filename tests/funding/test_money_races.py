"""Many at one moment: no payment twice, no pound promised that the fund does not have."""

import threading

import pytest
from django.db import connection, transaction

from core.errors import DomainError
from funding import actions, queries
from funding.actions import awarding, posting, releasing
from funding.actions.posting import OVERSPENT
from funding.models import Application, Fund, Instalment, LedgerEntry
from tests import databases
from tests import factories as make
from tests.funding.ledger import counted, sums, together
from tests.wall import wall_open

AT_ONCE = 32
EACH = 10_000


def awarded(world, pence: int = 125_000) -> tuple[Fund, Instalment]:
    with transaction.atomic(), wall_open():
        fund = make.fund(world.north.cluster, by=world.fay)
        award = make.award(world.north.items["elm"].application, by=world.dana, pence=pence)
        return fund, award.instalments.get(number=1)


def bids(world, number: int) -> list[Application]:
    with transaction.atomic(), wall_open():
        return [
            make.draft(world.elsa, world.schools["Elm"], world.north.panel_date, title=f"Bid {n}")
            for n in range(number)
        ]


def test_one_of_32_releases_of_one_payment_pays_it(committed, record_property):
    fund, instalment = awarded(committed)

    came_to = together([lambda: actions.release(instalment=instalment, by=committed.fay)] * AT_ONCE)

    assert counted(came_to) == {"Instalment": 1, "DomainError": AT_ONCE - 1}
    with transaction.atomic(), wall_open():
        assert sums(fund) == {
            "source": -1_000_000,
            "available": 875_000,
            "reserved": 0,
            "committed": 62_500,
            "paid": 62_500,
        }
        assert LedgerEntry.objects.filter(cause="released").count() == 1
        record_property("pence_off", sums(fund)["paid"] - instalment.amount_pence)


def test_half_of_32_reservations_pass_where_the_fund_affords_half(committed, record_property):
    applications = bids(committed, AT_ONCE)
    with transaction.atomic(), wall_open():
        fund = make.fund(committed.north.cluster, by=committed.fay, pence=EACH * AT_ONCE // 2)

    came_to = together(
        [
            lambda one=one: actions.reserve(application=one, amount_pence=EACH, by=committed.dana)
            for one in applications
        ]
    )

    assert counted(came_to) == {"Fund": AT_ONCE // 2, "DomainError": AT_ONCE // 2}
    assert {str(one) for one in came_to if isinstance(one, DomainError)} == {OVERSPENT}
    with transaction.atomic(), wall_open():
        assert sums(fund) == {
            "source": -EACH * AT_ONCE // 2,
            "available": 0,
            "reserved": EACH * AT_ONCE // 2,
        }
        record_property("pence_off", sums(fund)["available"])


def test_half_of_32_approvals_become_awards_where_the_fund_affords_half(committed, record_property):
    applications = bids(committed, AT_ONCE)
    with transaction.atomic(), wall_open():
        fund = make.fund(committed.north.cluster, by=committed.fay, pence=EACH * AT_ONCE // 2)
        [first, *_] = make.terms_ahead(committed.north.cluster)

    came_to = together(
        [
            lambda one=one: make.award(one, by=committed.dana, pence=EACH, first_term=first)
            for one in applications
        ]
    )

    assert counted(came_to) == {"Award": AT_ONCE // 2, "DomainError": AT_ONCE // 2}
    with transaction.atomic(), wall_open():
        assert queries.balances_of(fund) == queries.Balances(
            given=EACH * AT_ONCE // 2, committed=EACH * AT_ONCE // 2
        )
        record_property("pence_off", queries.balances_of(fund).available)


def test_one_publication_at_many_places_makes_one_award(committed):
    [application] = bids(committed, 1)
    with transaction.atomic(), wall_open():
        fund = make.fund(committed.north.cluster, by=committed.fay)
        [first, *_] = make.terms_ahead(committed.north.cluster)

    came_to = together(
        [lambda: make.award(application, by=committed.dana, pence=EACH, first_term=first)] * 8
    )

    assert len({award.pk for award in came_to}) == 1
    with transaction.atomic(), wall_open():
        assert queries.balances_of(fund).committed == EACH


def test_a_hold_and_a_release_at_one_moment_leave_one_of_them(committed):
    fund, instalment = awarded(committed)

    came_to = together(
        [
            lambda: actions.hold(instalment=instalment, why="Waits for papers", by=committed.fay),
            lambda: actions.release(instalment=instalment, by=committed.fay),
        ]
    )

    with transaction.atomic(), wall_open():
        held = instalment.holds.filter(ended_at__isnull=True).exists()
        paid = queries.balances_of(fund).paid > 0
    assert held != paid
    assert counted(came_to)["DomainError"] == 1


NO_GUARDS = """
    ALTER TABLE funding_ledgerentry DISABLE TRIGGER lock_fund;
    ALTER TABLE funding_ledgerline DISABLE TRIGGER lock_fund;
    ALTER TABLE funding_ledgerentry DISABLE TRIGGER adds_up;
    ALTER TABLE funding_ledgerline DISABLE TRIGGER adds_up;
    ALTER TABLE funding_instalment DISABLE TRIGGER guard;
    DROP INDEX an_instalment_is_paid_once;
"""


@pytest.fixture
def naive(committed, monkeypatch):
    """The same code that reads and then writes, without locks, and a database without guards."""
    everybody_has_read = threading.Barrier(AT_ONCE)

    def read_then_wait(read):
        def reading(*args):
            found = read(*args)
            everybody_has_read.wait(timeout=60)
            return found

        return reading

    def unlocked(instalment):
        row = Instalment.objects.select_related("award__fund").get(pk=instalment.pk)
        return row.award.fund, row

    with databases.as_owner(), connection.cursor() as cursor:
        cursor.execute(NO_GUARDS)
    monkeypatch.setattr(posting, "lock", lambda pk: Fund.objects.get(pk=pk))
    monkeypatch.setattr(awarding, "balances_of", read_then_wait(queries.balances_of))
    monkeypatch.setattr(releasing, "_lock", read_then_wait(unlocked))
    return committed


def test_the_control_without_locks_pays_one_payment_more_than_once(naive, record_property):
    with transaction.atomic(), wall_open():
        fund = make.fund(naive.north.cluster, by=naive.fay)
        actions.allocate(fund=fund, amount_pence=9_000_000, words="More", by=naive.fay)
    with pytest.MonkeyPatch.context() as patch, transaction.atomic(), wall_open():
        patch.setattr(awarding, "balances_of", queries.balances_of)
        award = make.award(naive.north.items["elm"].application, by=naive.dana)
        instalment = award.instalments.get(number=1)

    came_to = together([lambda: actions.release(instalment=instalment, by=naive.fay)] * AT_ONCE)

    assert counted(came_to) == {"Instalment": AT_ONCE}
    with transaction.atomic(), wall_open():
        assert sums(fund)["paid"] >= 2 * instalment.amount_pence
        record_property("pence_off", sums(fund)["paid"] - instalment.amount_pence)


def test_the_control_without_locks_promises_twice_what_there_is(naive, record_property):
    applications = bids(naive, AT_ONCE)
    with transaction.atomic(), wall_open():
        fund = make.fund(naive.north.cluster, by=naive.fay, pence=EACH * AT_ONCE // 2)

    came_to = together(
        [
            lambda one=one: actions.reserve(application=one, amount_pence=EACH, by=naive.dana)
            for one in applications
        ]
    )

    assert counted(came_to) == {"Fund": AT_ONCE}
    with transaction.atomic(), wall_open():
        assert sums(fund)["available"] == -EACH * AT_ONCE // 2
        record_property("pence_off", sums(fund)["available"])
