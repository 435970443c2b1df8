"""Whoever handles a complaint is reminded before its stage runs out of days."""

import pytest

from complaints import actions
from complaints.models import Complaint
from core.dates import working_days_after, working_days_before
from core.models import OutgoingMail
from tests import factories as make
from tests.reminding import leaves_on, told_on

TALKING = {"Ben Oakhead", "Carol Lead"}


@pytest.fixture
def complaint(world) -> Complaint:
    """About the cluster and no case: its cluster SENCO and its chair talk about it."""
    made, _ = make.complaint(world.north.cluster, world.schools["Ash"])
    OutgoingMail.objects.all().delete()
    return made


def told(complaint: Complaint, days_before: int) -> set[str]:
    due_on = make.latest_stage(complaint).due_on
    step = working_days_before if days_before >= 0 else working_days_after
    found = told_on(step(due_on, abs(days_before)), actions.remind)
    assert {subject for _, subject in found} <= {f"Answer a complaint soon: {complaint.reference}"}
    return {name for name, _ in found}


def test_two_school_days_before_and_on_the_day_itself(complaint):
    assert [told(complaint, days) for days in (3, 2, 1, 0, -1)] == [
        set(),
        TALKING,
        set(),
        TALKING,
        set(),
    ]


def test_once_the_stage_has_its_outcome_it_stops(world, complaint):
    assert told(complaint, 2) == TALKING
    written = OutgoingMail.objects.get(person=world.carol)
    make.ended_stage(complaint, by=world.carol)

    assert told(complaint, 0) == set()
    assert leaves_on(make.latest_stage(complaint).due_on, written) == "stopped"


def test_where_nobody_handles_it_whoever_may_name_somebody_is_told(world):
    """Both of those who would talk about it are whom it is about."""
    complaint, _ = make.complaint(world.north.cluster, world.schools["Ash"])
    for one in (world.ben, world.carol):
        actions.name_concerned(complaint=complaint, person=one, why="about", by=world.carol)
    OutgoingMail.objects.all().delete()

    assert told(complaint, 2) == {"Cleo Clerk", "Dana Deputy"}
