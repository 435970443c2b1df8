"""The panel's people are reminded before a meeting, and a school of the panel's questions."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from clusters.models import Office
from core.dates import LONDON
from core.models import OutgoingMail
from panels import actions
from panels.models import Meeting, Question
from tests import factories as make
from tests.reminding import MONDAY, leaves_on, told_on

ANSWER = "Say whether you have an interest before the panel meets"
CHECK = "Applications wait to be checked before the panel meets"
ASKED = "The panel waits for an answer of your school"
MEETS = MONDAY + timedelta(days=11)  # a Friday


@pytest.fixture
def north(world):
    """Its papers are made five working days before, and it reminds three before."""
    panel = world.north.panel_date
    panel.held_on = MEETS
    panel.closes_at = datetime.combine(MONDAY, time(17), tzinfo=LONDON)
    panel.save()
    OutgoingMail.objects.all().delete()
    return world.north


def told(days: int) -> set[tuple[str, str]]:
    return told_on(MONDAY + timedelta(days=days), actions.remind)


def of(subject: str, days: int) -> set[str]:
    return {name for name, said in told(days) if said == subject}


def test_who_has_not_answered_is_reminded_three_working_days_before_and_on_the_last(world, north):
    """Those with a seat and a line that is not theirs to stand back from. Mia said so of Oak's."""
    for days in range(7):
        assert of(ANSWER, days) == set()

    waiting = of(ANSWER, 8)
    assert {"Mia Member", "Dana Deputy", "Asha Shared", "Sue Elmhead"} <= waiting
    assert "Fay Finance" not in waiting

    assert of(ANSWER, 9) == set()
    make.free(world.mia, north.items["elm"])
    assert of(ANSWER, 10) == waiting - {"Mia Member"}


def test_whose_only_line_is_their_own_schools_is_not_asked(world, north):
    actions.take_off(item=north.items["elm"], by=world.cleo)

    assert "Ben Oakhead" not in of(ANSWER, 8)  # a silent observer of the other


def test_a_meeting_that_has_begun_asks_nobody(world, north):
    told(8)
    Meeting.objects.filter(pk=north.meeting.pk).update(started_at=timezone.now())

    assert "Mia Member" not in of(ANSWER, 10)


def test_an_answer_given_meanwhile_stops_the_message(world, north):
    told(8)
    mine = OutgoingMail.objects.get(person=world.mia, subject=ANSWER)
    make.free(world.mia, north.items["elm"])

    assert leaves_on(MONDAY + timedelta(days=8), mine) == "stopped"


def test_the_cluster_senco_hears_once_of_all_that_is_unchecked(world, north):
    """Before the papers are made, when they are, and on the last day."""
    found = [days for days in range(12) if ("Carol Lead", CHECK) in told(days)]

    assert found == [1, 4, 10]


def test_once_it_is_checked_it_stops(world, north):
    make.ready(north.waiting["own"], by=world.carol)

    assert all(("Carol Lead", CHECK) not in told(days) for days in range(12))


def test_where_the_cluster_senco_is_silent_the_others_who_check_are_told(world, north):
    Office.objects.filter(person=world.carol).update(base_school=world.schools["Oak"])

    assert of(CHECK, 1) == {"Dana Deputy"}


def test_a_question_without_an_answer_is_brought_to_mind(world, north):
    question = actions.ask_school(
        check=north.items["own"].check_row, text="How many mornings?", by=world.carol
    )
    Question.objects.filter(pk=question.pk).update(
        asked_at=datetime.combine(MONDAY, time(9), tzinfo=LONDON)
    )

    assert [of(ASKED, days) for days in (2, 3, 4)] == [
        set(),
        {"Olive Senco", "Ben Oakhead"},
        set(),
    ]
    actions.answer_question(question=question, answer="Four.", by=world.olive)
    assert of(ASKED, 10) == set()
