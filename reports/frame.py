"""What the frame of every page offers: where one may go, and for whom one acts."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster, Office
from panels.models import Meeting
from schools.models import Post, School

SHOWN = 2


def parts(request: HttpRequest) -> dict[str, Any]:
    """The value of settings.FRAME_SOURCE: `core.context.frame` says what is wanted."""
    home = reverse("reports:home")
    return {
        # Every address begins with that of Home, so it alone says itself whether it is current.
        "nav": [
            {"label": "Home", "url": home, "current": request.path == home},
            *_navigation(request.user),
        ],
        "acting_for": _acting_for(request.user),
    }


def _navigation(user: Any) -> list[dict[str, Any]]:
    """At most five words beside Home, each a page where this person has something to do."""
    applies = School.objects.for_user(user, "apply").exists()
    runs_panels = Cluster.objects.for_user(user, "run_panels").exists()
    meets = runs_panels or Meeting.objects.for_user(user).exists()
    manages = Cluster.objects.for_user(user, "manage").exists()
    oversees = User.objects.for_user(user, "oversee").exists()
    offered = (
        ("Applications", "funding:applications", applies),
        ("To check", "panels:checks", runs_panels),
        ("Meetings", "panels:meetings", meets),
        ("Clusters", "clusters:index", manages or oversees),
        ("People", "accounts:people", oversees),
    )
    return [{"label": label, "url": reverse(name)} for label, name, shown in offered if shown]


def _acting_for(user: Any) -> dict[str, str]:
    """The clusters and schools where one holds something today."""
    places = _places_of(user)
    if len(places) > SHOWN:
        return {"label": f"{places[0]} and {len(places) - 1} more"}
    return {"label": ", ".join(places)} if places else {}


def _places_of(user: Any) -> list[str]:
    offices = Office.objects.live().filter(person=user).select_related("cluster", "authority")
    posts = Post.objects.live().filter(person=user).select_related("school")
    clusters = sorted({str(office.cluster or office.authority) for office in offices})
    return clusters + sorted({post.school.name for post in posts})
