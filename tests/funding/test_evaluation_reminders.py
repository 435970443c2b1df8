"""Schools are written to before an evaluation is due and while it is late, until it is sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import DomainError
from core.models import OutgoingMail
from funding import actions
from funding.models import Award, Evaluation
from tests import factories as make

DUE = "An evaluation of your school is due"


@pytest.fixture
def award(world) -> Award:
    make.fund(world.north.cluster, by=world.fay)
    return make.award(world.north.items["elm"].application, by=world.dana)


def due_in(award: Award, days: int) -> None:
    due_on = timezone.localdate() + timedelta(days=days)
    Evaluation.objects.filter(award=award).update(due_on=due_on)


def told() -> list[str]:
    actions.remind_schools()
    actions.remind_schools()  # twice changes nothing
    rows = OutgoingMail.objects.filter(subject=DUE).select_related("person")
    return sorted(row.person.name for row in rows)


def test_three_weeks_before_nobody_is_told(award):
    due_in(award, 21)

    assert told() == []


def test_two_weeks_before_the_senco_is_told_once(award):
    due_in(award, 14)

    assert told() == ["Elsa Senco"]
    assert told() == ["Elsa Senco"]


def test_while_it_is_late_the_head_is_told_too_every_two_weeks(award):
    due_in(award, -1)
    assert told() == ["Elsa Senco", "Sue Elmhead"]

    due_in(award, -15)
    assert told() == ["Elsa Senco"] * 2 + ["Sue Elmhead"] * 2


def test_once_it_is_sent_it_stops(world, award):
    due_in(award, -1)
    make.evaluation_sent(award, by=world.elsa)

    assert told() == []


def test_the_cluster_senco_reminds_once_a_day(world, award):
    due_in(award, -3)
    evaluation = Evaluation.objects.get(award=award)

    assert actions.remind_school(evaluation=evaluation, by=world.carol) == 2
    assert actions.remind_school(evaluation=evaluation, by=world.carol) == 2
    assert OutgoingMail.objects.filter(subject=DUE).count() == 2
    for other in (world.elsa, world.fay, world.mia):
        with pytest.raises(DomainError):
            actions.remind_school(evaluation=evaluation, by=other)


def test_the_mail_says_nothing_of_the_case(award):
    due_in(award, -1)
    told()

    mail = OutgoingMail.objects.filter(subject=DUE).first()
    evaluation = Evaluation.objects.get(award=award)
    assert f"/evaluations/{evaluation.public_id}/" in mail.body
    assert "Elm" not in mail.body
    assert award.reference not in mail.body
