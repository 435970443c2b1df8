"""What the frame of every page offers: where one may go, and for whom one acts."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from reports.queries import Standing, standing

SHOWN = 2
# Pages that belong to one in the navigation and whose address does not begin with its own.
ALSO = {
    "clusters:index": ("/authorities/", "/schools/", "/posts/"),
    "panels:meetings": ("/items/",),
}
MOST_WORDS = 6


def parts(request: HttpRequest) -> dict[str, Any]:
    """The value of settings.FRAME_SOURCE: `core.context.frame` says what is wanted."""
    home, one = reverse("reports:home"), standing(request)
    return {
        # Every address begins with that of Home, so it alone says itself whether it is current.
        "nav": [
            {"label": "Home", "url": home, "current": request.path == home},
            *_navigation(one),
        ],
        "acting_for": _acting_for(one.places),
    }


def _navigation(one: Standing) -> list[dict[str, Any]]:
    """A word beside Home for each page where this person has something to do, the most needed
    first; for whoever has very many, the first screen links to the last of them too."""
    offered = (
        ("Applications", "funding:applications", one.applies),
        ("To sign", "funding:to_sign", one.signs),
        ("To check", "panels:checks", one.runs_panels),
        ("Meetings", "panels:meetings", one.meets),
        ("To release", "funding:release_queue", one.pays),
        ("Clusters", "clusters:index", one.manages or one.oversees),
        ("Authority", "clusters:authorities", one.keeps_authority),
        ("People", "accounts:people", one.oversees),
        ("Funds", "funding:funds", one.sees_funds),
        ("Complaints", "complaints:index", one.runs_complaints),
        ("Awards", "funding:awards", one.receives or one.pays or one.runs_panels),
        ("Evaluations", "funding:evaluations", one.applies or one.runs_panels),
        ("Impact", "reports:impact", one.sees_impact),
    )
    shown = [
        {"label": label, "url": reverse(name), "also": ALSO.get(name, ())}
        for label, name, held in offered
        if held
    ]
    return shown[: MOST_WORDS - 1]


def _acting_for(places: list[str]) -> dict[str, str]:
    """The clusters and schools where one holds something today."""
    if len(places) > SHOWN:
        return {"label": f"{places[0]} and {len(places) - 1} more"}
    return {"label": ", ".join(places)} if places else {}
