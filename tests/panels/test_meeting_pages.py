"""What the pages of a meeting say of who chairs, who is missing, and what comes next."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from panels import actions
from panels.models import AgendaItem, Seat
from tests import factories as make


@pytest.fixture
def item(world) -> AgendaItem:
    """Oak's item, for which Ben the chair is silent."""
    item = world.north.items["own"]
    make.free(world.dana, item)
    return item


def words(client, url: str) -> str:
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return " ".join(page.select_one("main").get_text().split())


def of(item: AgendaItem, page: str) -> str:
    return reverse(f"panels:{page}", args=[item.meeting.public_id])


def own_page(item: AgendaItem) -> str:
    return reverse("panels:item", args=[item.public_id])


def away(item: AgendaItem, *people) -> None:
    Seat.objects.filter(meeting_id=item.meeting_id, person__in=people).update(
        attendance=Seat.Attendance.APOLOGIES
    )


def test_a_silent_chair_reads_to_whom_the_item_goes(client, sign_in, item, world):
    ben = sign_in(client, world.ben)

    page = words(ben, own_page(item))

    assert "Dana Deputy chairs this item." in page
    assert "I hand over to Dana Deputy." in page
    assert "Dana Deputy chairs this item" in words(ben, of(item, "meeting"))


def test_other_silent_observers_have_nothing_to_say_aloud(client, sign_in, item, world):
    actions.declare_interest(check=item.check_row, kind="other", detail="", by=world.asha)

    page = words(sign_in(client, world.asha), own_page(item))

    assert "Dana Deputy chairs this item." in page
    assert "hand over" not in page


def test_whom_it_goes_to_does_not_tell_who_has_answered(client, sign_in, world):
    item = world.north.items["own"]  # Dana has not

    assert "Dana Deputy chairs this item." in words(sign_in(client, world.ben), own_page(item))


def test_before_the_meeting_an_item_that_nobody_can_chair_asks_for_a_name(
    client, sign_in, item, world
):
    away(item, world.dana)
    carol = sign_in(client, world.carol)

    assert "Name who chairs item 1" in words(carol, of(item, "arrange"))
    actions.name_chair(item=item, seat=make.seat_of(world.mia, item.meeting), by=world.carol)

    page = words(carol, of(item, "arrange"))
    assert "Name who chairs item 1" not in page
    assert "Mia Member chairs this item" in page


def test_no_decision_is_offered_that_too_few_people_can_take(client, sign_in, item, world):
    make.started(item.meeting, by=world.cleo)
    dana = sign_in(client, world.dana)
    assert "Award £1,250.00" in words(dana, own_page(item))  # the control

    away(item, world.mia, world.carol)

    page = words(dana, own_page(item))
    assert "Award £" not in page
    assert "Not enough people are free to decide." in page
    assert "Record answers said aloud" in page
    assert "Defer" in page


def test_after_the_last_decision_the_letters_come_next(client, sign_in, item, world):
    make.started(item.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    for other in AgendaItem.objects.filter(meeting=item.meeting).exclude(pk=item.pk):
        make.free(world.dana, other)
        make.decided(other, by=world.dana, outcome="decline")
    dana = sign_in(client, world.dana)
    assert "Go to item" in words(dana, of(item, "meeting"))

    make.decided(item, by=world.dana, outcome="decline")

    page = words(dana, of(item, "meeting"))
    assert "All items are decided." in page
    assert "Read the letters and publish" in page
    assert "Go to item" not in page


def test_a_silent_chair_is_led_past_their_own_item(client, sign_in, item, world):
    make.started(item.meeting, by=world.cleo)
    other = world.north.items["elm"]
    actions.turn_to(item=item, by=world.cleo)
    make.free(world.ben, other)

    def led_to(person) -> str:
        page = BeautifulSoup(
            sign_in(client, person).get(of(item, "meeting")).content, "html.parser"
        )
        return page.find("a", string=re.compile("Go to item"))["href"]

    assert led_to(world.dana) == own_page(item)
    assert led_to(world.ben) == own_page(other)


def test_the_agenda_names_who_has_to_answer_to_who_runs_it_alone(client, sign_in, item, world):
    named = "To answer: "

    assert named in words(sign_in(client, world.cleo), of(item, "meeting"))
    assert named not in words(sign_in(client, world.mia), of(item, "meeting"))


def test_a_silent_observer_does_not_learn_that_their_item_is_decided(client, sign_in, item, world):
    make.started(item.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    ben = sign_in(client, world.ben)
    before = words(ben, of(item, "meeting")), words(ben, "/")

    make.decided(item, by=world.dana, outcome="decline")

    assert (words(ben, of(item, "meeting")), words(ben, "/")) == before


def test_the_home_page_counts_the_letters_that_one_may_read(client, sign_in, item, world):
    make.started(item.meeting, by=world.cleo)
    make.decided(item, by=world.dana, outcome="decline")

    def home(person) -> str:
        return words(sign_in(client, person), "/")

    assert "1 letter waits to be read" in home(world.dana)
    assert "1 letter waits" not in home(world.ben)
    assert "1 letter waits" not in home(world.cleo)
    today = timezone.localdate()
    assert f"started {today.day} {today:%B %Y}" in home(world.dana)


def test_the_outcomes_say_why_a_row_is_not_shown(client, sign_in, item, world):
    make.started(item.meeting, by=world.cleo)

    assert "Not shown until you say whether you have an interest" in words(
        sign_in(client, world.cleo), of(item, "publish")
    )
    assert "Not shown: you are a silent observer" in words(
        sign_in(client, world.ben), of(item, "publish")
    )


def test_once_all_is_told_nothing_waits_to_be_published(client, sign_in, item, world):
    make.started(item.meeting, by=world.cleo)
    for one in AgendaItem.objects.filter(meeting=item.meeting).select_related("meeting"):
        make.free(world.dana, one)
        make.told(one, by=world.dana, outcome="decline")
    cleo = sign_in(client, world.cleo)

    assert "Everything is published." in words(cleo, of(item, "publish"))
    assert "Everything is published." in words(cleo, of(item, "meeting"))


def test_minutes_and_letters_bear_the_day_on_which_the_panel_met(client, sign_in, item, world):
    make.started(item.meeting, by=world.cleo)
    outcome = make.told(item, by=world.dana, outcome="decline")
    today = timezone.localdate()
    day = f"{today.day} {today:%B %Y}"
    assert item.meeting.panel_date.held_on != today
    dana = sign_in(client, world.dana)

    assert f"Minutes of {today:%A} {day}" in words(dana, of(item, "minutes"))
    letter = reverse("funding:letter", args=[item.application.public_id, outcome.public_id])
    assert f"The panel of {day} did not" in words(sign_in(client, world.olive), letter)
