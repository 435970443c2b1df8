"""Offices and posts on their pages: who may give and end which, and what is said."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.models import Membership, Office
from core.dates import today
from schools.models import Post
from tests import factories as make
from tests.clusters.boxes import boxes

pytestmark = pytest.mark.django_db


def someone(**more):
    who = {"name": "New Person", "email": "new@schools.example"}
    return who | boxes("starts_on", today()) | more


def queries_of(client, page) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page).status_code == 200
    return len(caught)


def test_the_cluster_senco_goes_by_the_clusters_own_label(north, client, sign_in):
    north.cluster.cluster_senco_label = "SEND host"
    north.cluster.save()
    sign_in(client, north.carol)

    assert "SEND host" in client.get(f"{north.home}/people").text
    assert "Who is to be SEND host?" in client.get(f"{north.home}/people/new/cluster_senco").text


def test_ones_own_office_has_no_link_and_its_page_says_who_can_instead(north, client, sign_in):
    own, other = north.offices["carol"].public_id, north.offices["dana"].public_id
    sign_in(client, north.carol)
    people = client.get(f"{north.home}/people").text

    assert f"offices/{own}/end" not in people
    assert f"offices/{other}/end" in people
    for verb in ("end", "cover"):
        refused = client.post(f"{north.home}/offices/{own}/{verb}", boxes("ends_on", today()))
        assert refused.status_code == 403
        assert "Ask Cleo Clerk or an administrator of the site" in refused.text
    north.offices["carol"].refresh_from_db()
    assert north.offices["carol"].ends_on is None


def test_an_office_is_ended_by_somebody_else(north, client, sign_in):
    sign_in(client, north.cleo)
    page = f"{north.home}/offices/{north.offices['carol'].public_id}/end"

    assert client.post(page, boxes("ends_on", today())).url == f"{north.home}/people"
    north.offices["carol"].refresh_from_db()
    assert north.offices["carol"].ends_on == today()


def test_giving_oneself_an_office_is_refused_on_the_page(north, client, sign_in):
    sign_in(client, north.carol)
    page = client.post(f"{north.home}/people/new/member", someone(email=north.carol.email))

    assert "You cannot give, cover or end an office of your own" in page.text
    assert page.context["form"]["name"].value() == "New Person"
    assert not Office.objects.filter(kind=Office.Kind.MEMBER).exists()


def test_people_of_the_cluster_are_offered_but_not_oneself(north, client, sign_in):
    sign_in(client, north.carol)
    form = client.get(f"{north.home}/people/new/member").context["form"]

    assert set(form.fields["person"].queryset) == {north.cleo, north.dana, north.ben}


def test_somebody_known_is_given_an_office_by_choosing_them(north, client, sign_in):
    sign_in(client, north.carol)
    answer = {"person": north.ben.public_id, **boxes("starts_on", today())}
    client.post(f"{north.home}/people/new/member", answer)

    assert Office.objects.get(kind=Office.Kind.MEMBER).person == north.ben


def test_a_choice_and_a_name_together_are_refused(north, client, sign_in):
    sign_in(client, north.carol)
    page = client.post(f"{north.home}/people/new/member", someone(person=north.ben.public_id))
    assert "not both" in page.text

    page = client.post(f"{north.home}/people/new/member", boxes("starts_on", today()))
    assert set(page.context["form"].errors) == {"name", "email"}
    assert not Office.objects.filter(kind=Office.Kind.MEMBER).exists()


def test_the_banner_says_whether_an_invitation_or_a_message_was_sent(north, client, sign_in):
    EmailAddress.objects.create(
        user=north.stranger, email=north.stranger.email, verified=True, primary=True
    )
    sign_in(client, north.carol)
    page = f"{north.home}/people/new/member"

    new = client.post(page, someone(), follow=True)
    assert "We sent them an invitation" in new.text
    known = client.post(page, someone(email=north.stranger.email), follow=True)
    assert "They have an account already" in known.text


def test_cover_is_named_on_its_page(north, client, sign_in):
    sign_in(client, north.carol)
    answer = {"person": north.ben.public_id, **boxes("starts_on", today())}
    answer |= boxes("ends_on", today() + timedelta(days=30))
    page = f"{north.home}/offices/{north.offices['dana'].public_id}/cover"
    shown = client.post(page, answer, follow=True).text

    assert Office.objects.get(covers=north.offices["dana"]).person == north.ben
    assert "covers for Dana Chair" in shown


def test_an_unknown_office_is_not_found(north, client, sign_in):
    sign_in(client, north.carol)

    assert client.get(f"{north.home}/people/new/king").status_code == 404
    assert client.get(f"{north.home}/people/new/authority_officer").status_code == 404


def test_a_cluster_without_schools_says_to_add_them_first(north, client, sign_in):
    Membership.objects.filter(cluster=north.cluster).delete()
    sign_in(client, north.carol)

    assert "has no schools yet" in client.get(f"{north.home}/people/school").text
    assert "No schools yet" in client.get(f"{north.home}/people").text


def test_the_list_takes_the_same_queries_for_few_and_many_people(north, client, sign_in):
    sign_in(client, north.carol)
    before = queries_of(client, f"{north.home}/people")
    for n in range(50):
        school = make.school(f"Birch {n}", of=north.northshire)
        Membership.objects.create(cluster=north.cluster, school=school, starts_on=today())
        person = make.person(f"Person {n}")
        make.office(person, north.cluster, Office.Kind.MEMBER, base_school=school)
        make.post(person, school)

    assert queries_of(client, f"{north.home}/people") == before


def test_posts_of_a_school_are_for_its_heads_and_its_clusters_managers(north, client, sign_in):
    expected = {
        north.ben: 200,  # its head
        north.carol: 200,  # cluster SENCO of a cluster it is in
        north.root: 200,
        north.dana: 403,  # chairs the cluster, manages nothing
        north.stranger: 403,  # the register is public, its staff is not
    }
    for person, status in expected.items():
        sign_in(client, person)
        page = client.get(f"/schools/{north.oak.urn}/people")
        assert page.status_code == status, person
        assert ("Headteacher" in page.text) == (status == 200)


def test_a_manager_loses_a_schools_posts_when_it_leaves(north, client, sign_in):
    sign_in(client, north.carol)
    page = f"/schools/{north.oak.urn}/people"
    assert client.get(page).status_code == 200

    Membership.objects.filter(school=north.oak).update(ends_on=today() - timedelta(days=1))
    assert client.get(page).status_code == 403


def test_a_head_gives_posts_at_their_own_school_alone(north, client, sign_in):
    sign_in(client, north.ben)
    answer = someone(kind="senco")

    assert client.post(f"/schools/{north.elm.urn}/people/new", answer).status_code == 403
    assert client.post(f"/schools/{north.oak.urn}/people/new", answer).status_code == 302
    given = Post.objects.get(kind=Post.Kind.SENCO)
    assert (given.school, given.person.name, given.given_by) == (
        north.oak,
        "New Person",
        north.ben,
    )


def test_ones_own_post_is_not_ended_by_oneself(north, client, sign_in):
    page = f"/posts/{north.head.public_id}/end"
    sign_in(client, north.ben)
    refused = client.post(page, boxes("ends_on", today()))
    assert refused.status_code == 403
    assert "Ask Carol Lead, Cleo Clerk or an administrator of the site" in refused.text

    sign_in(client, north.carol)
    assert client.post(page, boxes("ends_on", today())).status_code == 302
    north.head.refresh_from_db()
    assert north.head.ends_on == today()


def test_a_post_out_of_ones_care_does_not_exist(north, client, sign_in):
    elsewhere = make.post(make.person("Sam"), north.far)
    sign_in(client, north.carol)

    assert client.get(f"/posts/{elsewhere.public_id}/end").status_code == 404
    assert client.get("/posts/zzzzzzzzzz/end").status_code == 404


def test_the_posts_page_takes_the_same_queries_for_few_and_many(north, client, sign_in):
    sign_in(client, north.carol)
    page = f"/schools/{north.oak.urn}/people"
    before = queries_of(client, page)
    for n in range(50):
        make.post(make.person(f"Person {n}"), north.oak, "teacher")

    assert queries_of(client, page) == before


def test_everybody_sees_their_own_posts_and_offices(north, client, sign_in):
    make.office(north.ben, north.cluster, Office.Kind.MEMBER, ends_on=today() - timedelta(days=1))
    sign_in(client, north.ben)
    shown = client.get("/your-posts").context
    assert (shown["posts"], shown["offices"], len(shown["ended"])) == ([north.head], [], 1)

    sign_in(client, north.stranger)
    assert "You hold no post or office now" in client.get("/your-posts").text
