"""Who may handle which stage: the conflict engine, by stage."""

import pytest
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from complaints import access, actions, queries
from complaints.models import Complaint, ComplaintStage, Concerned, Handler
from core.access import audience
from core.errors import DomainError
from panels import actions as panels
from tests import factories as make
from tests.harness import tables


def names(people) -> set[str]:
    return {person.name.split()[0] for person in people}


def handling(case) -> set[str]:
    return names(audience("handle", make.latest_stage(case.complaint), User.objects.all()))


def could(case) -> set[str]:
    return names(queries.could_handle(make.latest_stage(case.complaint)))


def at_governor(world, case) -> None:
    make.ended_stage(case.complaint, by=world.carol)
    actions.ask_next(complaint=case.complaint)


def at_appeal(world, case) -> None:
    at_governor(world, case)
    make.ended_stage(case.complaint, by=case.lin)
    actions.ask_next(complaint=case.complaint)


def test_it_knows_the_case_by_its_reference(world, case):
    assert case.complaint.application == world.north.items["own"].application


@pytest.mark.parametrize("reference", ["", "K7QFM-2WPXR", "not a reference at all"])
def test_a_reference_that_fits_nothing_changes_nothing(world, reference):
    made, _ = make.complaint(world.north.cluster, world.schools["Oak"], reference=reference)

    assert made.application is None


def test_the_reference_of_another_clusters_case_fits_nothing(world):
    yew = world.south.items["yew"].application

    made, _ = make.complaint(world.north.cluster, world.schools["Oak"], reference=yew.reference)

    assert made.application is None


def test_the_first_stage_is_the_cluster_sencos_and_the_chairs(world, case):
    """Although the chair heads the school and the cluster SENCO took part: it bars neither."""
    assert handling(case) == {"Carol", "Ben"}


def test_the_first_stage_bars_only_those_complained_about(world):
    made, _ = make.complaint(world.north.cluster, world.schools["Oak"], concerned=["cluster_senco"])

    assert names(audience("handle", make.latest_stage(made), User.objects.all())) == {"Ben"}
    assert not world.carol.has_perm("complaints.see_line_complaint", made)
    assert not world.carol.has_perm("complaints.read_complaint", made)


def test_whom_it_is_about_sees_nothing_from_the_moment_they_are_named(world, case):
    assert world.carol.has_perm("complaints.read_complaint", case.complaint)

    actions.name_concerned(
        complaint=case.complaint, person=world.carol, why=Concerned.Why.ABOUT, by=world.ben
    )

    assert handling(case) == {"Ben"}
    assert not world.carol.has_perm("complaints.see_line_complaint", case.complaint)
    stage = make.latest_stage(case.complaint)
    assert not world.carol.has_perm("complaints.see_line_complaintstage", stage)


def test_where_nobody_is_left_somebody_else_is_named(world):
    made, _ = make.complaint(
        world.north.cluster, world.schools["Oak"], concerned=["cluster_senco", "chair"]
    )
    stage = make.latest_stage(made)

    assert names(audience("handle", stage, User.objects.all())) == set()
    assert "Dana" in names(queries.could_handle(stage))
    actions.name_handler(stage=stage, person=world.dana, by=world.cleo)
    assert names(audience("handle", stage, User.objects.all())) == {"Dana"}
    assert not world.cleo.has_perm("complaints.read_complaint", made)


def test_the_governors_stage_bars_a_governor_who_sat_on_the_case(world, case):
    panels.seat(
        meeting=world.north.meeting,
        office=make.office(world.gil, world.north.cluster, "member"),
        by=world.cleo,
    )
    at_governor(world, case)

    assert handling(case) == {"Lin"}
    assert "Gil" not in could(case)


def test_the_governors_stage_lets_a_governor_who_did_not_sit_handle_it(world, case):
    """The control: it is the seat that bars."""
    at_governor(world, case)

    assert handling(case) == {"Gil", "Lin"}


def test_the_governors_stage_does_not_bar_the_school(world, case):
    at_governor(world, case)

    assert could(case) == {"Gil", "Lin", "Govan", "Gita", "Otto"}


def test_the_appeal_bars_all_who_took_part_and_all_from_the_school(world, case):
    at_appeal(world, case)

    # Ben and Otto are Oak's; Sue and Dana sat; Asha is no head; Gil and Lin could have handled
    # the stage before.
    assert could(case) == {"Govan", "Gita", "Hedy"}
    assert handling(case) == set()


