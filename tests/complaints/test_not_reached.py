"""A complaint's page says when mail to whoever complains did not arrive, and what to do then."""

import pytest
from bs4 import BeautifulSoup
from django.db.models import Q

from accounts.models import User
from complaints import actions, queries
from complaints.models import Contact
from core.access import audience
from core.models import OutgoingMail
from reports import access
from reports import actions as reports_actions
from tests import factories as make
from tests.harness.browsing import Browser
from tests.harness.undelivered import lose

ADDRESS = "pat@home.example"
TITLE = "Mail did not arrive"


@pytest.fixture
def lost(case) -> OutgoingMail:
    """What told them that we have their complaint."""
    return lose("parent", None, about=case.complaint, address=ADDRESS)


def url(case) -> str:
    return f"/complaints/{case.complaint.public_id}/"


def page(person, case) -> str:
    return Browser(person).get(url(case)).text


def banner(person, case) -> BeautifulSoup:
    found = BeautifulSoup(page(person, case), "html.parser").select_one(
        "[aria-labelledby=not-reached-title]"
    )
    assert found is not None
    return found


def links(person, case) -> set[str]:
    return {a["href"] for a in banner(person, case).select("a")}


def warned(lost: OutgoingMail) -> set[str]:
    people = audience("be_warned", lost, User.objects.all())
    return {person.name.split()[0] for person in people}


def test_it_says_where_it_went_why_not_and_what_to_do(world, case, lost):
    text = banner(world.carol, case).get_text(" ", strip=True)

    for words in (TITLE, ADDRESS, "There is no mailbox at this address", "Ask the school"):
        assert words in text
    assert links(world.carol, case) == {
        f"{url(case)}contact",
        f"{url(case)}link",
        f"/undelivered/{world.north.cluster.public_id}/",
    }


def test_the_chair_who_looks_after_no_mail_can_mend_it_too(world, case, lost):
    assert links(world.ben, case) == {f"{url(case)}contact", f"{url(case)}link"}


def test_where_there_is_a_telephone_number_it_is_there(world, case, lost):
    Contact.objects.create(
        cluster=world.north.cluster,
        complaint=case.complaint,
        name="Pat Parent",
        email=ADDRESS,
        telephone="01632 960 007",
    )

    assert "Telephone 01632 960 007" in banner(world.ben, case).get_text(" ", strip=True)


def test_those_who_handled_it_before_are_told_and_asked_for_nothing(world, case, lost):
    make.ended_stage(case.complaint, by=world.carol)
    actions.ask_next(complaint=case.complaint)

    assert links(world.ben, case) == set()
    assert "Those who handle the complaint now" in str(banner(world.ben, case))
    assert links(world.gil, case) == {f"{url(case)}contact", f"{url(case)}link"}


def test_only_who_reads_the_complaint_is_told(world, case, lost):
    assert warned(lost) == {"Ben", "Carol"}
    assert TITLE not in page(world.cleo, case)  # the clerk sees the line alone
    assert ADDRESS not in page(world.cleo, case)


def test_without_the_rule_others_would_be_told(case, lost, monkeypatch):
    """The control."""
    everybody = Q(key__isnull=False)
    monkeypatch.setattr(
        access.OutgoingMailAccess, "_reads_complaint", lambda self, asker: everybody
    )

    assert {"Cleo", "Gil", "Dev"} < warned(lost)


@pytest.mark.parametrize("status", ["waiting", "sending", "sent", "stopped"])
def test_what_has_gone_or_waits_is_no_loss(world, case, lost, status):
    OutgoingMail.objects.filter(pk=lost.pk).update(status=status)

    assert TITLE not in page(world.carol, case)


def test_it_ends_when_somebody_has_dealt_with_it(world, case, lost):
    reports_actions.settle_mail(lost=lost, by=world.carol)

    assert TITLE not in page(world.ben, case)


def test_it_ends_with_a_new_link_to_hand_over_and_comes_back_with_the_next_loss(world, case, lost):
    actions.renew_link(complaint=case.complaint, by=world.carol)
    assert TITLE not in page(world.carol, case)

    lose("parent again", None, about=case.complaint, address=ADDRESS)

    assert TITLE in page(world.carol, case)


def test_it_ends_when_the_address_is_put_right(world, case, lost):
    contact = Contact(name="Pat Parent", email="new@home.example")
    actions.correct_contact(complaint=case.complaint, contact=contact, by=world.carol)

    assert TITLE not in page(world.carol, case)


def test_a_message_to_somebody_of_the_staff_or_of_another_complaint_is_not_meant(world, case):
    other, _ = make.complaint(world.north.cluster, world.schools["Oak"])
    lose("stage", world.ben, about=make.latest_stage(case.complaint), address=ADDRESS)
    lose("other", None, about=other, address=ADDRESS)

    contact = queries.contact_of(case.complaint)

    assert queries.not_reached(case.complaint, contact, world.carol) is None
