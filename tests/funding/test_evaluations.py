"""The evaluation of an award: who writes, sends, signs and reads it, and what comes back by it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clusters.models import Office, Rules
from core.access import audience
from core.errors import DomainError
from core.models import OutgoingMail
from funding import actions, queries
from funding.models import (
    Award,
    Evaluation,
    EvaluationHidden,
    EvaluationStep,
    OutcomeReached,
    Progress,
)
from tests import factories as make

PAID = 62_500


@pytest.fixture
def fund(world):
    return make.fund(world.north.cluster, by=world.fay)


@pytest.fixture
def award(world, fund) -> Award:
    """Elm's, of which the first half is paid."""
    made = make.award(world.north.items["elm"].application, by=world.dana)
    actions.release(instalment=made.instalments.get(number=1), by=world.fay)
    OutgoingMail.objects.all().delete()
    return made


@pytest.fixture
def sent(world, award) -> Evaluation:
    return make.evaluation_sent(award, by=world.elsa, spent=50_000)


def asks_signature(world) -> None:
    Rules.objects.filter(cluster=world.north.cluster).update(head_signs=True)


def mails() -> set[tuple[str, str]]:
    rows = OutgoingMail.objects.select_related("person")
    return {(row.person.name, row.subject) for row in rows}


def may(world, verb: str, evaluation: Evaluation) -> set[str]:
    people = type(world.ben).objects.filter(pk__in=[one.pk for one in world.people.values()])
    names = set(audience(verb, evaluation, people).values_list("name", flat=True))
    asked = {one.name for one in people if one.has_perm(f"funding.{verb}_evaluation", evaluation)}
    assert names == asked
    return names


def test_it_is_made_with_its_award_and_due_after_the_last_term(world, award):
    evaluation = queries.evaluation_of(award)
    [first, last, _] = make.terms_ahead(world.north.cluster)

    assert (evaluation.planned_from_on, evaluation.planned_to_on) == (
        first.starts_on,
        last.ends_on,
    )
    assert evaluation.due_on == last.ends_on + timedelta(days=28)


def test_it_is_due_by_the_days_of_the_cluster(world, fund):
    Rules.objects.filter(cluster=world.north.cluster).update(evaluation_days=5)

    award = make.award(world.north.items["elm"].application, by=world.dana)

    last = make.terms_ahead(world.north.cluster)[1]
    assert queries.evaluation_of(award).due_on == last.ends_on + timedelta(days=5)


def test_one_brought_forward_is_evaluated_too(world, fund):
    award = actions.open_award(
        fund=fund,
        school=world.schools["Oak"],
        label="Award 3",
        amount_pence=900,
        paid_pence=100,
        terms_left=1,
        first_term=make.terms_ahead(world.north.cluster)[0],
        by=world.fay,
    )

    evaluation = make.evaluation_sent(award, by=world.olive, spent=100)

    assert queries.hoped_for(evaluation) == []
    assert (evaluation.paid, evaluation.unspent, evaluation.to_return) == (100, 0, 0)


def test_an_award_that_stops_is_evaluated_sooner(world, award):
    actions.stop_award(award=award, words="The plan ended early", by=world.carol)

    due_on = queries.evaluation_of(award).due_on
    assert due_on == timezone.localdate() + timedelta(days=28)
    evaluation = make.evaluation_sent(
        award, by=world.elsa, sessions_delivered=0, actual_from_on=None, actual_to_on=None,
        sessions_attended=0,
    )  # fmt: skip
    assert evaluation.sent_at


def test_what_is_missing_keeps_it_from_being_sent(world, award):
    evaluation = queries.evaluation_of(award)
    missing = queries.missing_from_evaluation(evaluation)

    assert missing == [
        "choose what the money was for",
        "choose who led it",
        "say when it started and ended",
        "say how many sessions there were",
        "say what was reached of outcome 1",
        "say what you spent",
        "say what the pupil says",
        "say what the teacher or teaching assistant says",
        "say what worked or what did not",
        "choose what happens next",
        "say if it avoided an assessment or an exclusion",
        "say if it may be shared",
    ]
    with pytest.raises(DomainError, match="say what you spent"):
        actions.send_evaluation(evaluation=evaluation, by=world.elsa)


