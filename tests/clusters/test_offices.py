"""Giving, covering and ending offices and posts, by the actions."""

from datetime import date, timedelta

import pytest

from clusters import actions
from clusters.actions import Who
from clusters.models import Office
from core.dates import today
from core.errors import DomainError
from core.models import AuditLine, OutgoingMail
from schools.models import Post
from tests import factories as make

pytestmark = pytest.mark.django_db

START = date(2026, 9, 1)
Kind = Office.Kind


def give(north, person, kind=Kind.MEMBER, starts_on=START, by=None, **more):
    return actions.give_office(
        cluster=north.cluster,
        person=person,
        kind=kind,
        starts_on=starts_on,
        by=by or north.carol,
        **more,
    )


def test_an_office_keeps_base_employer_and_days_apart(north):
    office = give(
        north,
        north.stranger,
        Kind.CLUSTER_SENCO,
        base_school=north.oak,
        employer_school=north.elm,
        days_a_week="1.5",
        phase="Primary",
    )

    office.refresh_from_db()
    assert (office.base_school, office.employer_school) == (north.oak, north.elm)
    assert (str(office.days_a_week), office.phase) == ("1.5", "Primary")


def test_two_cluster_sencos_hold_office_at_once_one_for_each_phase(north):
    give(north, north.ben, Kind.CLUSTER_SENCO, phase="Secondary")

    held = Office.objects.on(START).filter(cluster=north.cluster, kind=Kind.CLUSTER_SENCO)
    assert {office.person for office in held} == {north.carol, north.ben}


def test_giving_an_office_is_written_down_and_told(north):
    office = give(north, north.stranger)

    line = AuditLine.objects.get(verb="give_office")
    assert (line.by, line.record_id) == (north.carol, office.pk)
    mail = OutgoingMail.objects.get(person=north.stranger)
    assert mail.subject == "You have been given an office in a cluster"
    assert "North" not in mail.body


def test_nobody_gives_themselves_an_office(north):
    with pytest.raises(DomainError, match="Ask Cleo Clerk or an administrator of the site"):
        give(north, north.carol)

    assert give(north, north.carol, by=north.cleo).person == north.carol  # somebody else may


def test_nobody_gives_themselves_an_office_by_their_own_address(north):
    who = Who(name="Somebody Else", email=north.carol.email.upper())
    with pytest.raises(DomainError, match="office of your own"):
        actions.place_in_office(
            cluster=north.cluster, who=who, kind=Kind.CHAIR, starts_on=START, by=north.carol
        )


def test_nobody_ends_their_own_office(north):
    office = north.offices["carol"]
    with pytest.raises(DomainError, match="office of your own"):
        actions.end_office(office=office, ends_on=today(), by=north.carol)

    assert actions.end_office(office=office, ends_on=today(), by=north.cleo).ends_on == today()


def test_an_office_is_not_held_twice_at_once(north):
    give(north, north.stranger, ends_on=date(2026, 12, 31))

    with pytest.raises(DomainError, match="Nora Nobody is Panel member from 1 September 2026"):
        give(north, north.stranger, starts_on=date(2026, 12, 31))
    give(north, north.stranger, starts_on=date(2027, 1, 1))  # the day after is free


def test_a_cluster_has_one_chair_at_a_time(north):
    with pytest.raises(DomainError, match="Dana Chair chairs North"):
        give(north, north.ben, Kind.CHAIR)

    actions.end_office(office=north.offices["dana"], ends_on=date(2026, 8, 31), by=north.carol)
    assert give(north, north.ben, Kind.CHAIR).person == north.ben


def test_an_office_does_not_end_before_it_begins(north):
    with pytest.raises(DomainError, match="last day is before the first"):
        give(north, north.stranger, ends_on=START - timedelta(days=1))
    office = give(north, north.stranger, ends_on=START)
    with pytest.raises(DomainError, match="began on 1 September 2026"):
        actions.end_office(office=office, ends_on=START - timedelta(days=1), by=north.carol)


def test_the_end_of_an_office_is_brought_forward_never_put_off(north):
    office = give(north, north.stranger, ends_on=date(2027, 7, 31))

    with pytest.raises(DomainError, match="already ends on 31 July 2027"):
        actions.end_office(office=office, ends_on=date(2027, 8, 31), by=north.carol)
    ended = actions.end_office(office=office, ends_on=date(2027, 3, 31), by=north.carol)
    assert ended.ends_on == date(2027, 3, 31)


def cover(north, person, first, last, by=None):
    return actions.name_cover(
        office=north.offices["dana"],
        person=person,
        starts_on=first,
        ends_on=last,
        by=by or north.carol,
    )