def test_without_the_case_the_appeal_bars_the_school_and_earlier_stages(world):
    """A complaint that names no decision: the school's people are barred all the same."""
    otto = make.person("Otto Oak")
    make.post(otto, world.schools["Oak"], "governor")
    made, _ = make.complaint(world.north.cluster, world.schools["Oak"])
    make.ended_stage(made, by=world.carol)
    actions.ask_next(complaint=made)
    make.ended_stage(made, by=world.gil)
    actions.ask_next(complaint=made)

    assert names(queries.could_handle(make.latest_stage(made))) == {"Sue"}


def test_three_hear_an_appeal(world, case):
    at_appeal(world, case)
    stage = make.latest_stage(case.complaint)
    for person in (case.govan, case.gita):
        actions.name_handler(stage=stage, person=person, by=world.cleo)
    with pytest.raises(DomainError, match="Three people hear an appeal"):
        make.ended_stage(case.complaint, by=case.govan)
    actions.name_handler(stage=stage, person=case.hedy, by=world.cleo)

    make.ended_stage(case.complaint, by=case.hedy)

    assert queries.ended(stage).kind == "not_upheld"


def test_earlier_handlers_do_not_read_a_later_stage(world, case):
    at_appeal(world, case)
    stage = make.latest_stage(case.complaint)
    actions.name_handler(stage=stage, person=case.hedy, by=world.cleo)
    earlier = ComplaintStage.objects.get(complaint=case.complaint, number=1)

    reading = {
        key: (
            person.has_perm("complaints.read_complaintstage", earlier),
            person.has_perm("complaints.read_complaintstage", stage),
        )
        for key, person in (("carol", world.carol), ("hedy", case.hedy), ("cleo", world.cleo))
    }

    assert reading == {"carol": (True, False), "hedy": (True, True), "cleo": (False, False)}


def test_the_school_handles_what_is_about_the_school(world):
    made, _ = make.complaint(
        world.north.cluster, world.schools["Oak"], about=Complaint.About.SCHOOL
    )
    stage = make.latest_stage(made)

    assert stage.kind == ComplaintStage.Kind.SCHOOL
    assert names(audience("handle", stage, User.objects.all())) == {"Olive", "Ben"}
    assert not world.carol.has_perm("complaints.read_complaint", made)


def test_nobody_of_another_cluster_sees_it(world, case):
    seeing = names(audience("see_line", case.complaint, User.objects.all()))

    assert seeing == {"Ben", "Dana", "Carol", "Cleo"}


def test_a_post_that_ended_long_ago_bars_nobody(world, case):
    make.post(case.hedy, world.schools["Oak"], ends_on=make.LONG_AGO.replace(year=2021))
    at_appeal(world, case)

    assert "Hedy" in could(case)


BARRED_AT_APPEAL = ("ben", "dana", "mia", "carol", "olive")


def _name(stage, person) -> int | str:
    return tables.attempt(
        "INSERT INTO complaints_handler"
        " (cluster_id, stage_id, person_id, named_by_id, named_at, ended_why)"
        " VALUES (%s, %s, %s, %s, now(), '')",
        [stage.cluster_id, stage.pk, person.pk, person.pk],
    )


def test_the_database_names_nobody_whom_the_stage_bars(world, case):
    at_appeal(world, case)
    stage = make.latest_stage(case.complaint)

    refused = {key: _name(stage, world.people[key]) for key in BARRED_AT_APPEAL}

    assert refused == dict.fromkeys(BARRED_AT_APPEAL, "refused 23514")
    assert _name(stage, case.hedy) == 1  # the control


def test_what_the_database_bars_is_what_the_rule_bars(world, case):
    """Of everybody who could be named by post or office, at each stage."""
    for reach in (None, at_governor, at_appeal):
        with transaction.atomic():
            if reach:
                reach(world, case)
            stage = make.latest_stage(case.complaint)
            free = set(queries.could_handle(stage))
            taken = {person for person in free if _name(stage, person) == 1}
            transaction.set_rollback(True)
        assert taken == free


def test_without_the_bars_everybody_from_the_school_could_hear_it(world, case, monkeypatch):
    """The control: it is the engine that keeps them out, not the lack of a post."""
    at_appeal(world, case)
    monkeypatch.setattr(access, "_barred", lambda: Q(pk__in=[]))

    assert {"Ben", "Otto", "Sue", "Dana"} & could(case) == {"Ben", "Otto", "Sue"}


def test_the_database_lets_nobody_barred_end_a_stage(world, case):
    at_governor(world, case)
    stage = make.latest_stage(case.complaint)
    sql = (
        "INSERT INTO complaints_stageoutcome"
        " (cluster_id, stage_id, kind, reasons, will_do, at, by_id)"
        " VALUES (%s, %s, 'upheld', 'x', '', now(), %s)"
    )

    assert tables.attempt(sql, [stage.cluster_id, stage.pk, world.carol.pk]) == "refused 23514"
    assert tables.attempt(sql, [stage.cluster_id, stage.pk, case.lin.pk]) == 1


