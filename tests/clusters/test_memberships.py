from datetime import date

import pytest

from accounts.models import User
from clusters import actions
from clusters.models import Cluster, Membership
from core.errors import DomainError
from core.models import AuditLine
from schools.models import LocalAuthority, School

pytestmark = pytest.mark.django_db

START = date(2025, 9, 1)


@pytest.fixture
def northshire():
    return LocalAuthority.objects.create(code="901", name="Northshire")


@pytest.fixture
def amina():
    return User.objects.create_user(name="Amina", email="amina@example.org")


@pytest.fixture
def oak(northshire):
    return School.objects.create(
        urn="200001", name="Oak School", authority=northshire, status="open"
    )


@pytest.fixture
def north(northshire):
    return actions.create_cluster(
        name="North", authority=northshire, preset="wells", by=None, starts_on=START
    )


def add(cluster, school, by=None, **values):
    values = {"kind": Membership.Kind.MEMBER, "starts_on": START} | values
    return actions.add_school(cluster=cluster, school=school, by=by, **values)


def test_a_cluster_is_made_and_written_down(northshire, amina):
    cluster = actions.create_cluster(
        name="  North   Coast ", authority=northshire, preset="aylsham", by=amina, starts_on=START
    )

    assert (cluster.name, cluster.cluster_senco_label, cluster.starts_on) == (
        "North Coast",
        "SEND host",
        START,
    )
    line = AuditLine.objects.get()
    assert (line.by, line.verb, line.record_id, line.detail) == (
        amina,
        "create_cluster",
        cluster.pk,
        {"preset": "aylsham"},
    )


@pytest.mark.parametrize(
    ("name", "preset", "sentence"),
    [
        (" ", "wells", "Enter the cluster's name"),
        ("NORTH", "wells", "Northshire already has a cluster called NORTH"),
        ("South", "kent", "There is no preset “kent”"),
    ],
)
def test_a_cluster_that_cannot_be_is_refused(north, northshire, name, preset, sentence):
    with pytest.raises(DomainError, match=sentence):
        actions.create_cluster(name=name, authority=northshire, preset=preset, by=None)

    assert list(Cluster.objects.all()) == [north]


def test_two_authorities_may_each_have_a_cluster_of_one_name(north):
    southshire = LocalAuthority.objects.create(code="902", name="Southshire")

    actions.create_cluster(name="North", authority=southshire, preset="wells", by=None)

    assert Cluster.objects.filter(name="North").count() == 2


def test_a_school_joins_two_clusters_and_both_are_written_down(north, northshire, oak, amina):
    coast = actions.create_cluster(
        name="Coast", authority=northshire, preset="sutton", by=None, starts_on=START
    )

    host = add(north, oak, amina, kind=Membership.Kind.HOST)
    member = add(coast, oak, amina)

    lines = AuditLine.objects.filter(verb="add_school").order_by("pk")
    assert [(line.by, line.record_id, line.detail["kind"]) for line in lines] == [
        (amina, host.pk, "host"),
        (amina, member.pk, "member"),
    ]


def test_a_school_is_not_twice_in_a_cluster_at_one_time(north, oak):
    first = add(north, oak)

    with pytest.raises(DomainError, match="already in North, since 1 September 2025"):
        add(north, oak, starts_on=date(2026, 1, 1))
    actions.end_membership(membership=first, ends_on=date(2025, 12, 31), by=None)
    with pytest.raises(DomainError, match="from 1 September 2025 to 31 December 2025"):
        add(north, oak, starts_on=date(2025, 12, 31))
    add(north, oak, starts_on=date(2026, 1, 1))

    assert list(Membership.objects.order_by("starts_on").values_list("starts_on", "ends_on")) == [
        (START, date(2025, 12, 31)),
        (date(2026, 1, 1), None),
    ]


def test_a_closed_school_and_an_ended_cluster_take_nobody(north, oak):
    School.objects.update(status="closed", closed_on=date(2025, 8, 31))
    oak.refresh_from_db()
    with pytest.raises(DomainError, match="Oak School closed on 31 August 2025"):
        add(north, oak)

    north.ends_on = START
    with pytest.raises(DomainError, match="North ended on 1 September 2025"):
        add(north, oak, starts_on=date(2025, 9, 2))

    assert not Membership.objects.exists()


def test_an_end_is_written_down_and_a_planned_one_brought_forward(north, oak, amina):
    membership = add(north, oak)

    actions.end_membership(membership=membership, ends_on=date(2026, 7, 31), by=amina)
    ended = actions.end_membership(membership=membership, ends_on=date(2026, 3, 31), by=amina)

    assert ended.ends_on == date(2026, 3, 31)
    lines = AuditLine.objects.filter(verb="end_membership").order_by("pk")
    assert [(line.by, line.detail) for line in lines] == [
        (amina, {"ends_on": "2026-07-31", "before": None}),
        (amina, {"ends_on": "2026-03-31", "before": "2026-07-31"}),
    ]


@pytest.mark.parametrize(
    ("ends_on", "sentence"),
    [
        (date(2026, 4, 1), "already leaves North on 31 March 2026. To keep it longer"),
        (date(2025, 8, 31), "Oak School joined on 1 September 2025"),
    ],
)
def test_an_end_is_never_put_off_nor_before_the_start(north, oak, ends_on, sentence):
    membership = add(north, oak)
    actions.end_membership(membership=membership, ends_on=date(2026, 3, 31), by=None)

    with pytest.raises(DomainError, match=sentence):
        actions.end_membership(membership=membership, ends_on=ends_on, by=None)

    membership.refresh_from_db()
    assert membership.ends_on == date(2026, 3, 31)
