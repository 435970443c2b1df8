"""The three states, whatever the fact that makes the conflict."""

import pytest

from accounts.models import User
from core.access import audience
from panels.models import AgendaItem


def states(user, item) -> set[str]:
    verbs = ("see_line", "answer", "observe", "read", "discuss", "note", "score", "vote")
    row = AgendaItem.objects.all().with_verbs(user, *verbs).get(pk=item.pk)
    return {verb for verb in verbs if getattr(row, f"can_{verb}")}


def test_the_chair_who_heads_the_applicant_school_is_a_silent_observer(world):
    assert states(world.ben, world.north.items["own"]) == {"see_line", "observe"}


def test_the_deputy_reads_discusses_and_decides(world):
    assert states(world.dana, world.north.items["own"]) == {
        "see_line",
        "answer",
        "read",
        "discuss",
        "note",
        "score",
        "vote",
    }


def test_somebody_who_has_not_answered_sees_the_line_and_may_answer(world):
    assert states(world.asha, world.north.items["own"]) == {"see_line", "answer"}


def test_a_superuser_who_heads_the_school_has_nothing_more(world):
    assert states(world.sue, world.north.items["elm"]) == {"see_line", "observe"}


@pytest.mark.parametrize("key", ["root", "dev", "sam", "lena", "nora", "olive", "fay"])
def test_who_has_no_part_in_the_meeting_sees_no_line(world, key):
    assert states(world.people[key], world.north.items["own"]) == set()
    assert not world.people[key].has_perm("panels.read_agendaitem", world.north.items["own"])


def test_the_audience_is_those_whom_the_rule_lets_read(world):
    item = world.north.items["own"]

    readers = audience("read", item, User.objects.all())

    assert set(readers) == {
        u for u in User.objects.all() if u.has_perm("panels.read_agendaitem", item)
    }
    assert {u.name for u in readers} == {"Dana Deputy", "Mia Member", "Carol Lead"}
