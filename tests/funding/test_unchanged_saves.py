"""A save that changes nothing changes nothing: the signature stands, and every page says so."""

import pytest

from funding import queries
from funding.models import Application
from tests import factories as make


@pytest.fixture
def signed(world) -> Application:
    draft = make.draft(world.olive, world.schools["Oak"], world.north.panel_date)
    world.north.cluster.rules.head_signs = True
    world.north.cluster.rules.save()
    make.signed(draft, by=world.ben)
    return Application.objects.get(pk=draft.pk)


def states(application: Application) -> dict[str, str]:
    fresh = Application.objects.get(pk=application.pk)
    return {step["name"]: step["state"] for step in queries.steps_of(fresh)[:3]}


SIGNED = {"Draft": "done", "Signed": "done", "Submitted": "current"}


def test_saving_a_part_unchanged_keeps_the_signature_and_the_strip(client, sign_in, world, signed):
    url = f"/applications/{signed.public_id}/write/reasons"
    olive = sign_in(client, world.olive)
    assert "A change takes the signature away" in olive.get(url).content.decode()

    olive.post(url, {"why": signed.why, "plan": signed.plan})

    signed.refresh_from_db()
    assert (signed.status, states(signed)) == ("signed", SIGNED)


def test_what_is_put_back_as_it_was_signed_is_signed(client, sign_in, world, signed):
    url = f"/applications/{signed.public_id}/write/reasons"
    olive = sign_in(client, world.olive)

    olive.post(url, {"why": "Changed.", "plan": signed.plan})
    changed = Application.objects.get(pk=signed.pk).status
    olive.post(url, {"why": signed.why, "plan": signed.plan})

    signed.refresh_from_db()
    assert (changed, signed.status, states(signed)) == ("draft", "signed", SIGNED)


def test_the_strip_of_a_returned_application_still_shows_its_signature(world, signed):
    Application.objects.filter(pk=signed.pk).update(status="draft")
    assert states(signed) == SIGNED
