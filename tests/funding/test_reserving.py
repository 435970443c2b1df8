"""Reserving, hiding balances, corrections, and what a cluster brings with it."""

import pytest

from core.errors import DomainError
from funding import actions, queries
from funding.models import Fund, LedgerEntry
from tests import factories as make


@pytest.fixture
def fund(world) -> Fund:
    return make.fund(world.north.cluster, by=world.fay, pence=200_000)


@pytest.fixture
def application(world):
    return world.north.items["elm"].application


def left_for(person, fund):
    return queries.balance_left(queries.fund_for(person, fund.cluster_id, fund.starts_on))


def reserve(application, pence, world):
    return actions.reserve(application=application, amount_pence=pence, by=world.dana)


def test_a_reservation_said_again_is_the_new_amount(world, fund, application):
    for pence in (150_000, 150_000, 50_000, 200_000):
        reserve(application, pence, world)
        assert queries.balances_of(fund) == queries.Balances(
            given=200_000, available=200_000 - pence, reserved=pence
        )

    actions.unreserve(application=application, by=world.dana)
    actions.unreserve(application=application, by=world.dana)

    assert queries.balances_of(fund) == queries.Balances(given=200_000, available=200_000)


def test_overspending_is_refused_without_a_figure(world, fund, application):
    with pytest.raises(DomainError) as refusal:
        reserve(application, 200_001, world)

    assert not any(letter.isdigit() for letter in str(refusal.value))
    assert "£" not in str(refusal.value)


def test_a_publication_said_twice_is_one_award(world, fund, application):
    award = make.award(application, by=world.dana)

    assert make.award(application, by=world.dana) == award
    with pytest.raises(DomainError, match="another amount"):
        make.award(application, by=world.dana, pence=1)
    assert queries.balances_of(fund).committed == 125_000


def test_an_award_takes_its_reservation_and_no_more(world, fund, application):
    reserve(application, 200_000, world)

    make.award(application, by=world.dana)

    assert queries.balances_of(fund) == queries.Balances(
        given=200_000, available=75_000, committed=125_000
    )


def test_without_a_fund_nothing_is_promised(world, application):
    with pytest.raises(DomainError, match="no fund for today"):
        reserve(application, 1, world)


def test_two_funds_of_a_cluster_never_share_a_day(world, fund):
    with pytest.raises(DomainError, match="some of these days"):
        make.fund(
            world.north.cluster,
            by=world.fay,
            name="Another",
            starts_on=fund.ends_on,
            ends_on=fund.ends_on,
        )
    make.fund(world.south.cluster, by=world.sam, pence=0)


def test_who_awaits_an_outcome_sees_no_balance_until_it_is_published(world, fund, application):
    seen = {
        name
        for name in ("fay", "ben", "dana", "carol", "cleo", "sue", "mia", "gil", "olive", "ada")
        if world.people[name].has_perm("funding.read_balance_fund", fund)
    }
    # Ben and Sue await what their own schools asked for.
    assert seen == {"fay", "dana", "carol", "cleo", "mia"}
    assert world.gil.has_perm("funding.read_published_balance_fund", fund)
    reserve(application, 1_000, world)

    actions.hide_balances(application=application, people=[world.fay, world.dana])
    actions.hide_balances(application=application, people=[world.fay, world.mia])

    may = {name for name in seen if world.people[name].has_perm("funding.read_balance_fund", fund)}
    assert may == seen - {"fay", "mia"}
    assert left_for(world.fay, fund) is None
    assert left_for(world.dana, fund) == 199_000
    for who, causes in ((world.fay, {"allocation"}), (world.dana, {"allocation", "reserved"})):
        read = LedgerEntry.objects.for_user(who).filter(fund=fund)
        assert set(read.values_list("cause", flat=True)) == causes
    actions.show_balances(application=application)
    assert left_for(world.fay, fund) == 199_000


def test_a_correction_is_an_entry_of_its_own(world, fund):
    wrong = actions.allocate(fund=fund, amount_pence=7_000, words="Typed twice", by=world.fay)

    actions.correct(entry=wrong, words="It was typed twice", by=world.fay)

    assert queries.balances_of(fund) == queries.Balances(given=200_000, available=200_000)
    with pytest.raises(DomainError, match="once"):
        actions.correct(entry=wrong, words="", by=world.fay)


def test_promised_money_is_not_corrected_away(world, fund, application):
    reserve(application, 1, world)
    money_in = LedgerEntry.objects.get(fund=fund, cause="allocation")

    with pytest.raises(DomainError, match="promised or paid already"):
        actions.correct(entry=money_in, words="", by=world.fay)


def test_a_running_award_goes_on_from_here(world, fund):
    [_, spring, _] = make.terms_ahead(world.north.cluster)
    said = {
        "fund": fund,
        "school": world.schools["Oak"],
        "label": "Award 17 of last year",
        "amount_pence": 90_000,
        "paid_pence": 30_000,
        "terms_left": 2,
        "first_term": spring,
        "by": world.fay,
    }

    award = actions.open_award(**said)
    actions.open_balance(fund=fund, amount_pence=500, words="From the old books", by=world.fay)

    assert [row.amount_pence for row in award.instalments.all()] == [30_000, 30_000]
    assert queries.balances_of(fund) == queries.Balances(
        given=260_500, available=200_500, committed=60_000
    )
    assert {entry.cause for entry in LedgerEntry.objects.filter(fund=fund)} == {
        "allocation",
        "opening",
    }
    with pytest.raises(DomainError, match="already"):
        actions.open_award(**said)
    with pytest.raises(DomainError, match="Nothing is left"):
        actions.open_award(**said | {"label": "Another", "paid_pence": 90_000})
