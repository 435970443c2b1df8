from datetime import date

import pytest

from accounts.models import User
from core.errors import DomainError
from core.models import AuditLine
from schools import actions
from schools.models import LocalAuthority, Post, School

pytestmark = pytest.mark.django_db

START = date(2025, 9, 1)


@pytest.fixture
def oak():
    authority = LocalAuthority.objects.create(code="901", name="Northshire")
    return School.objects.create(
        urn="200001", name="Oak School", authority=authority, status="open"
    )


@pytest.fixture
def amina():
    return User.objects.create_user(name="Amina", email="amina@example.org")


@pytest.fixture
def ben():
    return User.objects.create_user(name="Ben", email="ben@example.org")


def give(person, school, by, **values):
    values = {"kind": Post.Kind.HEADTEACHER, "starts_on": START} | values
    return actions.give_post(person=person, school=school, by=by, **values)


def test_a_post_is_given_and_written_down(oak, amina, ben):
    post = give(ben, oak, amina)

    assert (post.person, post.school, post.given_by, post.ends_on) == (ben, oak, amina, None)
    line = AuditLine.objects.get()
    assert (line.by, line.verb, line.model, line.record_id, line.detail) == (
        amina,
        "give_post",
        "schools.post",
        post.pk,
        {
            "person": ben.pk,
            "school": oak.pk,
            "kind": "headteacher",
            "starts_on": "2025-09-01",
            "ends_on": None,
        },
    )


def test_nobody_gives_or_ends_a_post_of_their_own(oak, amina, ben):
    post = give(ben, oak, amina)

    with pytest.raises(DomainError, match="You cannot give yourself a post"):
        give(ben, oak, ben, kind=Post.Kind.SENCO)
    with pytest.raises(DomainError, match="You cannot end a post of your own"):
        actions.end_post(post=post, ends_on=START, by=ben)

    assert list(Post.objects.values_list("kind", "ends_on")) == [("headteacher", None)]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Ben is Headteacher at Oak School from 1 January 2026 to 31 March 2026 already"),
        ({"ends_on": date(2026, 1, 1)}, "already. Choose other dates or another post"),
        ({"ends_on": date(2025, 8, 31)}, "The end is before the start"),
    ],
)
def test_a_post_that_cannot_be_is_refused(oak, amina, ben, values, sentence):
    give(ben, oak, amina, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))

    with pytest.raises(DomainError, match=sentence):
        give(ben, oak, amina, **values)

    assert Post.objects.count() == 1


def test_one_post_may_follow_another(oak, amina, ben):
    give(ben, oak, amina, ends_on=date(2025, 12, 31))

    give(ben, oak, amina, starts_on=date(2026, 1, 1))
    give(ben, oak, amina, kind=Post.Kind.SENCO)

    assert Post.objects.count() == 3


def test_a_closed_school_has_no_new_posts(oak, amina, ben):
    School.objects.update(status="closed", closed_on=date(2025, 8, 31))
    oak.refresh_from_db()

    with pytest.raises(DomainError, match="Oak School closed on 31 August 2025"):
        give(ben, oak, amina)


def test_an_end_is_written_down_and_a_planned_one_brought_forward(oak, amina, ben):
    post = give(ben, oak, amina)

    actions.end_post(post=post, ends_on=date(2026, 7, 31), by=amina)
    actions.end_post(post=post, ends_on=date(2026, 3, 31), by=amina)

    post.refresh_from_db()
    assert post.ends_on == date(2026, 3, 31)
    ends = AuditLine.objects.filter(verb="end_post").order_by("pk")
    assert [line.detail for line in ends] == [
        {"ends_on": "2026-07-31", "before": None},
        {"ends_on": "2026-03-31", "before": "2026-07-31"},
    ]


@pytest.mark.parametrize(
    ("ends_on", "sentence"),
    [
        (date(2026, 4, 1), "already ends on 31 March 2026. To go on after that day"),
        (date(2025, 8, 31), "The post began on 1 September 2025"),
    ],
)
def test_an_end_is_never_put_off_nor_before_the_start(oak, amina, ben, ends_on, sentence):
    post = give(ben, oak, amina, ends_on=date(2026, 3, 31))

    with pytest.raises(DomainError, match=sentence):
        actions.end_post(post=post, ends_on=ends_on, by=amina)

    post.refresh_from_db()
    assert post.ends_on == date(2026, 3, 31)
