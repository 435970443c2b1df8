"""A draft shared with a named colleague until a day; withdrawing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import DomainError
from funding import actions
from funding.models import Application, ApplicationGrant
from panels import actions as panels
from tests import factories as make


@pytest.fixture
def draft(world) -> Application:
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
    share(draft, world, "mia")
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

    unknown = client.post(url, {"email": "who@nowhere.example"} | until)
    assert "Nobody here has that address" in unknown.content.decode()
    past = client.post(url, {"email": world.nora.email} | until | {"until_2": day.year - 1})
    assert "still to come" in past.content.decode()
    assert client.post(url, {"email": world.nora.email} | until).status_code == 302
    assert may(world.nora, draft) == {"read", "write"}

    page = client.get(f"/applications/{draft.public_id}/").content.decode()
    assert f'Stop<span class="govuk-visually-hidden"> sharing with {world.nora.name}' in page
    client.post(f"/applications/{draft.public_id}/share/{world.nora.public_id}/end")
    assert may(world.nora, draft) == set()


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
