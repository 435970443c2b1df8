"""What the database itself refuses with evaluations, by raw SQL, each beside what it takes."""

import pytest
from django.db import transaction

from funding import actions
from funding.models import Award, Evaluation, Progress
from tests import databases
from tests import factories as make
from tests.funding.test_money_guards import entry
from tests.harness import tables
from tests.harness.tables import BY_THE_TRIGGER
from tests.wall import wall_open

BY_A_CHECK = "refused 23514"
CHANGES = (
    "what_worked = 'More'",
    "spent_pence = 1",
    "sent_at = now()",
    "sent_by_id = NULL, sent_at = NULL",
    "due_on = due_on + 1",
    "what_worked = '', erased_at = now()",  # not all that is text
)
ERASED = (
    "supported_by = '', pupils_view = '', parents_view = '', staff_view = '', what_worked = '',"
    " what_did_not = '', erased_at = now()"
)


@pytest.fixture
def award(world) -> Award:
    make.fund(world.north.cluster, by=world.fay)
    return make.award(world.north.items["elm"].application, by=world.dana)


@pytest.fixture
def unsent(world, award) -> Evaluation:
    return make.evaluated(award, by=world.elsa)


@pytest.fixture
def sent(world, unsent) -> Evaluation:
    return actions.send_evaluation(evaluation=unsent, by=world.elsa)


def change(evaluation: Evaluation, what: str) -> int | str:
    return tables.attempt(f"UPDATE funding_evaluation SET {what} WHERE id = %s", [evaluation.pk])


@pytest.mark.parametrize("what", ["what_worked = 'More'", "spent_pence = 1", "due_on = due_on + 1"])
def test_before_it_is_sent_it_changes(unsent, what):
    """The control."""
    assert change(unsent, what) == 1


@pytest.mark.parametrize("what", CHANGES)
def test_once_sent_nothing_of_it_changes(sent, what):
    assert change(sent, what) == BY_THE_TRIGGER


@pytest.mark.parametrize("what", CHANGES)
def test_not_even_the_owner_changes_what_was_sent(committed, what):
    with transaction.atomic(), wall_open():
        make.fund(committed.north.cluster, by=committed.fay)
        award = make.award(committed.north.items["elm"].application, by=committed.dana)
        evaluation = make.evaluation_sent(award, by=committed.elsa)
    with databases.as_owner(), transaction.atomic():
        assert change(evaluation, what) == BY_THE_TRIGGER
        assert change(evaluation, ERASED) == 1  # the control


def test_it_is_never_removed(unsent):
    removed = tables.attempt("DELETE FROM funding_evaluation WHERE id = %s", [unsent.pk])

    assert removed == BY_THE_TRIGGER


def test_it_stays_with_its_award(unsent):
    assert change(unsent, "school_id = school_id + 1") == BY_THE_TRIGGER


def test_it_opens_again_only_beside_the_row_that_says_why(world, sent):
    open_again = "sent_at = NULL, sent_by_id = NULL"
    assert change(sent, open_again) == BY_THE_TRIGGER

    told = (
        "WITH told AS (INSERT INTO funding_evaluationstep"
        " (cluster_id, evaluation_id, step, at, by_id, words)"
        " VALUES (%s, %s, 'sent_back', clock_timestamp(), %s, %s) RETURNING 1) SELECT * FROM told"
    )
    values = [sent.cluster_id, sent.pk, world.carol.pk]
    assert tables.attempt(told, [*values, ""]) == BY_A_CHECK
    tables.rows(told, [*values, "Which test?"])
    assert change(sent, f"{open_again}, what_worked = 'More'") == BY_THE_TRIGGER
    assert change(sent, open_again) == 1


def test_an_earlier_return_opens_nothing(world, sent):
    opened = actions.send_evaluation_back(evaluation=sent, words="Which test?", by=world.carol)
    actions.send_evaluation(evaluation=opened, by=world.elsa)

    assert change(sent, "sent_at = NULL, sent_by_id = NULL") == BY_THE_TRIGGER


def test_all_its_text_is_erased_at_once(sent):
    assert change(sent, ERASED) == 1
    assert change(sent, f"{ERASED}, spent_pence = 1") == BY_THE_TRIGGER


PARTS = {
    "reached": (
        "UPDATE funding_outcomereached SET actual = 'Other' WHERE evaluation_id = %s",
        "DELETE FROM funding_outcomereached WHERE evaluation_id = %s",
    ),
    "progress": (
        "UPDATE funding_progress SET score_after = 99 WHERE evaluation_id = %s",
        "DELETE FROM funding_progress WHERE evaluation_id = %s",
        "INSERT INTO funding_progress (public_id, cluster_id, evaluation_id, measure, before_on,"
        " after_on, score_before, score_after, at_ceiling) SELECT 'rawrawrawr', cluster_id,"
        " evaluation_id, 'maths', before_on, after_on, 90, 95, false FROM funding_progress"
        " WHERE evaluation_id = %s",
    ),
}


@pytest.mark.parametrize("statement", [one for several in PARTS.values() for one in several])
def test_nothing_beside_a_sent_evaluation_changes(world, unsent, statement):
    day = unsent.actual_to_on
    results = Progress(
        measure="reading", before_on=day, after_on=day, score_before=80, score_after=85
    )
    actions.add_progress(evaluation=unsent, progress=results, by=world.elsa)
    assert tables.attempt(statement, [unsent.pk]) == 1  # the control

    actions.send_evaluation(evaluation=unsent, by=world.elsa)

    assert tables.attempt(statement, [unsent.pk]) == BY_THE_TRIGGER


def test_an_outcome_of_another_case_is_refused(world, unsent):
    theirs = world.north.items["own"].application.outcomes.get()
    refused = tables.attempt(
        "UPDATE funding_outcomereached SET hoped_id = %s WHERE evaluation_id = %s",
        [theirs.pk, unsent.pk],
    )

    assert refused == BY_A_CHECK


def test_no_more_comes_back_of_an_award_than_was_paid_on_it(world, award):
    """The fund has paid another award too, so the sum of the account alone would let it pass."""
    other = make.award(world.north.items["own"].application, by=world.dana)
    for one in (award, other):
        actions.release(instalment=one.instalments.get(number=1), by=world.fay)
    fund = award.fund

    def back(pence: int, named: str) -> int | str:
        lines = [("paid", award.school_id, -pence), ("available", 0, pence)]
        more = (", award_id", f", {named}")
        return tables.attempt(entry(fund, lines, pence=pence, cause="returned", more=more))

    assert back(62_500, str(award.pk)) == 2
    assert back(62_501, str(award.pk)) == BY_A_CHECK
    assert back(1, "NULL") == BY_A_CHECK
