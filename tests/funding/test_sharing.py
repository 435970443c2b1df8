"""A draft shared with a colleague at the school until a day; what a withdrawn one still allows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import grants
from core.errors import DomainError
from funding import actions
from funding.models import Application, ApplicationGrant
from panels import actions as panels
from schools.models import Post
from tests import factories as make


@pytest.fixture
def draft(world) -> Application:
    """Of Oak, where Nora teaches."""
    make.post(world.nora, world.schools["Oak"], Post.Kind.TEACHER)
    return make.draft(world.olive, world.schools["Oak"], world.north.panel_date)


def share(draft, world, who="nora", days=5):
    return actions.share_draft(
        application=draft,
        colleague=world.people[who],
        until=timezone.now() + timedelta(days=days),
        by=world.olive,
    )


def may(person, draft) -> set[str]:
    verbs = ("read", "write", "submit", "share", "sign", "withdraw")
    return {verb for verb in verbs if person.has_perm(f"funding.{verb}_application", draft)}


def test_a_colleague_reads_and_writes_and_nothing_more(world, draft):
    assert may(world.nora, draft) == set()

    share(draft, world)

    assert may(world.nora, draft) == {"read", "write"}


def test_it_ends_by_itself_and_by_hand(world, draft):
    grant = share(draft, world)
    ApplicationGrant.objects.filter(pk=grant.pk).update(until=timezone.now())
    assert may(world.nora, draft) == set()

    grant = share(draft, world)
    actions.end_share(application=draft, grant=grant, by=world.olive)
    assert may(world.nora, draft) == set()


def test_it_opens_the_page_and_the_wall(client, sign_in, world, draft):
    url = f"/applications/{draft.public_id}/"
    sign_in(client, world.nora)
    assert client.get(url).status_code == 404

    share(draft, world)

    assert client.get(url).status_code == 200
    data = {"why": "Shared words.", "plan": "Groups."}
    assert client.post(f"{url}write/reasons", data).status_code == 302


def test_who_writes_by_a_share_is_a_silent_observer(world, draft):
    soon = timezone.now() + timedelta(days=5)
    grants.give(ApplicationGrant, "write", draft, to=world.mia, by=world.olive, why="", until=soon)
    draft.why = "Mia's words."
    actions.save_draft(application=draft, fields=["why"], by=world.mia)
    check = panels.submit(application=draft, by=world.olive)
    panels.answer_no_interest(check=check, by=world.dana)
    panels.find_ready(check=check, note="", by=world.dana)
    item = make.item(check, world.north.meeting, by=world.cleo)

    assert world.mia.has_perm("panels.observe_agendaitem", item)
    assert not world.mia.has_perm("panels.answer_agendaitem", item)


def test_sharing_by_the_page_names_a_known_person_and_a_day_to_come(client, sign_in, world, draft):
    sign_in(client, world.olive)
    url = f"/applications/{draft.public_id}/share"
    day = timezone.localdate() + timedelta(days=3)
    until = {"until_0": day.day, "until_1": day.month, "until_2": day.year}

    elsewhere = client.post(url, {"email": world.elsa.email} | until).content.decode()
    unknown = client.post(url, {"email": "who@nowhere.example"} | until).content.decode()
    nobody = "Nobody with a post at Oak School has that address."
    assert (nobody in elsewhere, nobody in unknown) == (True, True)
    too_long = client.post(url, {"email": world.nora.email} | until | {"until_2": day.year + 2})
    assert "within a year" in too_long.content.decode()
    past = client.post(url, {"email": world.nora.email} | until | {"until_2": day.year - 1})
    assert "still to come" in past.content.decode()
    assert client.post(url, {"email": world.nora.email} | until).status_code == 302
    assert may(world.nora, draft) == {"read", "write"}

    page = client.get(f"/applications/{draft.public_id}/").content.decode()
    assert f'Stop<span class="govuk-visually-hidden"> sharing with {world.nora.name}' in page
    client.post(f"/applications/{draft.public_id}/share/{world.nora.public_id}/end")
    assert may(world.nora, draft) == set()


@pytest.mark.parametrize(
    ("who", "days", "said"),
    [
        ("olive", 5, "You write it already"),
        ("ben", 5, "Ben Oakhead writes it already"),
        ("elsa", 5, "Nobody with a post at Oak School"),
        ("lena", 5, "Nobody with a post at Oak School"),  # her post has ended
        ("nora", -1, "still to come"),
        ("nora", 400, "within a year"),
    ],
)
def test_a_share_that_makes_no_sense_is_refused_with_the_reason(world, draft, who, days, said):
    with pytest.raises(DomainError, match=said):
        share(draft, world, who, days)

    assert not ApplicationGrant.objects.exists()


def test_who_may_write_anyway_is_named_beside_whom_it_is_shared_with(client, sign_in, world, draft):
    url = f"/applications/{draft.public_id}/"
    sign_in(client, world.olive)
    own = "Your school’s SENCO and heads."
    assert own in client.get(url).content.decode()

    share(draft, world)

    page = client.get(url).content.decode()
    assert (own in page, world.nora.name in page) == (True, True)


def test_withdrawn_is_kept_to_read_and_takes_no_part(client, sign_in, world, draft):
    check = panels.submit(application=draft, by=world.olive)
    sign_in(client, world.olive).post(f"/applications/{draft.public_id}/withdraw")

    draft.refresh_from_db()
    assert draft.status == "withdrawn"
    assert may(world.olive, draft) == {"read"}
    panels.answer_no_interest(check=check, by=world.dana)
    assert not world.dana.has_perm("panels.check_check", check)
    with pytest.raises(DomainError):
        panels.find_ready(check=check, note="", by=world.dana)


def test_a_withdrawn_application_on_the_agenda_takes_no_score_or_vote(world):
    item = world.north.items["own"]
    assert world.dana.has_perm("panels.vote_agendaitem", item)

    actions.withdraw(application=item.application, by=world.olive)

    assert not world.dana.has_perm("panels.vote_agendaitem", item)
    with pytest.raises(DomainError):
        panels.cast_vote(item=item, choice="for", by=world.dana)
