"""Finding schools in the register, adding them to a cluster, and when they leave."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.models import Membership
from core.dates import today
from tests import factories as make
from tests.clusters.boxes import boxes

pytestmark = pytest.mark.django_db


def found(client, north, words) -> set[str]:
    page = client.get(f"{north.home}/schools/find", {"q": words}).context["page"]
    return {school.urn for school in page}


def queries_of(client, page, **asked) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page, asked).status_code == 200
    return len(caught)


@pytest.mark.parametrize("words", ["birch", "BIRCH wood", "wellby", "birch wellby", "300001"])
def test_a_school_is_found_by_name_town_or_urn(north, client, sign_in, words):
    make.school("Birch Wood School", of=north.northshire, urn="300001", town="Wellby")
    sign_in(client, north.carol)

    assert found(client, north, words) == {"300001"}


def test_two_schools_of_one_name_are_told_apart_by_their_urn(north, client, sign_in):
    southshire = make.authority("Southshire")
    make.school("St Mary's School", of=southshire, urn="300002")
    make.school("St Mary's School", of=north.northshire, urn="300003")
    sign_in(client, north.carol)
    page = client.get(f"{north.home}/schools/find", {"q": "mary"})

    own_first = [school.urn for school in page.context["page"]]
    assert own_first == ["300003", "300002"]
    client.post(
        f"{north.home}/schools/add/300002", {"kind": "member", **boxes("starts_on", today())}
    )
    added = Membership.objects.filter(cluster=north.cluster, school__name="St Mary's School")
    assert [membership.school.urn for membership in added] == ["300002"]


def test_one_letter_is_too_few_and_nothing_found_says_what_to_do(north, client, sign_in):
    sign_in(client, north.carol)

    short = client.get(f"{north.home}/schools/find", {"q": "b"})
    assert "Enter at least 2 letters" in short.text
    assert short.context["page"] is None
    assert "No school found" in client.get(f"{north.home}/schools/find", {"q": "zebra"}).text


def test_the_search_takes_the_same_queries_for_1_3_and_50_schools(north, client, sign_in):
    sign_in(client, north.carol)
    counts = []
    for more in (1, 2, 47):
        for n in range(more):
            make.school(f"Birch {n}", of=north.northshire)
        counts.append(queries_of(client, f"{north.home}/schools/find", q="birch"))

    assert len(set(counts)) == 1


def test_a_school_of_another_authority_is_added_with_a_warning(north, client, sign_in):
    abroad = make.school("Abroad School", of=make.authority("Southshire"))
    sign_in(client, north.carol)
    warning = "This school is in Southshire, and North belongs to Northshire."

    assert warning in client.get(f"{north.home}/schools/add/{abroad.urn}").text
    assert "This school is in" not in client.get(f"{north.home}/schools/add/{north.far.urn}").text


def test_a_schools_other_clusters_are_shown_to_those_who_belong_to_them(north, client, sign_in):
    make.cluster("South", north.far, north.oak, of=north.northshire)
    page = f"{north.home}/schools/add/{north.far.urn}"

    sign_in(client, north.root)
    assert "South" in client.get(page).text
    sign_in(client, north.carol)
    assert "South" not in client.get(page).text


def test_adding_a_school_twice_is_refused_and_keeps_what_was_typed(north, client, sign_in):
    sign_in(client, north.carol)
    page = client.post(
        f"{north.home}/schools/add/{north.oak.urn}", {"kind": "host", **boxes("starts_on", today())}
    )

    assert "Oak School is already in North" in page.text
    assert page.context["form"]["kind"].value() == "host"
    assert Membership.objects.filter(cluster=north.cluster, school=north.oak).count() == 1


def test_the_list_shows_memberships_past_present_and_to_come(north, client, sign_in):
    day = timedelta(days=1)
    later = make.school("Later School", of=north.northshire)
    Membership.objects.create(cluster=north.cluster, school=later, starts_on=today() + day)
    Membership.objects.create(
        cluster=north.cluster,
        school=north.far,
        starts_on=today() - 9 * day,
        ends_on=today() - day,
    )
    sign_in(client, north.carol)
    shown = client.get(f"{north.home}/schools").context

    assert {
        when: {row.school.name for row in shown[when]} for when in ("now", "to_come", "past")
    } == {
        "now": {"Oak School", "Elm School"},
        "to_come": {"Later School"},
        "past": {"Far School"},
    }


def test_the_list_takes_the_same_queries_for_2_and_50_schools(north, client, sign_in):
    sign_in(client, north.carol)
    before = queries_of(client, f"{north.home}/schools")
    for n in range(48):
        school = make.school(f"Birch {n}", of=north.northshire)
        Membership.objects.create(cluster=north.cluster, school=school, starts_on=today())

    assert queries_of(client, f"{north.home}/schools") == before


def test_a_membership_ends_with_its_last_day(north, client, sign_in):
    membership = Membership.objects.get(cluster=north.cluster, school=north.elm)
    page = f"{north.home}/schools/{membership.public_id}/end"
    sign_in(client, north.carol)

    early = client.post(page, boxes("ends_on", membership.starts_on - timedelta(days=1)))
    assert "Enter that day or a later one" in early.text
    assert client.post(page, boxes("ends_on", today())).url == f"{north.home}/schools"
    membership.refresh_from_db()
    assert membership.ends_on == today()


def test_only_those_who_manage_the_cluster_add_or_end(north, client, sign_in):
    membership = Membership.objects.get(cluster=north.cluster, school=north.elm)
    add = {"kind": "member", **boxes("starts_on", today())}
    for person, status in ((north.ben, 403), (north.stranger, 404), (north.carol, 302)):
        sign_in(client, person)
        added = client.post(f"{north.home}/schools/add/{north.far.urn}", add)
        ended = client.post(
            f"{north.home}/schools/{membership.public_id}/end", boxes("ends_on", today())
        )
        assert (added.status_code, ended.status_code) == (status, status)
