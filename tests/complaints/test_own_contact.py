"""The person who complains changes by their private link how they are reached, and nobody can move
their news elsewhere unseen."""

import pytest
from django.core.cache import cache
from django.test import Client

from complaints import actions, queries
from complaints.models import ComplaintLink, Contact
from core.errors import DomainError
from core.models import AuditLine, OutgoingMail
from tests import factories as make
from tests.harness.browsing import Browser

OLD, NEW = "pat@home.example", "pat@new.example"


@pytest.fixture(autouse=True)
def uncounted():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def reached(case):
    """With a telephone number and the child's name beside the address; what was sent is gone."""
    Contact.objects.create(
        cluster_id=case.complaint.cluster_id,
        complaint=case.complaint,
        name="Pat Parent",
        email=OLD,
        telephone="01632 960 001",
        child="Robin",
    )
    OutgoingMail.objects.all().delete()
    return case


def url(case) -> str:
    return f"/complaint/{case.token}/contact"


def change(case, **facts) -> Contact:
    said = {"email": OLD, "telephone": "01632 960 001"} | facts
    return actions.change_own_contact(complaint=case.complaint, **said)


def told() -> dict[str, str]:
    """What stands in the outbox, by address."""
    return {mail.address: mail.subject for mail in OutgoingMail.objects.all()}


def test_the_page_takes_the_new_address_and_says_so(reached):
    client = Client()
    page = client.get(url(reached)).content.decode()
    assert OLD in page

    answered = client.post(url(reached), {"email": NEW, "telephone": "01632 960 002"}, follow=True)

    now = queries.contact_of(reached.complaint)
    assert (now.email, now.telephone) == (NEW, "01632 960 002")
    assert (now.name, now.child) == ("Pat Parent", "Robin")  # not theirs to lose by it
    assert f"Saved. We write to {NEW} when there is news." in answered.content.decode()
    assert answered.redirect_chain == [(f"/complaint/{reached.token}/", 302)]


def test_neither_the_page_nor_the_complaint_shows_who_the_child_is(reached):
    for page in (url(reached), f"/complaint/{reached.token}/"):
        text = Client().get(page).content.decode()
        assert "Robin" not in text
        assert "Pat Parent" not in text


def test_the_old_address_the_new_one_and_the_handlers_are_told(world, reached):
    change(reached, email=NEW)

    reference = reached.complaint.reference
    handler = f"How to reach somebody has changed on complaint {reference}"
    assert told() == {
        OLD: f"News of complaint {reference} does not come here any more",
        NEW: f"Your complaint {reference}",
        world.carol.email: handler,
        world.ben.email: handler,
    }


def test_the_old_address_gets_no_private_link_and_nothing_of_what_was_said(world, reached):
    change(reached, email=NEW)

    mail = OutgoingMail.objects.get(address=OLD)
    assert mail.link == ""
    assert f"/complain/{world.north.cluster.public_id}/" in mail.body
    for secret in ("/complaint/", NEW, "Pat", "Robin", "Nobody said", "01632"):
        assert secret not in mail.subject + mail.body


def test_no_link_ends_so_nobody_is_shut_out(reached):
    """Whoever had got hold of a link could else keep the others from it."""
    before = set(ComplaintLink.objects.live().values_list("pk", flat=True))

    change(reached, email=NEW)

    assert before < set(ComplaintLink.objects.live().values_list("pk", flat=True))
    assert Client().get(f"/complaint/{reached.token}/").status_code == 200


def test_the_link_to_the_new_address_opens_the_complaint(reached):
    change(reached, email=NEW)

    link = OutgoingMail.objects.get(address=NEW).link
    assert Client().get(link[link.index("/complaint/") :]).status_code == 200


@pytest.mark.parametrize("facts", [{"telephone": "01632 960 009"}, {"email": OLD.upper()}])
def test_another_number_or_way_of_writing_the_address_tells_the_handlers_alone(
    world, reached, facts
):
    change(reached, **facts)

    assert set(told()) == {world.carol.email, world.ben.email}


def test_an_address_taken_away_is_told_and_nothing_more_goes_there(world, reached):
    page = Client().post(url(reached), {"email": "", "telephone": "01632 960 001"}, follow=True)
    assert set(told()) == {OLD, world.carol.email, world.ben.email}
    OutgoingMail.objects.all().delete()

    make.ended_stage(reached.complaint, by=world.carol)

    assert OLD not in told()
    assert "We have no email address of yours" in page.content.decode()


def test_it_is_audited_with_no_name_and_no_address(reached):
    change(reached, email=NEW)

    line = AuditLine.objects.get(verb="changed their own contact")
    assert (line.by, line.record_id) == (None, reached.complaint.pk)
    assert line.detail == {"changed": ["email"]}


def test_handlers_see_what_it_was_before(world, reached):
    change(reached, email=NEW, telephone="")
    url = f"/complaints/{reached.complaint.public_id}/"

    page = Browser(world.carol).get(url).text

    assert NEW in page
    assert f"Before: 01632 960 001, {OLD}" in page
    assert OLD not in Browser(world.cleo).get(url).text  # the line alone


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "pat at home"}, "Enter an email address in the correct format"),
        ({"telephone": "ask Robin"}, "Enter a telephone number, like 01632 960 001"),
        ({"telephone": "0" * 41}, "at most 40 characters"),
        ({}, "Nothing is different from what we have"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(reached, typed, said):
    sent = {"email": OLD, "telephone": "01632 960 001"} | typed

    page = Client().post(url(reached), sent).content.decode()

    assert said in page
    for value in sent.values():
        assert f'value="{value}"' in page
    assert told() == {}
    assert Contact.objects.filter(complaint=reached.complaint).count() == 2


def test_what_a_handler_put_right_meanwhile_is_not_wiped(world, reached):
    client = Client()
    page = client.get(url(reached)).content.decode()
    version = page.split('name="version" value="')[1].split('"')[0]
    right = Contact(name="Pat Parent", email=OLD, telephone="01632 960 005", child="Robin")
    actions.correct_contact(complaint=reached.complaint, contact=right, by=world.carol)

    typed = {"email": NEW, "telephone": "01632 960 001", "version": version}
    refused = client.post(url(reached), typed).content.decode()

    assert "This was changed while you wrote" in refused
    assert "01632 960 005" in refused
    assert f'value="{NEW}"' in refused
    assert queries.contact_of(reached.complaint).telephone == "01632 960 005"


def test_after_the_end_nothing_is_changed(world, reached):
    make.ended_stage(reached.complaint, by=world.carol)
    actions.close(complaint=reached.complaint, ending="satisfied", by=world.carol)

    with pytest.raises(DomainError, match="has ended"):
        change(reached, email=NEW)
    assert (
        "Change how we reach you"
        not in Client().get(f"/complaint/{reached.token}/").content.decode()
    )


def test_a_link_that_does_not_work_opens_nobodys_contact(reached):
    for token in ("nothing", reached.token[:-1]):
        assert Client().get(f"/complaint/{token}/contact").status_code == 404
        assert Client().post(f"/complaint/{token}/contact", {"email": NEW}).status_code == 404

    assert queries.contact_of(reached.complaint).email == OLD


def test_it_is_tried_only_so_often(reached):
    client = Client()
    for number in range(40):
        client.post(url(reached), {"email": f"pat{number}", "telephone": ""})

    assert client.post(url(reached), {"email": NEW, "telephone": ""}).status_code == 429
