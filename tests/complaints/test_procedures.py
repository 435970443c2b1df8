"""How complaints go in a cluster, by its own choice."""

from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import User
from clusters.models import Office
from complaints import actions
from complaints.models import About, Complaint, ComplaintStage, Procedure
from complaints.procedures import (
    FOUR,
    SCHOOL_ALONE,
    SCHOOL_FIRST,
    chosen_by,
    days_to_ask,
    plan_of,
)
from core.access import audience
from core.errors import DomainError
from schools.models import Post
from tests import factories as make
from tests.harness import tables
from tests.harness.browsing import Browser


def names(people) -> set[str]:
    return {person.name.split()[0] for person in people}


def handling(complaint: Complaint) -> set[str]:
    return names(audience("handle", make.latest_stage(complaint), User.objects.all()))


def could(complaint: Complaint) -> set[str]:
    return names(audience("be_handler", make.latest_stage(complaint), User.objects.all()))


def kinds(complaint: Complaint) -> list[str]:
    return [one.kind for one in plan_of(complaint)]


def set_to(world, *, preset=FOUR, about=About.CLUSTER, days=20, by=None, **changes) -> Procedure:
    """`changes` are of the first stage, `days` those to ask for the next."""
    first, *others = preset.stages
    if "days_at_first" in changes:
        changes["days"] = changes.pop("days_at_first")
    return actions.set_procedure(
        cluster=world.north.cluster,
        about=about,
        preset=preset,
        stages=[replace(first, **changes), *others],
        days_to_ask=days,
        by=by or world.carol,
    )


def test_a_cluster_that_has_chosen_nothing_has_the_usual_stages(world):
    cluster = world.north.cluster

    assert chosen_by(cluster, About.CLUSTER).stages == FOUR.stages
    assert chosen_by(cluster, About.SCHOOL).stages == SCHOOL_ALONE.stages


def test_a_complaint_goes_by_what_the_cluster_chose(world):
    set_to(world, preset=SCHOOL_FIRST, name="Your school", handled_by="heads", days=30)

    made, _ = make.complaint(world.north.cluster, world.schools["Oak"])

    stage = make.latest_stage(made)
    assert kinds(made) == ["school", "discussion", "governor", "appeal", "authority"]
    assert (stage.name, stage.handled_by, days_to_ask(made)) == ("Your school", "heads", 30)
    assert handling(made) == {"Ben"}  # and not Olive, who is the SENCO


def test_a_complaint_keeps_the_stages_that_it_began_under(world, case):
    set_to(world, preset=SCHOOL_FIRST)
    begun, _ = make.complaint(world.north.cluster, world.schools["Oak"])
    set_to(world, handled_by="chair", days=40)
    last, _ = make.complaint(world.north.cluster, world.schools["Oak"])

    assert kinds(case.complaint) == kinds(last) == [one.kind for one in FOUR.stages]
    assert kinds(begun) == [one.kind for one in SCHOOL_FIRST.stages]
    assert (handling(case.complaint), handling(last)) == ({"Carol", "Ben"}, {"Ben"})
    assert [days_to_ask(one) for one in (case.complaint, begun, last)] == [15, 20, 40]


def test_another_clusters_choice_changes_nothing_here(world):
    set_to(world, handled_by="chair")

    made, _ = make.complaint(world.south.cluster, world.schools["Yew"])

    assert made.procedure is None
    assert handling(made) == {"Dev", "Sam"}


def test_whoever_could_handle_by_office_is_barred_later_and_nobody_else(world):
    """The chair alone handles the first stage, so the cluster SENCO could be the governor."""
    make.office(world.carol, world.north.cluster, Office.Kind.LINK_GOVERNOR)
    make.office(world.ben, world.north.cluster, Office.Kind.LINK_GOVERNOR)
    set_to(world, handled_by="chair")
    made, _ = make.complaint(world.north.cluster, world.schools["Oak"])
    make.ended_stage(made, by=world.ben)
    actions.ask_next(complaint=made)

    assert handling(made) == {"Carol", "Gil"}


def test_the_schools_own_people_handle_no_later_stage(world):
    """Olive could have handled the school's stage, and governs another school besides."""
    make.post(world.olive, world.schools["Elm"], Post.Kind.GOVERNOR)
    set_to(world, preset=SCHOOL_FIRST)
    made, _ = make.complaint(world.north.cluster, world.schools["Oak"])
    make.ended_stage(made, by=world.ben)
    actions.ask_next(complaint=made)
    make.ended_stage(made, by=world.carol)
    actions.ask_next(complaint=made)

    assert make.latest_stage(made).kind == "governor"
    assert "Olive" not in could(made)


def test_without_the_schools_stage_the_same_person_could(world):
    """The control: it is the stage that bars her."""
    make.post(world.olive, world.schools["Elm"], Post.Kind.GOVERNOR)
    made, _ = make.complaint(world.north.cluster, world.schools["Oak"])
    make.ended_stage(made, by=world.carol)
    actions.ask_next(complaint=made)

    assert "Olive" in could(made)


