"""What is put right in a complaint: who handles it, which case, how to reach whoever made it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from complaints import actions, queries
from complaints.models import (
    ComplaintLink,
    ComplaintStage,
    Concerned,
    ConnectedCase,
    Contact,
    Handler,
)
from core.access import audience
from core.errors import DomainError
from core.models import AuditLine, OutgoingMail
from panels import actions as panels
from tests import factories as make
from tests.harness import tables
from tests.harness.browsing import Browser


def names(people) -> set[str]:
    return {person.name.split()[0] for person in people}


def handling(complaint) -> set[str]:
    return names(audience("handle", make.latest_stage(complaint), User.objects.all()))


def could(complaint) -> set[str]:
    return names(queries.could_handle(make.latest_stage(complaint)))


def at_governor(world, complaint) -> None:
    make.ended_stage(complaint, by=world.carol)
    actions.ask_next(complaint=complaint)


def at_appeal(world, case) -> ComplaintStage:
    at_governor(world, case.complaint)
    make.ended_stage(case.complaint, by=case.lin)
    actions.ask_next(complaint=case.complaint)
    return make.latest_stage(case.complaint)


def contact(**changes) -> Contact:
    return Contact(**{"name": "Pat Parent", "email": "pat@home.example"} | changes)


# Ending a naming.


def test_whose_naming_ends_loses_the_complaint_at_once(world, case):
    stage = make.latest_stage(case.complaint)
    actions.name_handler(stage=stage, person=case.hedy, by=world.cleo)
    url = f"/complaints/{case.complaint.public_id}/"
    before = Browser(case.hedy).get(url)
    OutgoingMail.objects.all().delete()

    page = f"{url}handler/{case.hedy.public_id}/end"
    done = Browser(world.cleo).post(page, {"why": "away"})
    actions.end_handler(handler=Handler.objects.get(), why="away", by=world.cleo)

    row = Handler.objects.get(person=case.hedy)
    assert (before.status, Browser(case.hedy).get(url).status) == (200, 404)
    assert done.location == url
    assert (row.ended_by, row.ended_why) == (world.cleo, "away")
    assert {mail.address for mail in OutgoingMail.objects.all()} == {case.hedy.email}
    line = AuditLine.objects.get(verb="ended who handles")
    assert line.detail == {"person": case.hedy.pk, "why": "away"}


def test_another_is_named_in_their_place(world, case):
    stage = at_appeal(world, case)
    for person in (case.govan, case.gita, case.hedy):
        actions.name_handler(stage=stage, person=person, by=world.cleo)
    actions.end_handler(handler=Handler.objects.get(person=case.gita), why="near", by=world.cleo)
    with pytest.raises(DomainError, match="Three people hear an appeal"):
        make.ended_stage(case.complaint, by=case.hedy)
    actions.name_handler(stage=stage, person=case.gita, by=case.hedy)

    make.ended_stage(case.complaint, by=case.hedy)

    assert Handler.objects.filter(stage=stage).count() == 4


def test_a_naming_is_ended_with_a_reason_by_whoever_may_name(world, case):
    stage = make.latest_stage(case.complaint)
    handler = actions.name_handler(stage=stage, person=case.hedy, by=world.cleo)
    url = f"/complaints/{case.complaint.public_id}/handler/{case.hedy.public_id}/end"

    assert "Choose why" in Browser(world.cleo).post(url, {"why": ""}).text
    for other in (world.gil, case.otto, world.dev):
        with pytest.raises(DomainError, match="not yours to say"):
            actions.end_handler(handler=handler, why="asked", by=other)
    actions.end_handler(handler=handler, why="asked", by=case.hedy)
    with pytest.raises(DomainError, match="not yours to say"):
        actions.end_handler(handler=handler, why="asked", by=world.cleo)


def test_where_nobody_is_left_those_who_can_name_somebody_are_told(world, case):
    stage = at_appeal(world, case)
    handler = actions.name_handler(stage=stage, person=case.hedy, by=world.cleo)
    OutgoingMail.objects.all().delete()

    actions.end_handler(handler=handler, why="left", by=world.cleo)

    told = {mail.address for mail in OutgoingMail.objects.filter(subject__contains="needs")}
    assert told == {who.email for who in (world.ben, world.dana, world.carol, world.cleo)}


# Connecting a case.


@pytest.fixture
def unnamed(world, case):
    """A complaint that quotes no reference, at the governor's stage."""
    made, _ = make.complaint(world.north.cluster, world.schools["Oak"])
    at_governor(world, made)
    return made


