"""Nobody clears their own conflict, whatever else they may do for their cluster."""

import pytest

from clusters.models import Office, Rules
from panels import actions
from schools.models import Post

KEPT = {
    "strictness": "observe",
    "look_back_months": "12",
    "base_school_counts": "True",
    "employer_counts": "True",
    "same_trust_counts": "False",
}


@pytest.fixture
def based_at_oak(world):
    """Carol, the cluster SENCO, has her base at Oak, so she is silent for its case."""
    office = Office.objects.get(person=world.carol)
    office.base_school = office.employer_school = world.schools["Oak"]
    office.save()
    assert not world.carol.has_perm("panels.read_agendaitem", world.north.items["own"])
    return world


@pytest.mark.parametrize("rule", ["base_school_counts", "employer_counts"])
def test_a_cluster_senco_does_not_rule_their_own_school_out(client, sign_in, based_at_oak, rule):
    world = based_at_oak
    others = {"base_school_counts", "employer_counts"} - {rule}
    Rules.objects.filter(cluster=world.north.cluster).update(**dict.fromkeys(others, False))
    sign_in(client, world.carol)

    client.post(
        f"/clusters/{world.north.cluster.public_id}/rules/conflicts",
        KEPT | dict.fromkeys([rule, *others], "False"),
    )

    assert not world.carol.has_perm("panels.read_agendaitem", world.north.items["own"])


def test_an_administrator_who_heads_the_school_does_not_end_their_own_post(client, sign_in, world):
    post = Post.objects.get(person=world.sue)
    sign_in(client, world.sue)

    response = client.post(f"/posts/{post.public_id}/end", {"ends_on": "2020-09-02"})

    assert response.status_code == 403
    assert not world.sue.has_perm("panels.read_agendaitem", world.north.items["elm"])


def test_who_declared_an_interest_does_not_lift_it(client, sign_in, world):
    item = world.north.items["own"]
    actions.declare_interest(check=item.check_row, kind="other", detail="", by=world.dana)
    sign_in(client, world.dana)

    response = client.post(
        f"/items/{item.public_id}/lift/{world.dana.public_id}", {"why": "I was mistaken."}
    )

    assert response.status_code == 403
    assert not world.dana.has_perm("panels.read_agendaitem", item)


def test_an_answer_does_not_undo_a_declared_interest(client, sign_in, world):
    item = world.north.items["own"]
    actions.declare_interest(check=item.check_row, kind="other", detail="", by=world.dana)
    sign_in(client, world.dana)

    client.post(f"/items/{item.public_id}/answer")
    client.post(f"/meetings/{world.north.meeting.public_id}/answer")

    assert not world.dana.has_perm("panels.read_agendaitem", item)