def test_no_more_is_spent_than_was_granted(world, award):
    evaluation = make.evaluated(award, by=world.elsa, spent=award.amount_pence + 1)

    with pytest.raises(DomainError, match="that was granted"):
        actions.send_evaluation(evaluation=evaluation, by=world.elsa)


def test_the_schools_people_alone_write_it(world, award):
    evaluation = queries.evaluation_of(award)

    assert may(world, "write", evaluation) == {"Elsa Senco", "Sue Elmhead"}
    assert may(world, "read", evaluation) == {"Elsa Senco", "Sue Elmhead"}
    for other in (world.carol, world.olive, world.fay, world.root):
        with pytest.raises(DomainError):
            actions.save_evaluation(evaluation=evaluation, fields=["may_share"], by=other)


def test_once_sent_the_cluster_reads_it_and_nobody_writes(world, sent):
    assert may(world, "write", sent) == set()
    assert may(world, "read", sent) == {
        "Elsa Senco",
        "Sue Elmhead",
        "Carol Lead",
        "Ben Oakhead",
        "Dana Deputy",
        "Mia Member",
        "Asha Shared",
    }
    assert may(world, "read_money", sent) == {
        "Elsa Senco",
        "Sue Elmhead",
        "Carol Lead",
        "Ben Oakhead",
        "Dana Deputy",
        "Cleo Clerk",
        "Fay Finance",
    }
    with pytest.raises(DomainError, match="has been sent"):
        actions.save_evaluation(evaluation=sent, fields=["what_worked"], by=world.elsa)


def test_a_silent_observer_of_the_case_does_not_read_it(world, award):
    EvaluationHidden.objects.create(cluster=world.north.cluster, award=award, person=world.carol)
    sent = make.evaluation_sent(award, by=world.elsa)

    assert "Carol Lead" not in may(world, "read", sent)
    assert may(world, "send_back", sent) == set()
    assert "Carol Lead" in may(world, "see_line", sent)


def test_an_officer_based_at_the_school_does_not_read_it_for_the_cluster(world, sent):
    assert world.carol.has_perm("funding.read_evaluation", sent)  # the control

    Office.objects.filter(person=world.carol).update(base_school=world.schools["Elm"])

    assert not world.carol.has_perm("funding.read_evaluation", sent)


def test_publishing_writes_down_who_was_silent(world, fund):
    item = world.north.items["own"]
    make.free(world.dana, item)
    make.started(world.north.meeting, by=world.cleo)
    make.told(item, by=world.dana)

    hidden = EvaluationHidden.objects.values_list("person__name", flat=True)
    assert set(hidden) == {"Ben Oakhead"}


def test_a_head_signs_what_was_sent_where_the_cluster_asks(world, award):
    asks_signature(world)
    sent = make.evaluation_sent(award, by=world.elsa)

    assert sent.signed_at is None
    assert may(world, "sign", sent) == {"Sue Elmhead"}
    assert ("Sue Elmhead", "An evaluation waits for your signature") in mails()
    signed = actions.sign_evaluation(evaluation=sent, by=world.sue)

    assert signed.signed_by == world.sue
    with pytest.raises(DomainError):
        actions.sign_evaluation(evaluation=sent, by=world.sue)


def test_a_head_who_sends_it_signs_it(world, award):
    asks_signature(world)

    assert make.evaluation_sent(award, by=world.sue).signed_by == world.sue


def test_without_the_rule_nobody_signs(world, sent):
    assert may(world, "sign", sent) == set()


