"""A complaint about what North decided on Oak's case, with heads and governors to hear it."""

from dataclasses import dataclass

import pytest

from accounts.models import User
from clusters.models import Office
from complaints.models import Complaint
from schools.models import Post
from tests import factories as make
from tests.world import World


@dataclass
class Case:
    """One complaint, and people who had nothing to do with it until now."""

    complaint: Complaint
    token: str
    govan: User  # governs Elm
    hedy: User  # heads Ash
    gita: User  # governs Ash
    otto: User  # governs Oak
    lin: User  # a second link governor of North


@pytest.fixture
def case(world: World) -> Case:
    """About Oak's item, by its reference, while its meeting has people seated."""
    north = world.north
    people = {}
    for key, name, school, kind in (
        ("govan", "Govan Elm", "Elm", Post.Kind.GOVERNOR),
        ("hedy", "Hedy Ash", "Ash", Post.Kind.HEADTEACHER),
        ("gita", "Gita Ash", "Ash", Post.Kind.GOVERNOR),
        ("otto", "Otto Oak", "Oak", Post.Kind.GOVERNOR),
    ):
        people[key] = make.person(name)
        make.post(people[key], world.schools[school], kind)
    people["lin"] = make.person("Lin Governor")
    make.office(people["lin"], north.cluster, Office.Kind.LINK_GOVERNOR)
    complaint, token = make.complaint(
        north.cluster,
        world.schools["Oak"],
        reference=north.items["own"].application.reference,
        complainant=make.Complainant(name="Pat Parent", email="pat@home.example"),
    )
    return Case(complaint=complaint, token=token, **people)
