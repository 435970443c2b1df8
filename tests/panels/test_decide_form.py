"""Recording a decision through its form: what stood when it was opened, why, and how much."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from funding.models import Outcome
from panels import actions
from panels.models import AgendaItem, Decision, Vote
from tests import factories as make

WHY_NOT = "The plan says too little of what the school does."


@pytest.fixture
def item(world) -> AgendaItem:
    """Oak's item, £1,250 asked, at a meeting that has started; Dana and Carol may record, and no
    vote stands against it."""
    item = world.north.items["own"]
    make.free(world.dana, item)
    make.started(item.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    Vote.objects.filter(item=item).update(choice=Vote.Choice.FOR)
    return item


def address(item: AgendaItem, outcome: str) -> str:
    return reverse("panels:decide", args=[item.public_id, outcome])


def filled(page: BeautifulSoup) -> dict[str, Any]:
    """What the page's form sends as it stands."""
    form = page.select_one("main form")
    said: dict[str, Any] = {}
    for one in form.select("input[name]"):
        if one.get("type") in ("radio", "checkbox") and not one.has_attr("checked"):
            continue
        said.setdefault(one["name"], []).append(one.get("value", "on"))
    return said | {one["name"]: one.get_text().strip() for one in form.select("textarea")}


def opened(client, url: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url).content, "html.parser")


def posted(client, url: str, said: dict[str, Any]) -> BeautifulSoup:
    return BeautifulSoup(client.post(url, said, follow=True).content, "html.parser")


def amounts(said: dict[str, Any], pounds: str) -> dict[str, Any]:
    return said | {name: pounds for name in said if name.startswith("cost_")}


def errors(page: BeautifulSoup) -> str:
    summary = page.select_one(".govuk-error-summary")
    return " ".join(summary.get_text().split()) if summary else ""


def words(page: BeautifulSoup) -> str:
    return " ".join(page.select_one("body").get_text().split())


def what_stands() -> tuple[str, int | None]:
    return Decision.objects.values_list("outcome", "amount_pence").get()


def test_a_form_opened_before_another_decision_does_not_overwrite_it(client, sign_in, item, world):
    carol = sign_in(client, world.carol)
    url = address(item, "award")
    old = amounts(filled(opened(carol, url)), "777") | {"reasons": "Carol’s own words."}
    make.decided(item, by=world.dana, outcome="decline", reasons=WHY_NOT)

    page = posted(carol, url, old)

    assert what_stands() == ("decline", None)
    assert "Dana" in errors(page)
    assert "recorded a decision meanwhile: not awarded" in errors(page)
    kept = filled(page)
    assert {kept["reasons"], *(kept[name][0] for name in kept if name.startswith("cost_"))} == {
        "Carol’s own words.",
        "777",
    }
    assert WHY_NOT in words(page)

    posted(carol, url, kept)  # knowingly
    assert what_stands() == ("award", 77_700)


def test_a_correction_opened_before_another_does_not_overwrite_it(client, sign_in, item, world):
    make.told(item, by=world.dana, outcome="decline")
    carol = sign_in(client, world.carol)
    url = reverse("panels:correct", args=[item.public_id])
    old = filled(opened(carol, url)) | {"reasons": "Carol’s own words.", "why": "A slip."}
    item = AgendaItem.objects.select_related("meeting").get(pk=item.pk)
    actions.correct(
        item=item,
        reasons="Dana’s.",
        conditions="",
        next_step="",
        why="Mine.",
        by=world.dana,
        seen=1,
    )

    page = posted(carol, url, old)

    assert "published a correction meanwhile" in errors(page)
    assert "Dana’s." in words(page)
    posted(carol, url, filled(page))
    told = Outcome.objects.order_by("version").values_list("version", "reasons")
    assert list(told)[1:] == [(2, "Dana’s."), (3, "Carol’s own words.")]


