"""What is surely a mistake is refused where it is typed, in words that say what to do."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from funding.models import Application
from pupils.models import YearGroup, is_taught_at
from schools.models import School
from tests import factories as make


@pytest.fixture
def olive(client, sign_in, world):
    return sign_in(client, world.olive)


@pytest.fixture
def draft(world) -> Application:
    return make.draft(world.olive, world.schools["Oak"], world.north.panel_date)


def said(browser, draft: Application, part: str, typed: dict) -> str:
    url = f"/applications/{draft.public_id}/write/{part}"
    page = BeautifulSoup(browser.post(url, typed).content, "html.parser")
    summary = page.select_one(".govuk-error-summary")
    return summary.get_text(" ", strip=True) if summary else ""


def by(day) -> dict:
    aim = {"what": "Reads", "measure": "Count", "baseline": "1", "target": "2"}
    return aim | {"by_when_0": day.day, "by_when_1": day.month, "by_when_2": day.year}


def test_an_outcome_is_within_three_years_and_not_before_the_help(olive, draft):
    today = timezone.localdate()
    draft.first_term.starts_on = today + timedelta(days=20)
    draft.first_term.ends_on = today + timedelta(days=90)
    draft.first_term.save()

    assert "within three years" in said(olive, draft, "outcomes", by(today + timedelta(days=1200)))
    assert "after" in said(olive, draft, "outcomes", by(today + timedelta(days=10)))
    assert said(olive, draft, "outcomes", by(today + timedelta(days=30))) == ""


def test_the_help_does_not_end_before_the_panel_meets(olive, world, draft):
    term = draft.first_term
    panel = make.panel_date(world.north.cluster, days=300)
    term.ends_on = panel.held_on - timedelta(days=1)
    term.save()
    typed = {
        "title": draft.title,
        "terms": "1",
        "first_term": term.starts_on,
        "panel_date": panel.public_id,
    }

    assert "ends before the panel meets" in said(olive, draft, "request", typed)


@pytest.mark.parametrize(("year_group", "refused"), [("4", True), ("10", True), ("11", False)])
def test_a_young_pupil_does_not_agree_alone(olive, draft, year_group, refused):
    draft.pupils.update(year_group=year_group)
    today = timezone.localdate()
    days = {"agreed_on_0": today.day, "agreed_on_1": today.month, "agreed_on_2": today.year}

    words = said(olive, draft, "views", {"agreed_by": "young"} | days)

    assert ("below Year 11" in words) is refused


def test_without_special_needs_there_is_nothing_to_fund(olive, draft):
    draft.pupils.all().delete()

    assert said(olive, draft, "pupils", {"year_group": "4", "provision": "N"}) != ""
    assert said(olive, draft, "pupils", {"year_group": "4", "provision": "K"}) == ""


@pytest.mark.parametrize(
    ("low", "high", "out"),
    [
        (None, None, ""),
        (4, 11, "7 8 9 10 11 12 13 14 N1"),
        (5, 7, "3 4 5 6 7 8 9 10 11 12 13 14 N1 N2"),
        (11, 18, "N1 N2 R 1 2 3 4 5 6"),
        (2, 19, ""),
    ],
)
def test_a_year_group_is_out_only_where_the_register_is_sure(low, high, out):
    school = School(low_age=low, high_age=high)

    found = {group.value for group in YearGroup if not is_taught_at(group, school)}

    assert found == set(out.split())


def test_all_of_them_have_agreed_is_said_of_a_group_alone(olive, draft):
    url, words = f"/applications/{draft.public_id}/write/views", "all of them have agreed"

    one = olive.get(url).content.decode()
    Application.objects.filter(pk=draft.pk).update(kind="group")

    assert (words in one, words in olive.get(url).content.decode()) == (False, True)


def test_the_tick_does_not_keep_a_number(olive, draft):
    typed = {"why": "B801200005001 lives at SA4 1QQ.", "plan": "Plan."}
    page = olive.post(f"/applications/{draft.public_id}/write/reasons", typed).content.decode()

    assert "has to be removed all the same" in page
