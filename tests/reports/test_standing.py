"""The navigation is drawn from a person's own posts and offices; the rules must say the same."""

from accounts.models import User
from clusters.models import Cluster, Office
from panels.models import Meeting
from reports.queries import standing_of
from schools.models import School
from tests import factories as make
from tests.world import World


def by_the_rules(user: User) -> dict[str, bool]:
    return {
        "applies": School.objects.for_user(user, "apply").exists(),
        "signs": School.objects.for_user(user, "sign").exists(),
        "runs_panels": Cluster.objects.for_user(user, "run_panels").exists(),
        "manages": Cluster.objects.for_user(user, "manage").exists(),
        "oversees": User.objects.for_user(user, "oversee").exists(),
    }


def test_what_the_navigation_offers_is_what_the_rules_allow(world: World):
    wrong = {}
    for key, person in world.people.items():
        one, rules = standing_of(person), by_the_rules(person)
        shown = {name: getattr(one, name) for name in rules}
        if shown != rules:
            wrong[key] = (shown, rules)

    assert wrong == {}
    # Else nothing would have been compared.
    found = [by_the_rules(person) for person in world.people.values()]
    assert {name: {rules[name] for rules in found} for name in found[0]} == {
        name: {True, False} for name in found[0]
    }


def test_whoever_sees_a_meeting_finds_meetings_in_the_navigation(world: World):
    meeting_seen = {
        key for key, person in world.people.items() if Meeting.objects.for_user(person).exists()
    }

    assert meeting_seen <= {
        key for key, person in world.people.items() if standing_of(person).meets
    }
    assert "mia" in meeting_seen


def test_a_member_finds_them_before_there_is_a_seat_and_a_link_governor_does_not(world: World):
    member, governor = make.person("New Member"), make.person("New Governor")
    make.office(member, world.north.cluster, Office.Kind.MEMBER)
    make.office(governor, world.north.cluster, Office.Kind.LINK_GOVERNOR)

    assert (standing_of(member).meets, standing_of(governor).meets) == (True, False)