def test_a_handler_is_never_unnamed_without_a_trace(world, case):
    stage = make.latest_stage(case.complaint)
    actions.name_handler(stage=stage, person=world.dana, by=world.cleo)
    row = Handler.objects.get()

    assert tables.attempt("DELETE FROM complaints_handler").startswith("refused")
    change = "UPDATE complaints_handler SET person_id = %s WHERE id = %s"
    assert tables.attempt(change, [world.mia.pk, row.pk]) == "refused 23001"
    bare = "UPDATE complaints_handler SET ended_at = now() WHERE id = %s"
    assert tables.attempt(bare, [row.pk]) == "refused 23514"
    end = (
        "UPDATE complaints_handler SET ended_at = now(), ended_by_id = %s, ended_why = 'asked'"
        " WHERE id = %s"
    )
    assert tables.attempt(end, [world.cleo.pk, row.pk]) == 1


def test_a_complaint_about_the_headteacher_bars_every_head_of_the_school(world):
    hana = make.person("Hana Oak")
    make.post(hana, world.schools["Oak"], "executive_head")
    made, _ = make.complaint(
        world.north.cluster,
        world.schools["Oak"],
        about=Complaint.About.SCHOOL,
        concerned=["headteacher"],
    )

    assert names(audience("handle", make.latest_stage(made), User.objects.all())) == {"Olive"}


def test_at_the_end_whoever_runs_the_cluster_tells_the_authority_and_closes(world, case):
    at_appeal(world, case)
    stage = make.latest_stage(case.complaint)
    for person in (case.govan, case.gita, case.hedy):
        actions.name_handler(stage=stage, person=person, by=world.cleo)
    make.ended_stage(case.complaint, by=case.hedy)
    actions.ask_next(complaint=case.complaint)
    stage = make.latest_stage(case.complaint)
    assert not world.cleo.has_perm("complaints.close_complaint", case.complaint)

    actions.tell_authority(stage=stage, reasons="By letter, today.", by=world.cleo)
    actions.close(complaint=case.complaint, ending="elsewhere", by=world.cleo)

    assert not world.cleo.has_perm("complaints.read_complaintstage", stage)


STAGE = (
    "INSERT INTO complaints_complaintstage"
    " (cluster_id, complaint_id, number, kind, name, handled_by, opened_at, due_on)"
    " SELECT cluster_id, complaint_id, number + 1, 'governor', 'x', 'governor', now(), due_on"
    " FROM complaints_complaintstage WHERE complaint_id = %s ORDER BY number DESC LIMIT 1"
)


def test_a_stage_does_not_open_before_the_outcome_of_the_one_before(world, case):
    before = tables.attempt(STAGE, [case.complaint.pk])
    make.ended_stage(case.complaint, by=world.carol)

    assert before == "refused 23514"
    assert tables.attempt(STAGE, [case.complaint.pk]) == 1


def test_two_do_not_hear_an_appeal_in_the_database_either(world, case):
    at_appeal(world, case)
    stage = make.latest_stage(case.complaint)
    sql = (
        "INSERT INTO complaints_stageoutcome"
        " (cluster_id, stage_id, kind, reasons, will_do, at, by_id)"
        " VALUES (%s, %s, 'upheld', 'x', '', now(), %s)"
    )
    for person in (case.govan, case.gita):
        actions.name_handler(stage=stage, person=person, by=world.cleo)
    two = tables.attempt(sql, [stage.cluster_id, stage.pk, case.govan.pk])
    actions.name_handler(stage=stage, person=case.hedy, by=world.cleo)

    assert two == "refused 23514"
    assert tables.attempt(sql, [stage.cluster_id, stage.pk, case.govan.pk]) == 1


def test_a_complaint_that_is_closed_stays_as_it_is(world, case):
    case_away = "UPDATE complaints_complaint SET application_id = NULL WHERE id = %s"
    school = "UPDATE complaints_complaint SET school_id = school_id + 1 WHERE id = %s"
    again = "UPDATE complaints_complaint SET ending = 'time' WHERE id = %s"
    assert [tables.attempt(sql, [case.complaint.pk]) for sql in (case_away, school)] == [
        "refused 23001",
        "refused 23001",
    ]
    stage = make.latest_stage(case.complaint)

    actions.close(complaint=case.complaint, ending="withdrawn", by=world.carol)

    assert tables.attempt(again, [case.complaint.pk]) == "refused 23001"
    assert _name(stage, world.dana) == "refused 23001"
    assert tables.attempt("DELETE FROM complaints_complaint").startswith("refused")
