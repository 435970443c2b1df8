"""Whose turn it is at the school, in words for whoever reads."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from funding import actions
from funding.models import Application
from schools.models import Post
from tests import factories as make

Next = Callable[..., str]


@pytest.fixture
def draft(world) -> Application:
    rules = world.north.cluster.rules
    rules.head_signs = True
    rules.save()
    return make.draft(world.olive, world.schools["Oak"], world.north.panel_date)


@pytest.fixture
def next_for(client, sign_in, draft) -> Next:
    def _next_for(person) -> str:
        page = sign_in(client, person).get(f"/applications/{draft.public_id}/")
        side = BeautifulSoup(page.content, "html.parser").select_one(".app-side p")
        return side.get_text(" ", strip=True).split(":")[0]

    return _next_for


MINE, SENCOS = "It is your turn", "Your school’s SENCO has it"


def test_a_draft_waits_for_the_senco(world, next_for):
    assert (next_for(world.olive), next_for(world.ben)) == (MINE, SENCOS)


def test_a_head_who_writes_it_too_has_their_turn(world, draft, next_for):
    draft.why = "In the head’s words."
    actions.save_draft(application=draft, fields=["why"], by=world.ben)

    assert (next_for(world.olive), next_for(world.ben)) == (MINE, MINE)


def test_what_is_to_be_signed_waits_for_the_head(client, world, draft, next_for):
    actions.ask_to_sign(application=draft, by=world.olive)

    assert next_for(world.ben) == MINE
    page = client.get(f"/applications/{draft.public_id}/").content.decode()
    assert "Go on to sign it or send it back" in page
    assert "Now: with you" in page
    assert next_for(world.olive).startswith("Your headteacher reads it")


def test_once_it_is_signed_it_waits_for_the_senco(world, draft, next_for):
    make.signed(draft, by=world.ben)

    assert (next_for(world.olive), next_for(world.ben)) == (MINE, SENCOS)


@pytest.mark.parametrize(
    ("status", "turns"),
    [
        ("draft", {"olive", "nora"}),
        ("to_sign", {"ben"}),
        ("signed", {"olive"}),
        ("submitted", set()),
        ("returned", {"olive", "nora"}),
        ("checked", set()),
        ("withdrawn", set()),
    ],
)
def test_the_rule_names_nobody_else(world, draft, status, turns):
    make.post(world.nora, world.schools["Oak"], Post.Kind.TEACHER)
    actions.share_draft(
        application=draft,
        colleague=world.nora,
        until=world.north.panel_date.closes_at,
        by=world.olive,
    )
    draft.submitted_at = draft.made_at
    draft.status = status
    draft.save()

    may = {
        key
        for key, person in world.people.items()
        if person.has_perm("funding.take_turn_application", draft)
    }
    assert may == turns