def test_where_a_governor_is_named_no_office_gives_the_stage(world):
    stages = [*FOUR.stages]
    stages[1] = replace(stages[1], handled_by="governor")
    actions.set_procedure(
        cluster=world.north.cluster,
        about=About.CLUSTER,
        preset=FOUR,
        stages=stages,
        days_to_ask=15,
        by=world.carol,
    )
    made, _ = make.complaint(world.north.cluster, world.schools["Oak"])
    make.ended_stage(made, by=world.carol)
    actions.ask_next(complaint=made)

    assert handling(made) == set()
    assert "Gil" in could(made)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"days": 9}, "10 to 60"),
        ({"days": 61}, "10 to 60"),
        ({"handled_by": "panel"}, "do not handle such a stage"),
        ({"name": " "}, "has a name"),
    ],
)
def test_outside_the_bounds_it_is_refused(world, wrong, sentence):
    with pytest.raises(DomainError, match=sentence):
        set_to(world, **wrong)

    assert not Procedure.objects.exists()


def test_a_stage_without_a_clear_time_is_refused(world):
    first, *others = FOUR.stages
    for days in (0, 31):
        with pytest.raises(DomainError, match="1 to 30"):
            actions.set_procedure(
                cluster=world.north.cluster,
                about=About.CLUSTER,
                preset=FOUR,
                stages=[replace(first, days=days), *others],
                days_to_ask=15,
                by=world.carol,
            )


def test_no_stage_is_left_out(world):
    with pytest.raises(DomainError, match="Choose it again"):
        actions.set_procedure(
            cluster=world.north.cluster,
            about=About.CLUSTER,
            preset=FOUR,
            stages=FOUR.stages[:2],
            days_to_ask=15,
            by=world.carol,
        )


@pytest.mark.parametrize("key", ["ben", "gil", "olive", "dev", "nora"])
def test_those_who_do_not_set_up_the_cluster_do_not_change_it(world, key):
    with pytest.raises(DomainError, match="Only those who set up"):
        set_to(world, by=world.people[key])


def line(procedure: Procedure, **changes) -> int | str:
    values = {
        "cluster_id": procedure.cluster_id,
        "procedure_id": procedure.pk,
        "number": 9,
        "kind": "school",
        "name": "x",
        "handled_by": "school",
        "days": 10,
    } | changes
    marks = ", ".join(["%s"] * len(values))
    return tables.attempt(
        f"INSERT INTO complaints_procedurestage ({', '.join(values)}) VALUES ({marks})",
        list(values.values()),
    )


def test_the_database_keeps_to_the_bounds(world):
    procedure = set_to(world)

    assert line(procedure) == 1  # the control
    assert line(procedure, days=31) == "refused 23514"
    assert line(procedure, handled_by="panel") == "refused 23514"
    assert line(procedure, kind="appeal", handled_by="panel") == "refused 23505"
    assert line(procedure, cluster_id=world.south.cluster.pk) == "refused 23001"


def test_nothing_is_added_to_a_procedure_under_which_a_complaint_began(world):
    procedure = set_to(world)
    make.complaint(world.north.cluster, world.schools["Oak"])

    assert line(procedure) == "refused 23001"


def test_the_database_begins_no_complaint_under_the_wrong_procedure(world, case):
    sql = (
        "INSERT INTO complaints_complaint (public_id, cluster_id, about, school_id, procedure_id,"
        " received_at, ending, closing_words)"
        " VALUES ('zzzzzzzzzz', %s, %s, %s, %s, now(), '', '')"
    )
    north, oak = world.north.cluster.pk, world.schools["Oak"].pk
    own = set_to(world).pk
    bare = Procedure.objects.create(
        cluster=world.north.cluster,
        about=About.CLUSTER,
        preset="four",
        days_to_ask=15,
        by=world.carol,
    ).pk

    assert tables.attempt(sql, [north, "cluster", oak, own]) == 1  # the control
    assert tables.attempt(sql, [north, "school", oak, own]) == "refused 23514"
    assert tables.attempt(sql, [world.south.cluster.pk, "cluster", oak, own]) == "refused 23514"
    assert tables.attempt(sql, [north, "cluster", oak, bare]) == "refused 23514"  # no appeal


def test_it_is_set_on_its_pages_and_told_to_parents(world):
    cluster = world.north.cluster.public_id
    page = Browser(world.carol)
    chosen = page.post(f"/clusters/{cluster}/complaints/cluster", {"preset": "school_first"})
    answers = {"days_to_ask": "20"}
    for number, one in enumerate(SCHOOL_FIRST.stages, start=1):
        answers |= {
            f"name_{number}": one.name,
            f"handled_by_{number}": one.handled_by,
            f"days_{number}": str(one.days),
        }
    wrong = page.post(chosen.location, answers | {"days_1": "31"})
    saved = page.post(chosen.location, answers | {"days_1": "7"})
    set_to(world, preset=SCHOOL_FIRST, days_at_first=7)
    again = page.post(chosen.location, answers | {"days_1": "7"})

    assert chosen.location == f"/clusters/{cluster}/complaints/cluster/school_first"
    assert "school days to answer in: enter a number from 1 to 30" in wrong.text
    assert saved.location == f"/clusters/{cluster}/complaints"
    assert "Nothing is different" in again.text
    assert "7 school days" in page.get(saved.location).text
    assert "answered in 7 school days" in Client().get(f"/complain/{cluster}/").content.decode()


def test_the_line_of_stages_has_the_clusters_own_names(world):
    set_to(world, name="A talk with us")
    _, token = make.complaint(world.north.cluster, world.schools["Oak"])

    page = Client().get(f"/complaint/{token}/").content.decode()

    assert "A talk with us" in page
    assert ComplaintStage.Kind.DISCUSSION.label not in page