def test_whom_the_case_bars_is_kept_away_from_then_on(world, case, unnamed):
    item = world.north.items["own"]
    stage = make.latest_stage(unnamed)
    actions.name_handler(stage=stage, person=world.gil, by=world.cleo)
    make.ended_stage(unnamed, by=case.lin)
    actions.ask_next(complaint=unnamed)
    before = could(unnamed)
    # Sue sat on Oak's item, and heads another school.
    assert "Sue" in before
    actions.name_handler(stage=make.latest_stage(unnamed), person=case.hedy, by=world.cleo)

    actions.connect_case(
        complaint=unnamed, reference=item.application.reference, why="found", by=case.hedy
    )

    assert before - could(unnamed) == {"Sue"}
    unnamed.refresh_from_db()
    assert unnamed.application == item.application
    actions.disconnect_case(complaint=unnamed, why="none", by=case.hedy)
    assert could(unnamed) == before
    rows = ConnectedCase.objects.filter(complaint=unnamed)
    assert [(row.application, row.why, row.by) for row in rows] == [
        (item.application, "found", case.hedy),
        (None, "none", case.hedy),
    ]


def test_whoever_connects_a_case_that_bars_them_loses_the_complaint(world, case, unnamed):
    panels.seat(
        meeting=world.north.meeting,
        office=make.office(world.gil, world.north.cluster, "member"),
        by=world.cleo,
    )
    reference = world.north.items["own"].application.reference
    url = f"/complaints/{unnamed.public_id}/decision"
    assert handling(unnamed) == {"Gil", "Lin"}

    done = Browser(world.gil).post(url, {"reference": reference, "why": "named"})
    actions.connect_case(complaint=unnamed, reference=reference, why="named", by=world.gil)

    assert handling(unnamed) == {"Lin"}
    assert done.location == "/complaints/"
    assert Browser(world.gil).get(f"/complaints/{unnamed.public_id}/").status == 404


def test_a_reference_that_fits_nothing_here_is_refused(world, case, unnamed):
    yew = world.south.items["yew"].application.reference
    url = f"/complaints/{unnamed.public_id}/decision"

    for reference in ("K7QFM-2WPXR", yew):
        page = Browser(world.gil).post(url, {"reference": reference, "why": "named"})
        assert "No application to this cluster has that reference" in page.text

    assert not ConnectedCase.objects.exists()


def test_the_case_is_no_business_of_those_who_see_the_line_alone(world, case, unnamed):
    reference = world.north.items["own"].application.reference

    with pytest.raises(DomainError, match="do not handle"):
        actions.connect_case(complaint=unnamed, reference=reference, why="named", by=world.cleo)
    with pytest.raises(DomainError, match="do not handle"):
        actions.disconnect_case(complaint=case.complaint, why="none", by=world.cleo)
    assert reference not in Browser(world.cleo).get(f"/complaints/{unnamed.public_id}/").text


CONNECT = (
    "INSERT INTO complaints_connectedcase (cluster_id, complaint_id, why, at, by_id)"
    " VALUES (%s, %s, 'none', now(), %s)"
)
TAKE_AWAY = "UPDATE complaints_complaint SET application_id = NULL WHERE id = %s"


