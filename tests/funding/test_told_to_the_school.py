"""What a school reads of an award and of the panel's day is as it was, on its page and letter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.dates import format_day, local_day
from funding import actions, queries
from funding.models import Award, Outcome
from panels import actions as panels
from panels.models import Decision
from tests import factories as make
from tests.core.papers import held_in

PAYS = "The cluster’s finance officer pays it"


@pytest.fixture
def item(world):
    item = world.north.items["own"]
    for member in (world.dana, world.mia):
        make.free(member, item)
    make.started(item.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    return item


def page_of(person, client, sign_in, item) -> str:
    page = sign_in(client, person).get(f"/applications/{item.application.public_id}/")
    return " ".join(page.content.decode().split())


def letter_of(client, item) -> str:
    outcome = Outcome.objects.latest("pk")
    url = f"/applications/{item.application.public_id}/letters/{outcome.public_id}/file"
    return held_in(client.get(url).content).text


def told(item, world, terms: int, place: int = 0) -> None:
    first = make.terms_ahead(item.cluster)[place]
    make.told(item, by=world.dana, terms=terms, first_term=first)


def test_an_award_for_one_term_is_one_payment_on_its_day(client, sign_in, item, world):
    told(item, world, terms=1, place=1)
    payment = Award.objects.get(application=item.application).instalments.get()

    letter = letter_of(sign_in(client, world.olive), item)

    assert f"{PAYS} in one payment, due on {format_day(payment.due_on)}." in letter
    assert "equal parts" not in letter


def test_an_award_whose_term_has_begun_is_due_on_the_day_of_the_letter(
    client, sign_in, item, world
):
    told(item, world, terms=1)
    payment = Award.objects.get(application=item.application).instalments.get()
    assert payment.due_on == timezone.localdate()

    letter = letter_of(sign_in(client, world.olive), item)

    assert f"{PAYS} in one payment, due on {format_day(payment.due_on)}." in letter


def test_a_letter_that_puts_one_right_gives_no_day_that_it_cannot_know(item, world):
    told(item, world, terms=1)
    outcome = Outcome.objects.select_related("first_term").latest("pk")
    assert queries.first_payment_on(outcome) == timezone.localdate()

    outcome.version, outcome.published_at = 2, outcome.published_at + timedelta(days=1)

    assert queries.first_payment_on(outcome) is None


def test_an_award_for_two_terms_is_paid_in_parts(client, sign_in, item, world):
    told(item, world, terms=2, place=1)
    first = Award.objects.get(application=item.application).instalments.first()

    letter = letter_of(sign_in(client, world.olive), item)

    day = format_day(first.due_on)
    assert f"{PAYS} in 2 equal parts, one each term, the first due on {day}." in letter


def test_no_letter_promises_that_somebody_new_looks_first(client, sign_in, item, world):
    """The cluster's first stage is its SENCO and its chair, who may have sat on the case."""
    told(item, world, terms=1)
    olive = sign_in(client, world.olive)

    school = letter_of(olive, item)
    outcome = Outcome.objects.latest("pk")
    url = f"/applications/{item.application.public_id}/letters/{outcome.public_id}/family/file"
    family = held_in(olive.get(url).content).text

    assert "They talk with you about it first, though they may have been at the panel." in school
    assert "At a later stage people who took no part in the decision look at it." in school
    assert "First, people who know about it talk with you." in family
    assert "Somebody new" not in family


def test_once_all_is_paid_the_page_says_so(client, sign_in, item, world):
    told(item, world, terms=1)
    before = page_of(world.olive, client, sign_in, item)

    payment = Award.objects.get(application=item.application).instalments.get()
    actions.release(instalment=payment, by=world.fay)

    after = page_of(world.olive, client, sign_in, item)
    assert f"{PAYS} in one payment. At the end your SENCO says what it changed." in before
    assert "It is paid in full. At the end your SENCO says what it changed." in after
    assert PAYS not in after


def test_a_stopped_award_is_not_paid_on(client, sign_in, item, world):
    told(item, world, terms=2)
    award = Award.objects.get(application=item.application)
    assert f"{PAYS}, one part each term." in page_of(world.olive, client, sign_in, item)

    actions.stop_award(award=award, words="The pupil moved", by=world.fay)

    page = page_of(world.olive, client, sign_in, item)
    assert "The award was stopped, so no more of it is paid." in page
    assert PAYS not in page


def panel_step(item, user) -> tuple[str, object]:
    application = type(item.application).objects.get(pk=item.application_id)
    outcomes = queries.outcomes_of(application, user)
    steps = queries.steps_of(application, None, outcomes)
    step = next(step for step in steps if step["name"] == "Panel")
    return step["state"], step["date"]


def test_the_panel_is_dated_by_the_day_on_which_it_met_once_the_outcome_is_known(item, world):
    """The meeting started before the day of its panel."""
    planned = item.meeting.panel_date.held_on
    met = local_day(type(item.meeting).objects.get(pk=item.meeting_id).started_at)
    assert met != planned
    make.decided(item, by=world.dana)
    before = panel_step(item, world.olive)

    publish(item, world)

    assert before == ("current", planned)
    assert panel_step(item, world.olive) == ("done", met)


def publish(item, world) -> None:
    decision = Decision.objects.get(item=item)
    panels.read_letter(item=item, seen=decision.stamp, by=world.dana)
    panels.publish(meeting=item.meeting, by=world.dana)
