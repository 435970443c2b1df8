"""What the database itself refuses with money, by raw SQL, each beside what it takes."""

import pytest
from django.utils import timezone

from core.tenancy import tenant
from funding import actions
from funding.models import Award, Fund, Instalment, LedgerEntry
from schools.models import Post
from tests import factories as make
from tests.harness import tables
from tests.harness.tables import BY_THE_TRIGGER

BY_A_SUM = "refused 23514"
A_DOUBLE = "refused 23505"
OVERLAPPING = "refused 23P01"


@pytest.fixture
def fund(world) -> Fund:
    return make.fund(world.north.cluster, by=world.fay)


@pytest.fixture
def award(world, fund) -> Award:
    return make.award(world.north.items["elm"].application, by=world.dana, barred=(world.mia,))


@pytest.fixture
def first(award) -> Instalment:
    return award.instalments.get(number=1)


def entry(fund, lines, *, pence, cause="allocation", more=""):
    """One statement that posts an entry and its lines: (account, school id, pence)."""
    columns = "cluster_id, fund_id, cause, amount_pence, at, by_id, words, public_id"
    by = LedgerEntry.objects.filter(fund=fund).first().by_id
    extra_columns, extra = more or ("", "")
    values = ", ".join(
        f"((SELECT id FROM e), '{account}', {school or 'NULL'}, {amount}, {fund.pk},"
        f" {fund.cluster_id})"
        for account, school, amount in lines
    )
    return (
        f"WITH e AS (INSERT INTO funding_ledgerentry ({columns}{extra_columns}) VALUES"
        f" ({fund.cluster_id}, {fund.pk}, '{cause}', {pence}, now(), {by}, '', 'rawrawrawr'"
        f"{extra}) RETURNING id) INSERT INTO funding_ledgerline"
        f" (entry_id, account, school_id, amount_pence, fund_id, cluster_id) VALUES {values}"
    )


def test_lines_add_up_to_nothing_and_to_what_the_entry_says(fund):
    assert tables.attempt(entry(fund, [("source", 0, -5), ("available", 0, 5)], pence=5)) == 2
    for lines, pence in (
        ([("source", 0, -5), ("available", 0, 6)], 6),
        ([("available", 0, 5)], 5),
        ([("source", 0, -5), ("available", 0, 5)], 4),
    ):
        assert tables.attempt(entry(fund, lines, pence=pence)) == BY_A_SUM


def test_an_entry_without_lines_is_refused(fund):
    by = LedgerEntry.objects.first().by_id
    refused = tables.attempt(
        "INSERT INTO funding_ledgerentry (cluster_id, fund_id, cause, amount_pence, at, by_id,"
        " words, public_id) VALUES (%s, %s, 'allocation', 5, now(), %s, '', 'rawrawrawr')",
        [fund.cluster_id, fund.pk, by],
    )

    assert refused == BY_A_SUM


def test_no_line_is_added_to_an_entry_that_stands(fund):
    old = LedgerEntry.objects.filter(fund=fund).first()
    refused = tables.attempt(
        "INSERT INTO funding_ledgerline (entry_id, account, amount_pence, fund_id, cluster_id)"
        " VALUES (%(e)s, 'source', -9, %(f)s, %(c)s), (%(e)s, 'available', 9, %(f)s, %(c)s)",
        {"e": old.pk, "f": fund.pk, "c": fund.cluster_id},
    )

    assert refused == BY_A_SUM


@pytest.mark.parametrize("seen_by", ["its own", "another tenant"])
def test_no_account_goes_below_nothing(world, fund, seen_by):
    take = entry(
        fund,
        [("available", 0, -1_000_000), ("reserved", 0, 1_000_000)],
        pence=1_000_000,
        cause="reserved",
    )
    too_much = entry(
        fund,
        [("available", 0, -1_000_001), ("reserved", 0, 1_000_001)],
        pence=1_000_001,
        cause="reserved",
    )
    back = entry(fund, [("reserved", 0, -1), ("available", 0, 1)], pence=1, cause="unreserved")

    if seen_by == "another tenant":
        with tenant(clusters=[world.south.cluster.pk]):
            assert tables.attempt(too_much) == tables.NO_RIGHT
        return
    assert tables.attempt(take) == 2
    assert tables.attempt(too_much) == BY_A_SUM
    assert tables.attempt(back) == BY_A_SUM