def test_in_the_database_a_case_changes_with_its_line_alone(world, case):
    complaint = case.complaint
    assert tables.attempt(TAKE_AWAY, [complaint.pk]) == "refused 23001"

    ConnectedCase.objects.create(
        cluster=world.north.cluster, complaint=complaint, why="none", by=world.carol
    )

    assert tables.attempt(TAKE_AWAY, [complaint.pk]) == 1


def test_in_the_database_nobody_barred_connects_a_case(world, case):
    at_appeal(world, case)
    values = [world.north.cluster.pk, case.complaint.pk]

    assert tables.attempt(CONNECT, [*values, world.ben.pk]) == "refused 23514"
    assert tables.attempt(CONNECT, [*values, case.hedy.pk]) == 1


# Reaching the person.


def test_a_wrong_address_is_put_right_and_what_was_sent_to_it_stops_working(world, case):
    secret = "newpat@home.example"
    OutgoingMail.objects.all().delete()

    token = actions.correct_contact(
        complaint=case.complaint, contact=contact(email=secret), by=world.carol
    )

    assert Client().get(f"/complaint/{case.token}/").status_code == 404
    assert Client().get(f"/complaint/{token}/").status_code == 200
    assert {mail.address for mail in OutgoingMail.objects.all()} == {secret}
    assert queries.contact_of(case.complaint).email == secret
    line = AuditLine.objects.get(verb="corrected the contact")
    assert line.detail == {"changed": ["email"]}
    assert secret not in str([row.detail for row in AuditLine.objects.all()])


def test_a_wrong_telephone_number_ends_no_link(world, case):
    token = actions.correct_contact(
        complaint=case.complaint, contact=contact(telephone="01632 960 009"), by=world.ben
    )

    assert token == ""
    assert Client().get(f"/complaint/{case.token}/").status_code == 200


def test_the_older_contact_is_kept_and_nothing_is_lost(world, case):
    url = f"/complaints/{case.complaint.public_id}/contact"
    browser = Browser(world.carol)

    same = browser.post(url, {"name": "Pat Parent", "email": "pat@home.example"})
    wrong = browser.post(url, {"name": "Pat Parent", "email": "pat at home"})
    right = contact(child="Robin")
    actions.correct_contact(complaint=case.complaint, contact=right, by=world.carol)

    assert "Nothing is different" in same.text
    assert "pat at home" in wrong.text
    assert [row.child for row in Contact.objects.order_by("pk")] == ["", "Robin"]


def test_only_who_handles_it_puts_the_contact_right(world, case):
    for other in (world.cleo, world.dana, world.gil, world.dev):
        with pytest.raises(DomainError, match="do not handle"):
            actions.correct_contact(
                complaint=case.complaint, contact=contact(telephone="1"), by=other
            )


def test_a_link_forwarded_by_mistake_is_ended_after_the_end_too(world, case, monkeypatch):
    actions.close(complaint=case.complaint, ending="withdrawn", by=world.carol)
    with pytest.raises(DomainError, match="do not handle"):
        actions.renew_link(complaint=case.complaint, by=world.cleo)

    token = actions.renew_link(complaint=case.complaint, by=world.carol)

    assert Client().get(f"/complaint/{case.token}/").status_code == 404
    assert Client().get(f"/complaint/{token}/").status_code == 200
    live = ComplaintLink.objects.live().filter(complaint=case.complaint)
    assert live.count() == 2  # the one that is shown, the one that is sent
    later = timezone.now() + timedelta(days=91)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(DomainError, match="do not handle"):
        actions.renew_link(complaint=case.complaint, by=world.carol)


def test_whom_it_is_about_renews_and_ends_nothing(world, case):
    handler = actions.name_handler(
        stage=make.latest_stage(case.complaint), person=case.hedy, by=world.cleo
    )
    actions.name_concerned(
        complaint=case.complaint, person=world.cleo, why=Concerned.Why.ABOUT, by=world.carol
    )

    with pytest.raises(DomainError):
        actions.end_handler(handler=handler, why="asked", by=world.cleo)
