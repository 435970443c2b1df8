"""The headteacher's signature: over the content as it stands, and void once a word changes."""

import pytest
from django.db import DatabaseError, connection, transaction

from core.errors import DomainError
from core.models import OutgoingMail
from funding import actions, queries
from funding.models import Application, Authorship
from panels import actions as panels
from tests import factories as make


@pytest.fixture
def draft(world) -> Application:
    rules = world.north.cluster.rules
    rules.head_signs = True
    rules.save()
    return make.draft(world.olive, world.schools["Oak"], world.north.panel_date)


def page_of(application: Application, rest: str = "") -> str:
    return f"/applications/{application.public_id}/{rest}"


def test_without_a_signature_nothing_is_submitted(world, draft):
    with pytest.raises(DomainError, match="has to sign it"):
        panels.submit(application=draft, by=world.olive)


def test_where_the_cluster_asks_for_none_it_is_submitted(world, draft):
    world.north.cluster.rules.head_signs = False
    world.north.cluster.rules.save()

    panels.submit(application=Application.objects.get(pk=draft.pk), by=world.olive)

    draft.refresh_from_db()
    assert draft.status == "submitted"


def test_the_senco_asks_the_head_signs_and_the_senco_submits(client, sign_in, world, draft):
    sign_in(client, world.olive).post(page_of(draft, "ask"))
    mail = OutgoingMail.objects.get(subject="An application waits for your signature")
    assert (mail.person, draft.title in mail.body) == (world.ben, False)

    sign_in(client, world.ben)
    assert draft.title in client.get("/to-sign/").content.decode()
    assert draft.title in client.get("/").content.decode()
    page = client.get(page_of(draft, "sign")).content.decode()
    assert "What your signature means" in page
    client.post(page_of(draft, "sign"), {"digest": queries.digest_of(draft)})
    assert queries.signature_on(draft).person == world.ben

    sign_in(client, world.olive).post(page_of(draft, "submit"))
    draft.refresh_from_db()
    assert draft.status == "submitted"
    parts = set(Authorship.objects.filter(application=draft).values_list("person", "part"))
    assert parts == {
        (world.olive.pk, "wrote"),
        (world.olive.pk, "submitted"),
        (world.ben.pk, "signed"),
    }


def test_a_head_who_writes_it_signs_and_submits_in_one_step(client, sign_in, world, draft):
    sign_in(client, world.ben)
    page = client.get(page_of(draft, "submit")).content.decode()
    assert "Sign and submit to the" in page

    client.post(page_of(draft, "submit"), {"digest": queries.digest_of(draft)})

    draft.refresh_from_db()
    assert draft.status == "submitted"
    assert queries.signature_on(draft).person == world.ben


CHANGES = {
    "words": lambda it, by: actions.save_draft(
        application=_changed(it, "why", "Other."), fields=["why"], by=by
    ),
    "a cost": lambda it, by: actions.add_cost(application=it, what="More", amount_pence=100, by=by),
    "an outcome": lambda it, by: make.outcome(it, by),
}


def _changed(application: Application, field: str, value: str) -> Application:
    setattr(application, field, value)
    return application


@pytest.mark.parametrize("change", CHANGES)
def test_an_edit_voids_the_signature(world, draft, change):
    actions.sign(application=draft, digest=queries.digest_of(draft), by=world.ben)
    draft.refresh_from_db()
    assert draft.status == "signed"

    CHANGES[change](draft, world.olive)

    draft = Application.objects.get(pk=draft.pk)
    assert draft.status == "draft"
    assert queries.signature_on(draft) is None
    with pytest.raises(DomainError, match="has to sign it"):
        panels.submit(application=draft, by=world.olive)


def test_a_head_signs_only_what_they_read(world, draft):
    read = queries.digest_of(draft)
    make.outcome(draft, world.olive)

    with pytest.raises(DomainError, match="changed the application while you read"):
        actions.sign(application=draft, digest=read, by=world.ben)


def test_a_head_sends_it_back_with_words(client, sign_in, world, draft):
    actions.ask_to_sign(application=draft, by=world.olive)
    sign_in(client, world.ben)
    empty = client.post(page_of(draft, "send-back"), {"words": ""})
    assert "Enter what should change" in empty.content.decode()

    client.post(page_of(draft, "send-back"), {"words": "Say what the mornings look like."})

    page = sign_in(client, world.olive).get(page_of(draft)).content.decode()
    assert "Say what the mornings look like." in page
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_heads_words_are_looked_through(client, sign_in, world, draft):
    actions.ask_to_sign(application=draft, by=world.olive)
    sign_in(client, world.ben)
    words = {"words": "Say how Amelia reads at home."}

    asked = client.post(page_of(draft, "send-back"), words).content.decode()
    assert "<mark>Amelia</mark>" in asked
    draft.refresh_from_db()
    assert draft.status == "to_sign"

    client.post(page_of(draft, "send-back"), words | {"keep_words": "on"})
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("key", ["olive", "elsa", "dana", "root", "sue"])
def test_nobody_but_the_schools_heads_signs(world, draft, key):
    assert not world.people[key].has_perm("funding.sign_application", draft)
    assert world.ben.has_perm("funding.sign_application", draft)


def test_a_signature_is_never_changed_or_removed(world, draft):
    actions.sign(application=draft, digest=queries.digest_of(draft), by=world.ben)

    for statement in ("UPDATE funding_signature SET digest = 'x'", "DELETE FROM funding_signature"):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_returned_application_whose_words_change_is_signed_again(world, draft):
    actions.sign(application=draft, digest=queries.digest_of(draft), by=world.ben)
    check = panels.submit(application=draft, by=world.olive)
    make_free = panels.answer_no_interest
    make_free(check=check, by=world.carol)
    panels.return_to_school(check=check, needed="Costs a week.", by=world.carol)
    draft = Application.objects.get(pk=draft.pk)

    actions.add_cost(application=draft, what="A week", amount_pence=500, by=world.olive)
    with pytest.raises(DomainError, match="has to sign it"):
        panels.submit(application=draft, by=world.olive)
    draft = Application.objects.get(pk=draft.pk)
    actions.sign(application=draft, digest=queries.digest_of(draft), by=world.ben)
    panels.submit(application=draft, by=world.olive)

    draft.refresh_from_db()
    assert draft.status == "submitted"