def test_cover_holds_the_office_beside_its_holder_on_its_days_alone(north):
    cover(north, north.ben, date(2026, 11, 1), date(2026, 11, 30))

    chairs = Office.objects.filter(cluster=north.cluster, kind=Kind.CHAIR)
    assert {office.person for office in chairs.on(date(2026, 11, 30))} == {north.dana, north.ben}
    assert {office.person for office in chairs.on(date(2026, 12, 1))} == {north.dana}


def test_nobody_covers_for_themselves_or_names_themselves_as_cover(north):
    days = (date(2026, 11, 1), date(2026, 11, 30))
    with pytest.raises(DomainError, match="holds this office"):
        cover(north, north.dana, *days)
    with pytest.raises(DomainError, match="office of your own"):
        cover(north, north.carol, *days)

    assert cover(north, north.carol, *days, by=north.cleo).person == north.carol


def test_an_office_has_one_cover_at_a_time(north):
    cover(north, north.ben, date(2026, 11, 1), date(2026, 11, 30))

    with pytest.raises(DomainError, match="Ben Oakhead covers this office"):
        cover(north, north.stranger, date(2026, 11, 30), date(2026, 12, 5))
    cover(north, north.stranger, date(2026, 12, 1), date(2026, 12, 5))


def test_cover_lies_within_the_office(north):
    office = north.offices["dana"]
    actions.end_office(office=office, ends_on=date(2026, 12, 31), by=north.carol)

    with pytest.raises(DomainError, match="within the office's own dates"):
        cover(north, north.ben, date(2026, 12, 1), date(2027, 1, 1))


def test_cover_ends_with_the_office_and_later_cover_does_not_begin(north):
    running = cover(north, north.ben, date(2026, 11, 1), date(2026, 11, 30))
    cover(north, north.stranger, date(2026, 12, 1), date(2026, 12, 5))

    actions.end_office(office=north.offices["dana"], ends_on=date(2026, 11, 10), by=north.carol)

    covers = Office.objects.filter(covers=north.offices["dana"])
    assert {(found.pk, found.ends_on) for found in covers} == {(running.pk, date(2026, 11, 10))}


def test_a_known_address_is_the_same_person(north):
    who = Who(name="Another Name", email=north.stranger.email)
    office = actions.place_in_office(
        cluster=north.cluster, who=who, kind=Kind.MEMBER, starts_on=START, by=north.carol
    )

    assert office.person == north.stranger
    assert office.person.name == "Nora Nobody"


def test_a_new_address_is_invited_and_told(north):
    who = Who(name="New Person", email="new@schools.example")
    post = actions.place_at_school(
        school=north.elm, who=who, kind=Post.Kind.SENCO, starts_on=START, by=north.carol
    )

    assert (post.person.name, post.given_by) == ("New Person", north.carol)
    sent = OutgoingMail.objects.filter(address="new@schools.example")
    assert sent.count() == 2  # the invitation, and that a post was given


def test_a_refused_office_invites_nobody(north):
    who = Who(name="New Person", email="new@schools.example")
    with pytest.raises(DomainError):
        actions.place_in_office(
            cluster=north.cluster, who=who, kind=Kind.CHAIR, starts_on=START, by=north.carol
        )

    assert not OutgoingMail.objects.filter(address="new@schools.example").exists()


def test_nobody_gives_themselves_a_post(north):
    who = Who(person=north.ben)
    with pytest.raises(DomainError, match="Ask Carol Lead, Cleo Clerk or an administrator"):
        actions.place_at_school(
            school=north.oak, who=who, kind=Post.Kind.SENCO, starts_on=START, by=north.ben
        )

    post = actions.place_at_school(
        school=north.oak, who=who, kind=Post.Kind.SENCO, starts_on=START, by=north.carol
    )
    assert post.person == north.ben


def test_ending_a_post_tells_its_holder(north):
    actions.end_post(post=north.head, ends_on=today(), by=north.carol)

    mail = OutgoingMail.objects.get(person=north.ben)
    assert mail.subject == "A post of yours at a school ends"
    assert "Oak School" not in mail.body


def test_an_authoritys_officer_is_not_covered(north):
    officer = Office.objects.create(
        person=make.person("Lou Officer"), authority=north.northshire, kind=Kind.AUTHORITY_OFFICER
    )

    with pytest.raises(DomainError, match="Appoint another officer"):
        actions.name_cover(
            office=officer,
            person=north.ben,
            starts_on=today(),
            ends_on=today(),
            by=north.root,
        )
