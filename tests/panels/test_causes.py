"""Each fact that makes a conflict, and its edge."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from clusters.models import Office
from core.access import audience
from funding.actions import record_author
from funding.models import ApplicantSchool
from panels import access
from panels.models import AgendaItem, Decision
from schools.actions import settle_families
from schools.models import Post
from tests import factories as make

TODAY = timezone.localdate()


@pytest.fixture
def item(world):
    return world.north.items["own"]


@pytest.fixture
def newcomer(world):
    person = make.person("Nina Newcomer")
    make.office(person, world.north.cluster, Office.Kind.CHAIR)
    return person


def is_silent(person, item) -> bool:
    """By both spellings: the person known, and the person an outer query's."""
    known = person.has_perm("panels.observe_agendaitem", item)
    assert set(audience("observe", item, User.objects.filter(pk=person.pk))) == (
        {person} if known else set()
    )
    return known


def test_nobody_is_silent_without_a_fact(newcomer, item):
    assert not is_silent(newcomer, item)


@pytest.mark.parametrize("kind", Post.Kind.values)
def test_any_post_at_the_school_counts_governors_included(newcomer, item, world, kind):
    make.post(newcomer, world.schools["Oak"], kind)

    assert is_silent(newcomer, item)


def test_a_post_at_a_school_of_the_same_federation_counts(newcomer, item, world):
    for school in (world.schools["Oak"], world.schools["Elm"]):
        school.federation = "The Two Trees Federation"
        school.save()
    settle_families()
    make.post(newcomer, world.schools["Elm"])

    assert is_silent(newcomer, item)


@pytest.mark.parametrize(("months", "silent"), [(12, True), (0, False)])
def test_a_past_post_counts_as_far_as_the_cluster_looks_back(newcomer, item, world, months, silent):
    rules = world.north.cluster.rules
    rules.look_back_months = months
    rules.save()
    make.post(newcomer, world.schools["Oak"], ends_on=TODAY - timedelta(days=100))

    assert is_silent(newcomer, item) == silent


def test_the_edge_of_the_look_back_is_the_meetings_day_less_the_months(newcomer, item, world):
    held_on = world.north.panel_date.held_on
    rules = world.north.cluster.rules
    rules.look_back_months = 1
    rules.save()
    month, year = (held_on.month - 1, held_on.year) if held_on.month > 1 else (12, held_on.year - 1)
    edge = held_on.replace(year=year, month=month, day=min(held_on.day, 28))
    post = make.post(newcomer, world.schools["Oak"], ends_on=edge - timedelta(days=5))

    assert not is_silent(newcomer, item)
    post.ends_on = edge + timedelta(days=5)
    post.save()
    assert is_silent(newcomer, item)


def test_a_coming_post_counts_when_it_begins_before_the_meeting(newcomer, item, world):
    held_on = world.north.panel_date.held_on
    post = make.post(newcomer, world.schools["Oak"], starts_on=held_on + timedelta(days=1))

    assert not is_silent(newcomer, item)
    post.starts_on = held_on
    post.save()
    assert is_silent(newcomer, item)


@pytest.mark.parametrize("rule", ["base_school", "employer"])
def test_an_office_counts_at_its_base_and_employer_as_the_cluster_says(item, world, rule):
    field = {"base_school": "base_school", "employer": "employer_school"}[rule]
    Office.objects.filter(person=world.carol).update(**{field: world.schools["Oak"]})

    assert is_silent(world.carol, item)
    rules = world.north.cluster.rules
    setattr(rules, f"{rule}_counts", False)
    rules.save()
    assert not is_silent(world.carol, item)


def test_a_post_in_the_same_trust_counts_only_where_the_cluster_says(newcomer, item, world):
    make.trust("Two Trees Trust", world.schools["Oak"], world.schools["Elm"])
    make.post(newcomer, world.schools["Elm"])

    assert not is_silent(newcomer, item)
    world.north.cluster.rules.same_trust_counts = True
    world.north.cluster.rules.save()
    assert is_silent(newcomer, item)


def test_whoever_wrote_it_is_silent_wherever_they_work_now(newcomer, item):
    record_author(application=item.application, person=newcomer)

    assert is_silent(newcomer, item)


def test_every_school_of_a_group_bid_counts(newcomer, item, world):
    ApplicantSchool.objects.create(
        cluster_id=item.cluster_id, application=item.application, school=world.schools["Ash"]
    )
    make.post(newcomer, world.schools["Ash"])

    assert is_silent(newcomer, item)


def test_a_post_that_begins_after_publication_says_nothing(newcomer, item, world):
    make.free(world.dana, item)
    make.started(item.meeting, by=world.cleo)
    make.fund(world.north.cluster, by=world.fay)
    make.decided(item, by=world.dana)
    Decision.objects.update(letter_read_by=world.dana, letter_read_at=timezone.now())
    AgendaItem.objects.filter(pk=item.pk).update(published_at=timezone.now() - timedelta(days=3))
    make.post(newcomer, world.schools["Oak"], starts_on=TODAY)

    assert not is_silent(newcomer, item)
    make.post(
        newcomer, world.schools["Oak"], Post.Kind.GOVERNOR, starts_on=TODAY - timedelta(days=3)
    )
    assert is_silent(newcomer, item)


def test_the_agendas_count_of_people_is_the_rules_answer_person_by_person(world):
    make.post(world.mia, world.schools["Elm"], starts_on=TODAY + timedelta(days=2))
    items = list(world.north.items.values())
    seats = list(access.seats_at(world.north.meeting))

    people = access.people_on(items, seats, access.conflicts_on(items))

    everybody = User.objects.all()
    for item in items:
        for verb, found in (("take_part", people[item.pk].free), ("be_able", people[item.pk].able)):
            assert found == {one.pk for one in audience(verb, item, everybody)}, verb
    assert {len(found.able) for found in people.values()} == {4, 5}
