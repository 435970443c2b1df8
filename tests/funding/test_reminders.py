"""Schools and finance officers are reminded of what waits for them, until they have done it."""

from datetime import datetime, time, timedelta

import pytest
import time_machine

from core.dates import LONDON, working_days_after
from core.models import OutgoingMail
from funding import actions
from funding.models import Application, Instalment
from panels import actions as panels
from tests import factories as make
from tests.reminding import MONDAY, leaves_on, told_on

SUBMIT = "An application is not submitted yet"
SIGN = "An application still waits for your signature"
RETURNED = "A returned application waits for your school"
RELEASE = "Payments wait to be released"
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def draft(world) -> Application:
    """Its panel closes on a Friday at 5pm. North reminds three working days before."""
    north = world.north
    north.cluster.rules.head_signs = True
    north.cluster.rules.save()
    made = make.draft(world.olive, world.schools["Oak"], north.panel_date)
    north.panel_date.closes_at = datetime.combine(FRIDAY, time(17), tzinfo=LONDON)
    north.panel_date.held_on = FRIDAY + timedelta(days=14)
    north.panel_date.save()
    OutgoingMail.objects.all().delete()
    return made


def told(days: int) -> set[tuple[str, str]]:
    return told_on(MONDAY + timedelta(days=days), actions.remind)


def test_a_draft_is_called_for_three_working_days_before_its_panel_closes_and_on_the_last(draft):
    assert [told(days) for days in range(-1, 6)] == [
        set(),  # Sunday
        set(),
        {("Olive Senco", SUBMIT)},
        set(),
        {("Olive Senco", SUBMIT)},
        set(),  # the day itself is that of the second message
        set(),
    ]


def test_the_cluster_says_how_many_days_before(world, draft):
    world.north.cluster.rules.remind_days = 4
    world.north.cluster.rules.save()

    assert told(0) == {("Olive Senco", SUBMIT)}


def test_nobody_is_reminded_on_a_day_that_is_no_working_day(world, draft):
    world.north.panel_date.closes_at += timedelta(days=3)  # a Monday
    world.north.panel_date.save()

    assert [told(days) for days in (5, 6)] == [set(), set()]
    assert told(7) == {("Olive Senco", SUBMIT)}


def test_what_waits_for_the_head_is_the_heads(world, draft):
    actions.ask_to_sign(application=draft, by=world.olive)
    OutgoingMail.objects.all().delete()

    assert told(2) == {("Ben Oakhead", SIGN)}


def test_once_it_is_submitted_or_withdrawn_it_stops(world, draft):
    actions.withdraw(application=draft, by=world.olive)

    assert [told(days) for days in range(5)] == [set()] * 5


def test_a_reminder_that_still_waits_when_the_thing_is_done_does_not_leave(world, draft):
    assert told(1) == {("Olive Senco", SUBMIT)}
    [written] = OutgoingMail.objects.all()
    actions.withdraw(application=draft, by=world.olive)

    assert leaves_on(MONDAY + timedelta(days=1), written) == "stopped"


def test_who_has_left_the_school_gets_nothing(world, draft):
    """The control: until then it leaves."""
    told(1)
    [first] = OutgoingMail.objects.all()
    assert leaves_on(MONDAY + timedelta(days=1), first) == "sent"

    told(3)
    second = OutgoingMail.objects.exclude(pk=first.pk).get()
    make.Post.objects.filter(person=world.olive).update(ends_on=MONDAY)
    assert leaves_on(MONDAY + timedelta(days=3), second) == "stopped"


def test_what_was_returned_is_called_for_after_three_working_days_and_then_each_week(world):
    check = world.north.waiting["own"]
    with time_machine.travel(datetime.combine(MONDAY, time(9)), tick=False):
        panels.answer_no_interest(check=check, by=world.carol)
        panels.return_to_school(check=check, needed="Say more.", by=world.carol)
    OutgoingMail.objects.all().delete()

    assert [told(days) for days in (0, 1, 2, 3, 4, 9, 10, 11)] == [
        *[set()] * 3,
        {("Olive Senco", RETURNED)},
        *[set()] * 2,
        {("Olive Senco", RETURNED)},
        set(),
    ]


def test_what_a_school_leaves_lying_is_called_for_four_times(world):
    check = world.north.waiting["own"]
    with time_machine.travel(datetime.combine(MONDAY, time(9)), tick=False):
        panels.answer_no_interest(check=check, by=world.carol)
        panels.return_to_school(check=check, needed="Say more.", by=world.carol)

    # Easter is on 28 March, so the fourth week ends before its bank holidays.
    assert [bool(told(days)) for days in (3, 10, 17, 24, 38, 45)] == [True] * 4 + [False] * 2


def test_the_finance_officer_hears_once_of_all_that_is_due(world):
    make.fund(world.north.cluster, by=world.fay)
    elm, oak = world.north.items["elm"], world.north.waiting["own"]
    awards = [make.award(one.application, by=world.dana) for one in (elm, oak)]
    due_on = Instalment.objects.earliest("due_on").due_on
    OutgoingMail.objects.all().delete()

    def after(days: int) -> set[tuple[str, str]]:
        return told_on(working_days_after(due_on, days), actions.remind)

    assert [after(days) for days in (1, 2, 3, 4, 7, 8)] == [
        *[set()] * 2,
        {("Fay Finance", RELEASE)},
        *[set()] * 2,
        {("Fay Finance", RELEASE)},
    ]

    for award in awards:
        actions.stop_award(award=award, words="The pupil left", by=world.fay)
    assert after(13) == set()


def test_a_reminder_says_nothing_of_the_case(draft):
    told(1)

    [mail] = OutgoingMail.objects.all()
    assert f"/applications/{draft.public_id}/" in mail.body
    assert "5pm on Friday 5 March 2027" in mail.body
    for word in ("Oak", draft.title, draft.pupils.get().code):
        assert word not in mail.body + mail.subject
    assert (mail.cluster_id, mail.asks) == (draft.cluster_id, "take_turn")
