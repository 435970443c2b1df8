"""A cluster is set up by hand, from an empty page to its first panel date."""

import re

import pytest
from django.db import transaction

from accounts.models import User
from core.dates import today
from tests import factories as make
from tests.browser.conftest import Browse
from tests.browser.walking import Seen, Walker
from tests.wall import wall_open
from tests.world import World

QUESTIONS = (
    "First day",
    "First day of the half-term holiday",
    "Last day of the half-term holiday",
    "Last day",
)
# Of each term, in which calendar year of the school year, and the day and month of each answer.
TERMS = (
    ("Autumn", 0, ((2, 9), (26, 10), (30, 10), (18, 12))),
    ("Spring", 1, ((5, 1), (15, 2), (19, 2), (24, 3))),
    ("Summer", 1, ((12, 4), (31, 5), (4, 6), (21, 7))),
)


@pytest.fixture
def newcomer(committed: World) -> User:
    """An administrator of a site where two schools are known and no cluster of theirs is."""
    with transaction.atomic(), wall_open():
        of = make.authority("Eastshire")
        for name in ("Rowan School", "Hazel School"):
            make.school(name, of=of)
    return committed.root


def test_from_an_empty_page_to_the_first_panel_date(newcomer: User, browse: Browse):
    seen = Seen()
    one = Walker(browse(newcomer), "administrator", seen)

    one.page.goto("/")
    one.turns_to("Clusters", "Clusters")
    one.goes_on("Set up a cluster", "Set up a cluster")
    one.page.get_by_label("Name of the cluster").fill("East")
    eastshire = one.page.get_by_role("option", name="Eastshire").get_attribute("value")
    one.page.get_by_label("Local authority").select_option(eastshire)
    one.page.get_by_label("Wells").check()
    one.presses("Set up the cluster", "Set up East", "East is set up with its rules")
    for school in ("Rowan School", "Hazel School"):
        adds(one, school)
    gives(one, "Chair", "Charlie Rowan")
    gives(one, "Cluster SENCO", "Lesley Lead")
    for school, name in (("Rowan School", "Sandy Rowan"), ("Hazel School", "Sammy Hazel")):
        gives_post(one, school, name)
    sets_panels(one)

    one.finds("Nothing. Schools can apply until")
    assert seen.faults == {}


def to_the_tasks(one: Walker) -> None:
    one.follows("Set up", "Set up East", exact=True)


def takes_up(one: Walker, task: str, then: str) -> None:
    one.page.locator(".govuk-task-list").get_by_role("link", name=task).click()
    one.sees(then)


def adds(one: Walker, school: str) -> None:
    takes_up(one, "Schools", "Schools of East")
    one.page.locator("main a", has_text=re.compile("^(Find|Add) a school$")).click()
    one.page.get_by_label("Name, town, postcode or URN").fill(school)
    one.presses("Search", "Find a school")
    one.follows(f"Add {school}", school)
    one.presses("Add this school", "Schools of East", school)
    to_the_tasks(one)


def gives(one: Walker, office: str, name: str) -> None:
    takes_up(one, "People", "People of East")
    one.follows(f"Give the office of {office}", f"Who is to be {office}?", exact=True)
    is_somebody_new(one, name)
    one.presses("Give this office", "People of East", name)
    to_the_tasks(one)


def gives_post(one: Walker, school: str, name: str) -> None:
    takes_up(one, "People", "People of East")
    one.follows(f"Posts at {school}", school)
    one.goes_on("Give somebody a post", school)
    one.page.get_by_label("SENCO", exact=True).check()
    is_somebody_new(one, name)
    one.presses("Give this post", school, name)
    one.page.goto("/clusters/")
    one.follows("Set up East", "Set up East")


def is_somebody_new(one: Walker, name: str) -> None:
    one.page.get_by_label("full name").fill(name)
    one.page.get_by_label("Their work email address").fill(
        f"{name.split()[0].lower()}@east.example"
    )
    day = today()
    one.day("First day", str(day.day), str(day.month), str(day.year))


def sets_panels(one: Walker) -> None:
    """For next school year, whose half terms all lie ahead."""
    takes_up(one, "Calendar", "Calendar")
    years = one.page.get_by_role("navigation", name="School years").get_by_role("link")
    name = years.last.inner_text()
    first = int(name[:4])
    years.last.click()
    one.sees(f"Calendar {name}")
    one.follows("Enter the term dates", f"Term dates {name}")
    for term, of_year, dates in TERMS:
        group = one.page.get_by_role("group", name=f"{term} term")
        for question, (day, month) in zip(QUESTIONS, dates, strict=True):
            asked = group.get_by_role("group", name=question, exact=True)
            for label, part in (("Day", day), ("Month", month), ("Year", first + of_year)):
                asked.get_by_label(label).fill(str(part))
    one.presses("Save the term dates", f"Calendar {name}")
    one.goes_on("Set a panel for each half term", f"A panel for each half term of {name}")
    one.presses("Set these panel dates", f"Calendar {name}")
    one.follows("Set up", "Set up East", exact=True)
