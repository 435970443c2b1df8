"""Days that passed while an application was written: said on the form and in what is missing."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from core.errors import DomainError
from funding import queries
from funding.models import Application, HopedOutcome
from panels import actions as panels
from tests import factories as make

ENDED = "choose a later term, as the one you chose has ended"
PASSED = "give outcome 1 a day that is still to come"


@pytest.fixture
def draft(world) -> Application:
    return make.draft(world.olive, world.schools["Oak"], world.north.panel_date)


@pytest.fixture
def olive(client, sign_in, world):
    return sign_in(client, world.olive)


def page_of(application: Application, rest: str = "") -> str:
    return f"/applications/{application.public_id}/{rest}"


def words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def end_term(draft: Application) -> None:
    term = draft.first_term
    for field in ("starts_on", "half_term_starts_on", "half_term_ends_on", "ends_on"):
        setattr(term, field, getattr(term, field) - timedelta(days=200))
    term.save()


def close_panel(panel_date) -> None:
    panel_date.closes_at = timezone.now() - timedelta(minutes=1)
    panel_date.save()


@pytest.mark.parametrize("days", [0, -30])
def test_an_outcome_is_hoped_for_by_a_day_to_come(olive, draft, days):
    day = timezone.localdate() + timedelta(days=days)
    typed = {"what": "Reads", "measure": "Test", "baseline": "1", "target": "2"}
    when = {"by_when_0": day.day, "by_when_1": day.month, "by_when_2": day.year}

    refused = olive.post(page_of(draft, "write/outcomes"), typed | when)

    assert "The day it should be reached must be still to come" in words(refused)
    assert draft.outcomes.count() == 1


def test_an_outcome_whose_day_has_passed_is_missing(world, draft):
    assert queries.missing_from(draft) == []
    HopedOutcome.objects.filter(application=draft).update(by_when=timezone.localdate())

    assert queries.missing_from(draft) == [PASSED]
    with pytest.raises(DomainError, match=PASSED):
        panels.submit(application=draft, by=world.olive)


def test_a_term_that_has_ended_is_refused_and_missing(olive, world, draft):
    end_term(draft)

    refused = olive.post(
        page_of(draft, "write/request"),
        {
            "title": draft.title,
            "first_term": draft.first_term.starts_on,
            "panel_date": draft.panel_date.public_id,
        },
    )

    assert "Autumn has ended. Choose a later term." in words(refused)
    assert queries.missing_from(draft) == [ENDED]
    with pytest.raises(DomainError, match=ENDED):
        panels.submit(application=draft, by=world.olive)


def test_after_a_late_return_the_next_panel_is_named_and_picked(olive, world, draft):
    check = panels.submit(application=draft, by=world.olive)
    panels.answer_no_interest(check=check, by=world.carol)
    close_panel(world.north.panel_date)
    panels.return_to_school(check=check, needed="The costs.", by=world.carol)

    assert "None takes applications yet" in words(olive.get(page_of(draft)))
    later = make.panel_date(world.north.cluster, days=60)
    make.panel_date(world.north.cluster, days=90)
    page = words(olive.get(page_of(draft)))
    form = olive.get(page_of(draft, "write/request")).content

    assert "has closed, so this goes to a later one. The next is on" in page
    assert f"{later.held_on:%A}" in page
    chosen = BeautifulSoup(form, "html.parser").select("[name=panel_date][checked]")
    assert [radio["value"] for radio in chosen] == [later.public_id]


def test_while_the_panel_is_open_there_is_no_warning(olive, world, draft):
    make.panel_date(world.north.cluster, days=60)

    assert "has closed" not in words(olive.get(page_of(draft)))
