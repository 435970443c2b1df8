"""A cluster set up by hand, from an empty page to its first panel date, by the pages alone."""

from datetime import date

import pytest

from accounts.models import User
from clusters.models import Cluster, PanelDate
from core.dates import today
from core.models import OutgoingMail
from tests import factories as make

pytestmark = pytest.mark.django_db

TERMS = {
    "autumn": ((2, 9), (25, 10), (29, 10), (18, 12)),
    "spring": ((4, 1), (14, 2), (18, 2), (1, 4)),
    "summer": ((18, 4), (30, 5), (3, 6), (21, 7)),
}


def term_dates(first_year: int) -> dict[str, str]:
    """The three terms as the form posts them; weekends in them do no harm."""
    posted = {}
    for term, days in TERMS.items():
        fields = ("starts_on", "half_term_starts_on", "half_term_ends_on", "ends_on")
        for field, (day, month) in zip(fields, days, strict=True):
            year = first_year + (month < 8)
            posted |= boxes(f"{term}_{field}", date(year, month, day))
    return posted


def boxes(field: str, day: date) -> dict[str, str]:
    return {f"{field}_0": day.day, f"{field}_1": day.month, f"{field}_2": day.year}


def missing(client, cluster) -> set[str]:
    page = client.get(f"/clusters/{cluster.public_id}/set-up")
    assert page.status_code == 200
    return {thing.sentence for thing in page.context["missing"]}


def test_from_an_empty_page_to_the_first_panel_date(everywhere, client, sign_in):
    northshire = make.authority("Northshire", "301")
    oak = make.school("Oak School", of=northshire, town="Wellby")
    root = make.person("Root Administrator", is_superuser=True)
    sign_in(client, root)

    assert "No clusters yet" in client.get("/clusters/").text

    client.post("/clusters/new", {"name": "North", "authority": northshire.pk, "preset": "wells"})
    cluster = Cluster.objects.get()
    home = f"/clusters/{cluster.public_id}"
    assert missing(client, cluster) == {
        "Add the schools that belong to the cluster.",
        "Give somebody the office of Cluster SENCO.",
        "Give somebody the office of Chair.",
        "Give offices to 2 more people who may decide: your rules need 2, and there are none.",
        "Enter the term dates.",
        "Set the date of the first panel.",
    }

    assert "Oak School" in client.get(f"{home}/schools/find", {"q": "wellby"}).text
    done = client.post(
        f"{home}/schools/add/{oak.urn}", {"kind": "host", **boxes("starts_on", today())}
    )
    assert done.url == f"{home}/schools"

    for kind, name in (("cluster_senco", "Carol Lead"), ("chair", "Dana Deputy")):
        answer = client.post(f"{home}/people/new", {"kind": kind})
        done = client.post(
            answer.url,
            {
                "name": name,
                "email": f"{kind}@schools.example",
                **boxes("starts_on", today()),
            },
        )
        assert done.status_code == 302, done.context["form"].errors
    answer = client.post(f"{home}/people/new", {"kind": "post"})
    answer = client.post(answer.url, {"school": oak.urn})
    done = client.post(
        answer.url,
        {
            "name": "Olive Senco",
            "email": "olive@schools.example",
            "kind": "senco",
            **boxes("starts_on", today()),
        },
    )
    assert done.status_code == 302, done.context["form"].errors
    assert missing(client, cluster) == {
        "Enter the term dates.",
        "Set the date of the first panel.",
    }

    year = today().year + 1
    done = client.post(f"{home}/calendar/{year}/terms", term_dates(year))
    assert done.status_code == 302, done.context["form"].errors
    page = client.get(f"{home}/calendar/{year}/panels")
    rows = page.context["rows"]
    posted = {"panels-TOTAL_FORMS": len(rows), "panels-INITIAL_FORMS": len(rows)}
    for n, row in enumerate(rows):
        posted[f"panels-{n}-half"] = row.initial["half"]
        posted |= boxes(f"panels-{n}-held_on", row.initial["held_on"])
        posted[f"panels-{n}-starts_at"] = "2pm"
    done = client.post(f"{home}/calendar/{year}/panels", posted)
    assert done.status_code == 302

    panels = PanelDate.objects.filter(cluster=cluster)
    assert [panel.half_term for panel in panels] == [
        "Autumn 1",
        "Autumn 2",
        "Spring 1",
        "Spring 2",
        "Summer 1",
        "Summer 2",
    ]
    assert missing(client, cluster) == set()
    assert "Schools can apply until" in client.get(f"{home}/set-up").text
    assert User.objects.filter(email="olive@schools.example").count() == 1
    assert OutgoingMail.objects.filter(address="olive@schools.example").count() == 2
    for path in ("", "/set-up", "/schools", "/people", "/rules", f"/calendar/{year}", "/name"):
        assert client.get(f"{home}{path or '/'}").status_code == 200