def test_a_payment_is_its_released_instalment_once(world, fund, first):
    elm, oak = world.schools["Elm"].pk, world.schools["Oak"].pk
    names = f", {first.award_id}, {first.pk}"

    def pay(school=elm, pence=first.amount_pence):
        lines = [("committed", 0, -pence), ("paid", school, pence)]
        return entry(
            fund, lines, pence=pence, cause="released", more=(", award_id, instalment_id", names)
        )

    def released(by=world.fay.pk, countersigned="NULL"):
        return (
            "UPDATE funding_instalment SET released_at = now(), asked_at = now(),"
            f" released_by_id = {by}, countersigned_by_id = {countersigned},"
            f" remittance = 'R-RAW' WHERE id = {first.pk}"
        )

    assert tables.attempt(pay()) == BY_A_SUM  # no instalment says so
    assert tables.attempt(released()) == BY_A_SUM  # no entry pays it
    assert tables.attempt(f"{released()}; {pay()}") == 2  # the control: both
    assert tables.attempt(f"{released()}; {pay(school=oak)}") == BY_A_SUM
    assert tables.attempt(f"{released()}; {pay(pence=5)}") == BY_A_SUM
    assert tables.attempt(f"{released(by=world.mia.pk)}; {pay()}") == BY_A_SUM  # took part
    cleo = world.cleo.pk
    assert tables.attempt(f"{released(by=world.mia.pk, countersigned=cleo)}; {pay()}") == 2
    make.post(world.fay, world.schools["Elm"], Post.Kind.GOVERNOR)
    assert tables.attempt(f"{released()}; {pay()}") == BY_A_SUM  # own school
    assert tables.attempt(f"{released(countersigned=world.mia.pk)}; {pay()}") == BY_A_SUM
    assert tables.attempt(f"{released(countersigned=cleo)}; {pay()}") == 2

    actions.release(instalment=first, by=world.fay)
    actions.countersign(instalment=first, by=world.cleo)
    assert tables.attempt(pay()) == A_DOUBLE


def test_a_held_payment_is_not_released(world, first):
    actions.hold(instalment=first, why="Papers", by=world.fay)

    assert (
        tables.attempt(
            "UPDATE funding_instalment SET released_at = now(), asked_at = now(), remittance = 'R',"
            f" released_by_id = {world.fay.pk} WHERE id = {first.pk}"
        )
        == BY_A_SUM
    )


def test_a_released_instalment_never_changes(world, first):
    asked = f"UPDATE funding_instalment SET asked_at = now(), released_by_id = {world.fay.pk}"
    assert tables.attempt(f"{asked} WHERE id = {first.pk}") == 1  # the control

    actions.release(instalment=first, by=world.fay)

    for change in ("remittance = 'other'", "released_at = NULL", "amount_pence = 1", "id = id"):
        changed = f"UPDATE funding_instalment SET {change} WHERE id = {first.pk}"
        assert tables.attempt(changed) == BY_THE_TRIGGER
    assert tables.attempt("DELETE FROM funding_instalment") == BY_THE_TRIGGER


def test_what_was_promised_is_not_changed(award):
    for table, change in (
        ("funding_instalment", "amount_pence = amount_pence + 1"),
        ("funding_instalment", "due_on = due_on + 1"),
        ("funding_award", "amount_pence = amount_pence + 1"),
        ("funding_award", "school_id = school_id + 1"),
        ("funding_award", "conditions = 'others'"),
    ):
        assert tables.attempt(f"UPDATE {table} SET {change}") == BY_THE_TRIGGER
    erase = "UPDATE funding_award SET conditions = '', erased_at = now()"
    assert tables.attempt(erase) == 1


def test_instalments_add_up_to_their_award(award):
    columns = "cluster_id, award_id, number, due_on, amount_pence, remittance, public_id"
    refused = tables.attempt(
        f"INSERT INTO funding_instalment ({columns})"
        " VALUES (%s, %s, 9, now(), 1, '', 'rawrawrawr')",
        [award.cluster_id, award.pk],
    )

    assert refused == BY_A_SUM


def test_a_hold_ends_and_is_never_changed(world, first):
    actions.hold(instalment=first, why="Papers", by=world.fay)

    assert tables.attempt("UPDATE funding_hold SET why = 'other'") == BY_THE_TRIGGER
    assert tables.attempt("DELETE FROM funding_hold") == BY_THE_TRIGGER
    end = f"UPDATE funding_hold SET ended_at = now(), ended_by_id = {world.fay.pk}"
    assert tables.attempt(end) == 1


def test_one_fund_a_day(fund):
    columns = "cluster_id, name, starts_on, ends_on, public_id"

    def another(cluster, first, last):
        return tables.attempt(
            f"INSERT INTO funding_fund ({columns}) VALUES (%s, 'Raw', %s, %s, 'rawrawrawr')",
            [cluster, first, last],
        )

    after = fund.ends_on.replace(year=fund.ends_on.year + 1)
    assert another(fund.cluster_id, fund.ends_on, after) == OVERLAPPING
    assert another(fund.cluster_id, timezone.localdate(), timezone.localdate()) == OVERLAPPING
    assert another(fund.cluster_id, after, after) == 1