def test_it_is_sent_back_with_a_reason_and_opens_again(world, sent):
    with pytest.raises(DomainError, match="Say what"):
        actions.send_evaluation_back(evaluation=sent, words=" ", by=world.carol)
    with pytest.raises(DomainError):
        actions.send_evaluation_back(evaluation=sent, words="More", by=world.elsa)

    opened = actions.send_evaluation_back(evaluation=sent, words="Which test?", by=world.carol)

    assert (opened.sent_at, opened.what_worked) == (None, "Short sessions each day.")
    assert may(world, "write", opened) == {"Elsa Senco", "Sue Elmhead"}
    steps = EvaluationStep.objects.values_list("step", "words")
    assert list(steps) == [("sent", ""), ("sent_back", "Which test?")]
    assert actions.send_evaluation(evaluation=opened, by=world.elsa).sent_at


def test_sending_tells_the_cluster_senco_and_the_finance_officer(world, sent):
    assert mails() == {
        ("Carol Lead", "An evaluation was sent to your cluster"),
        ("Fay Finance", "A school has money to give back"),
    }


def test_with_nothing_to_give_back_the_finance_officer_is_not_written_to(world, award):
    make.evaluation_sent(award, by=world.elsa, spent=PAID)

    assert mails() == {("Carol Lead", "An evaluation was sent to your cluster")}


def test_unspent_money_comes_back_once(world, award, sent):
    assert (sent.paid, sent.unspent, sent.to_return) == (PAID, 12_500, 12_500)
    assert queries.to_return(world.fay) == [sent]
    with pytest.raises(DomainError, match="is still to come back"):
        actions.return_unspent(award=award, amount_pence=12_501, words="", by=world.fay)
    actions.return_unspent(award=award, amount_pence=12_000, words="", by=world.fay)

    assert queries.evaluation_of(award).to_return == 500
    actions.return_unspent(award=award, amount_pence=500, words="", by=world.fay)
    with pytest.raises(DomainError, match="is still to come back"):
        actions.return_unspent(award=award, amount_pence=1, words="", by=world.fay)
    assert queries.to_return(world.fay) == []


def test_results_of_another_award_are_not_taken(world, award):
    evaluation = queries.evaluation_of(award)
    theirs = world.north.items["own"].application.outcomes.get()
    row = OutcomeReached(hoped=theirs, actual="1", measured_on=timezone.localdate(), result="met")

    with pytest.raises(DomainError, match="not one of this application"):
        actions.save_reached(evaluation=evaluation, reached=[row], by=world.elsa)


def test_one_result_for_each_measure(world, award):
    evaluation = queries.evaluation_of(award)
    today = timezone.localdate()

    def results():
        return Progress(
            measure="reading", before_on=today, after_on=today, score_before=80, score_after=85
        )

    added = actions.add_progress(evaluation=evaluation, progress=results(), by=world.elsa)
    with pytest.raises(DomainError, match="already"):
        actions.add_progress(evaluation=evaluation, progress=results(), by=world.elsa)
    actions.remove_progress(progress=added, by=world.elsa)
    assert Progress.objects.count() == 0


@pytest.mark.parametrize(
    ("gained", "first", "second", "ratio", "words"),
    [
        (12, date(2025, 9, 1), date(2026, 3, 1), "2.0", "useful"),
        (6, date(2025, 9, 1), date(2026, 3, 1), "1.0", "small"),
        (9, date(2025, 9, 1), date(2026, 3, 1), "1.5", "modest"),
        (19, date(2025, 9, 1), date(2026, 3, 1), "3.2", "substantial"),
        (30, date(2025, 9, 1), date(2026, 3, 1), "5.0", "remarkable"),
        (0, date(2025, 9, 1), date(2026, 3, 1), "0.0", "small"),
        (-3, date(2025, 9, 1), date(2026, 3, 1), "-0.5", "went back"),
        (3, date(2025, 9, 1), date(2025, 9, 1), None, ""),
        (None, date(2025, 9, 1), date(2026, 3, 1), None, ""),
    ],
)
def test_months_gained_for_each_month(gained, first, second, ratio, words):
    months = (None, None) if gained is None else (90, 90 + gained)
    progress = Progress(
        before_on=first, after_on=second, months_before=months[0], months_after=months[1]
    )

    found = progress.ratio_gain
    assert (found if found is None else str(found)) == ratio
    assert progress.ratio_words == words
