"""What the panels decided for the same need stands beside an item, for those who may read it."""

import pytest
from django.utils import timezone

from funding.models import Application
from panels import queries
from panels.models import AgendaItem
from tests import factories as make


@pytest.fixture
def decided(world):
    """Elm's case, awarded and published; Oak's is of the same need and still to be decided."""
    item = world.north.items["elm"]
    for member in (world.mia, world.dana):
        make.free(member, item)
    make.started(item.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    make.told(item, by=world.dana)
    Application.objects.filter(cluster=world.north.cluster).update(need="SLCN")
    return AgendaItem.objects.select_related("application__school").get(pk=item.pk)


@pytest.fixture
def own(world):
    item = world.north.items["own"]
    for member in (world.mia, world.dana):
        make.free(member, item)
    return item


def seen_by(client, sign_in, person, item) -> str:
    page = sign_in(client, person).get(f"/items/{item.public_id}/")
    return " ".join(page.content.decode().split())


def test_a_member_sees_what_was_asked_and_decided(client, sign_in, world, decided, own):
    shown = seen_by(client, sign_in, world.mia, own).partition("Like cases")[2]

    assert str(decided.application.reference) in shown
    assert "Asked £1,250.00. <strong>Awarded: £1,250.00, 2 terms</strong>" in shown


def test_another_need_is_no_like_case(client, sign_in, world, decided, own):
    Application.objects.filter(pk=own.application_id).update(need="HI")

    assert "Like cases" not in seen_by(client, sign_in, world.mia, own)


def test_what_one_may_not_read_is_none_of_ones_like_cases(world, decided, own):
    """Sue heads Elm; the control is Mia, who may read both."""
    own = AgendaItem.objects.select_related("application").get(pk=own.pk)

    found = {
        key: [like.item.pk for like in queries.like_cases(world.people[key], own)]
        for key in ("mia", "sue", "asha")
    }

    assert found == {"mia": [decided.pk], "sue": [], "asha": []}


def test_since_when_the_room_is_on_an_item_is_said_to_the_free_alone(
    client, sign_in, world, decided, own
):
    meeting = own.meeting
    meeting.refresh_from_db()
    meeting.current_item, meeting.current_since = own, timezone.now()
    meeting.save()
    words = "The room is on this item since"

    assert words in seen_by(client, sign_in, world.mia, own)
    assert words not in seen_by(client, sign_in, world.ben, own)