@pytest.mark.parametrize("outcome", ["decline", "advise", "defer"])
def test_only_an_award_asks_which_criteria_are_met(client, sign_in, item, world, outcome):
    make.panel_date(item.cluster, days=60)
    dana = sign_in(client, world.dana)
    url = address(item, outcome)
    criterion = item.meeting.cluster.rules.criteria_lines[0]

    page = opened(dana, url)
    refused = posted(dana, url, filled(page) | {"criteria": [criterion]})

    assert "criteri" not in words(page).lower()
    assert "criteri" not in errors(refused).lower()
    assert "Enter why" in errors(refused)
    assert "Which criteria are met?" in words(opened(dana, address(item, "award")))  # the control


def test_a_ticked_criterion_is_never_the_reason_of_a_no(item, world):
    criterion = item.meeting.cluster.rules.criteria_lines[0]

    outcome = make.told(
        item, by=world.dana, outcome="decline", criteria=[criterion], reasons=WHY_NOT
    )

    assert outcome.reasons == WHY_NOT


def test_more_than_asked_is_refused_until_it_is_said_knowingly(client, sign_in, item, world):
    dana = sign_in(client, world.dana)
    url = address(item, "award")
    said = amounts(filled(opened(dana, url)), "2,125")

    page = posted(dana, url, said)
    assert "£2,125.00 against £1,250.00" in errors(page)
    assert not Decision.objects.exists()

    page = posted(dana, url, filled(page) | {"more": "on"})
    assert "Say in the reasons why" in errors(page)
    page = posted(dana, url, filled(page) | {"reasons": "A second adult is needed."})
    assert errors(page) == ""
    assert what_stands() == ("award", 212_500)


def test_less_than_asked_has_a_reason_and_the_letters_say_so(client, sign_in, item, world):
    dana = sign_in(client, world.dana)
    url = address(item, "award")
    page = posted(dana, url, amounts(filled(opened(dana, url)), "900"))
    assert "Say in the reasons why" in errors(page)

    page = posted(dana, url, filled(page) | {"reasons": "Three sessions a week are enough."})

    assert "awarded £900.00 of £1,250.00 asked" in words(page)
    letter = words(opened(dana, reverse("panels:letter", args=[item.public_id])))
    assert "You asked for £1,250.00" in letter
    assert "Three sessions a week are enough." in letter


def test_a_divided_panel_finds_nothing_ticked(client, sign_in, item, world):
    dana = sign_in(client, world.dana)
    ticked = filled(opened(dana, address(item, "award")))
    assert ticked["by_consensus"] == ["True"]
    assert ticked["criteria"] == item.meeting.cluster.rules.criteria_lines

    actions.cast_vote(item=item, choice=Vote.Choice.AGAINST, by=world.carol)

    said = filled(opened(dana, address(item, "award")))
    assert {"by_consensus", "criteria"} & said.keys() == set()


def test_the_usual_award_takes_two_taps(client, sign_in, item, world):
    dana = sign_in(client, world.dana)
    url = address(item, "award")

    page = posted(dana, url, filled(opened(dana, url)))

    assert what_stands() == ("award", 125_000)
    assert "Item 1: awarded £1,250.00." in words(page)


def test_the_form_says_that_it_is_filled_in_beforehand(client, sign_in, item, world):
    dana = sign_in(client, world.dana)

    assert "All are ticked to begin with." in words(opened(dana, address(item, "award")))
    make.decided(item, by=world.dana)
    assert "All are ticked to begin with." not in words(opened(dana, address(item, "award")))


def test_a_decision_put_right_leads_back_to_its_item(client, sign_in, item, world):
    """The first one leads on to the next item."""
    dana = sign_in(client, world.dana)
    url = address(item, "award")
    followed = []
    for _ in range(2):
        said = filled(opened(dana, url))
        followed.append(dana.post(url, said).url)

    following = world.north.items["elm"]
    own = [reverse("panels:item", args=[row.public_id]) for row in (following, item)]
    assert followed == own
