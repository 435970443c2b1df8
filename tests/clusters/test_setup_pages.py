"""The list of clusters, making one, and the set-up list; who may open which page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.models import Cluster, Office, SchoolTerm
from clusters.queries.setup import missing_before_first_panel
from core.dates import today
from schools.models import LocalAuthority
from tests import factories as make

pytestmark = pytest.mark.django_db

SET_UP_PAGES = (
    "set-up",
    "name",
    "schools",
    "schools/find",
    "schools/add/{urn}",
    "schools/{membership}/end",
    "people",
    "people/new",
    "people/school",
    "people/new/member",
    "offices/{office}/end",
    "offices/{office}/cover",
    "rules",
    "rules/preset",
    "rules/preset/sutton",
    "rules/conflicts",
    "calendar/2026",
    "calendar/2026/terms",
    "panels/new",
    "panels/{panel}/move",
    "panels/{panel}/cancel",
)


@pytest.fixture
def pages(north) -> list[str]:
    found = {
        "urn": north.far.urn,
        "membership": north.cluster.memberships.first().public_id,
        "office": north.offices["dana"].public_id,
        "panel": make.panel_date(north.cluster).public_id,
    }
    return [f"{north.home}/{page.format(**found)}" for page in SET_UP_PAGES]


def without_tokens(page) -> str:
    return re.sub(r'(csrf-token" content|csrfmiddlewaretoken" value)="\w+"', "", page.text)


def statuses(client, pages) -> set[int]:
    return {client.get(page).status_code for page in pages}


def queries_of(client, page) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(page).status_code == 200
    return len(caught)


def test_set_up_pages_open_for_those_who_manage_the_cluster(north, client, sign_in, pages):
    for person in (north.carol, north.cleo, north.root):
        sign_in(client, person)
        assert statuses(client, pages) == {200}, person


def test_set_up_pages_are_refused_with_a_reason_to_others_of_the_cluster(
    north, client, sign_in, pages
):
    for person in (north.ben, north.dana):
        sign_in(client, person)
        assert statuses(client, pages) == {403}, person
    assert "Only the cluster SENCO, the clerk" in client.get(pages[0]).text


def test_set_up_pages_do_not_exist_for_anybody_else(north, client, sign_in, pages):
    south = make.cluster("South", north.far, of=north.northshire)
    sam = make.person("Sam South Lead")
    make.office(sam, south, Office.Kind.CLUSTER_SENCO)
    for person in (north.stranger, sam):
        sign_in(client, person)
        assert statuses(client, [*pages, f"{north.home}/"]) == {404}, person


def test_a_hidden_cluster_and_a_random_one_answer_alike(north, client, sign_in):
    sign_in(client, north.stranger)
    hidden = client.get(f"{north.home}/set-up")
    random = client.get("/clusters/zzzzzzzzzz/set-up")

    assert hidden.status_code == random.status_code == 404
    assert without_tokens(hidden) == without_tokens(random)


def test_rows_of_another_cluster_are_not_reached_through_ones_own(north, client, sign_in):
    south = make.cluster("South", north.far, of=north.northshire)
    make.office(north.carol, south, Office.Kind.CLERK)
    there = f"/clusters/{south.public_id}"
    office = north.offices["dana"].public_id
    membership = north.cluster.memberships.first().public_id
    panel = make.panel_date(north.cluster).public_id
    sign_in(client, north.carol)

    assert statuses(
        client,
        [
            f"{there}/offices/{office}/end",
            f"{there}/schools/{membership}/end",
            f"{there}/panels/{panel}/move",
        ],
    ) == {404}


def test_people_of_a_cluster_read_about_it(north, client, sign_in):
    make.panel_date(north.cluster, place="Oak School hall")
    sign_in(client, north.ben)
    page = client.get(f"{north.home}/").text

    assert {word for word in ("Oak School hall", "Dana Chair", "Elm School") if word in page} == {
        "Oak School hall",
        "Dana Chair",
        "Elm School",
    }
    assert "Set up this cluster" not in page


def test_the_list_shows_ones_own_clusters_alone(north, client, sign_in):
    make.cluster("South", north.far, of=north.northshire)

    for person, expected in (
        (north.ben, {"North"}),
        (north.root, {"North", "South"}),
        (north.stranger, set()),
    ):
        sign_in(client, person)
        assert {found.name for found in client.get("/clusters/").context["page"]} == expected
    assert "You are in no cluster now" in client.get("/clusters/").text


def test_the_list_is_searched_by_name(north, client, sign_in):
    make.cluster("South", north.far, of=north.northshire)
    sign_in(client, north.root)

    found = client.get("/clusters/", {"q": "sou"}).context["page"]
    assert {cluster.name for cluster in found} == {"South"}
    assert "No cluster of that name" in client.get("/clusters/", {"q": "west"}).text


def test_a_short_list_has_no_search_box(north, client, sign_in):
    sign_in(client, north.root)
    box = "Search by name"
    assert box not in client.get("/clusters/").text

    for number in range(20):
        make.cluster(f"Far {number}", of=north.northshire)

    assert box in client.get("/clusters/").text
    assert box in client.get("/clusters/", {"q": "north"}).text


def test_the_list_counts_schools_now_and_names_the_next_panel(north, client, sign_in):
    gone = make.cluster("South", north.far, of=north.northshire)
    gone.memberships.update(ends_on=today() - timedelta(days=1))
    coming = make.panel_date(north.cluster, days=9)
    make.panel_date(north.cluster, days=20)
    sign_in(client, north.root)

    page = client.get("/clusters/").context["page"]
    assert {(row.name, row.schools_now, row.next_panel_on) for row in page} == {
        ("North", 2, coming.held_on),
        ("South", 0, None),
    }


def test_the_list_takes_the_same_queries_for_1_3_and_50_clusters(north, client, sign_in):
    sign_in(client, north.root)
    client.get("/clusters/")
    counts = [queries_of(client, "/clusters/")]
    for more in (2, 47):
        for _ in range(more):
            make.cluster(f"C{Cluster.objects.count()}", north.far, of=north.northshire)
        counts.append(queries_of(client, "/clusters/"))

    assert len(set(counts)) == 1


def test_only_administrators_set_up_a_new_cluster(north, client, sign_in):
    answer = {"name": "West", "authority": north.northshire.pk, "preset": "aylsham"}
    sign_in(client, north.carol)
    assert client.post("/clusters/new", answer).status_code == 403
    assert not Cluster.objects.filter(name="West").exists()

    sign_in(client, north.root)
    assert client.post("/clusters/new", answer).status_code == 302
    assert Cluster.objects.get(name="West").rules.preset == "aylsham"


def test_a_second_cluster_of_one_name_is_refused_beside_the_name(north, client, sign_in):
    sign_in(client, north.root)
    page = client.post(
        "/clusters/new", {"name": "north", "authority": north.northshire.pk, "preset": "wells"}
    )

    assert page.context["form"].errors == {
        "name": ["Northshire already has a cluster called north. Choose another name."]
    }
    assert 'value="north"' in page.text


def test_without_a_register_the_page_says_how_schools_come_in(everywhere, client, sign_in):
    LocalAuthority.objects.all().delete()
    sign_in(client, make.person("Root", is_superuser=True))

    assert "manage.py import_schools" in client.get("/clusters/new").text


def test_an_authority_without_schools_shows_what_to_do(north, client, sign_in):
    empty = make.cluster("Empty", of=make.authority("Emptyshire"))
    sign_in(client, north.root)

    for page in ("schools", "schools/find"):
        assert "manage.py import_schools" in client.get(f"/clusters/{empty.public_id}/{page}").text
        assert "manage.py import_schools" not in client.get(f"{north.home}/{page}").text


def test_renaming_keeps_the_cluster(north, client, sign_in):
    sign_in(client, north.carol)
    client.post(f"{north.home}/name", {"name": "  North  by the Sea "})

    north.cluster.refresh_from_db()
    assert north.cluster.name == "North by the Sea"


def test_a_cluster_is_not_renamed_to_anothers_name(north, client, sign_in):
    make.cluster("South", of=north.northshire)
    sign_in(client, north.carol)
    page = client.post(f"{north.home}/name", {"name": "south"})

    assert "already has a cluster called south" in page.text
    north.cluster.refresh_from_db()
    assert north.cluster.name == "North"


def test_what_is_missing_is_asked_for_the_day_of_the_panel(north):
    make.post(make.person("Elsa"), north.elm, ends_on=today() + timedelta(days=5))
    SchoolTerm.objects.create(
        cluster=north.cluster,
        name="Autumn",
        starts_on=today() - timedelta(days=30),
        half_term_starts_on=today() - timedelta(days=10),
        half_term_ends_on=today() - timedelta(days=5),
        ends_on=today() + timedelta(days=60),
    )
    panel = make.panel_date(north.cluster, days=4)
    assert missing_before_first_panel(north.cluster) == []

    panel.delete()
    make.panel_date(north.cluster, days=20)
    assert {found.sentence for found in missing_before_first_panel(north.cluster)} == {
        "Invite a SENCO or a head at Elm School: nobody there can apply."
    }


def test_a_cancelled_panel_is_no_first_panel(north):
    panel = make.panel_date(north.cluster)
    asked = "Set the date of the first panel."
    assert asked not in {found.sentence for found in missing_before_first_panel(north.cluster)}

    panel.cancelled_at = panel.closes_at
    panel.save()
    assert asked in {found.sentence for found in missing_before_first_panel(north.cluster)}
