"""What was done and who looked: whole lines, without a word that somebody wrote."""

import re
from typing import Any

import pytest

from accounts.models import User
from clusters import actions as cluster_actions
from core import audit
from core.models import AuditLine, Look
from panels import actions
from panels.models import Vote
from schools.models import School
from tests import factories as make

# What people write in the world's pages; the build plants words of their own in the rest.
WORDS = {
    "title": "canarytitle",
    "why": "canarywhy",
    "plan": "canaryplan",
    "note": "canarynote",
    "needed": "canaryneeded",
    "discussion": "canarydiscussion",
    "detail": "canarydetail",
    "lifting": "canarylifting",
    "cluster": "Canary Cluster",
    "label": "Canary Lead",
    "criteria": "Canary Criteria",
}
DATE = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.+Z-]+)?")
CHOICE = re.compile(r"[a-z][a-z_]*|True|False|None|[\d:.]*")


def is_free_text(value: Any) -> bool:
    """Whether a detail is more than ids, dates and choices."""
    if isinstance(value, dict):
        return any(is_free_text(part) for part in value.values())
    if isinstance(value, list):
        return any(is_free_text(part) for part in value)
    if isinstance(value, str):
        return not (DATE.fullmatch(value) or CHOICE.fullmatch(value))
    return not (value is None or isinstance(value, int))


@pytest.fixture
def busy(world):
    """The world after everything was written in that a person can write on the panel's side."""
    north = world.north
    check = make.submitted(
        world.elsa,
        world.schools["Elm"],
        north.panel_date,
        title=WORDS["title"],
        why=WORDS["why"],
        plan=WORDS["plan"],
    )
    make.ready(check, by=world.carol, note=WORDS["note"])
    item = make.item(check, north.meeting, by=world.cleo)
    for person in (world.mia, world.dana):
        make.free(person, item)
    actions.write_note(item=item, text=WORDS["discussion"], by=world.mia)
    actions.cast_vote(item=item, choice=Vote.Choice.FOR, by=world.mia)
    declaration = actions.declare_interest(
        check=check, kind="other", detail=WORDS["detail"], by=world.mia
    )
    actions.lift(declaration=declaration, why=WORDS["lifting"], by=world.dana)
    back = make.submitted(world.elsa, world.schools["Elm"], north.panel_date)
    actions.answer_no_interest(check=back, by=world.dana)
    actions.return_to_school(check=back, needed=WORDS["needed"], by=world.dana)
    cluster_actions.rename_cluster(cluster=north.cluster, name=WORDS["cluster"], by=world.carol)
    cluster_actions.save_rules(
        cluster=north.cluster,
        values={"cluster_senco_label": WORDS["label"], "criteria": WORDS["criteria"]},
        by=world.carol,
    )
    cluster_actions.apply_preset(cluster=north.cluster, preset="wells", by=None)
    return world


def test_an_act_writes_one_whole_line(world):
    oak = world.schools["Oak"]

    line = audit.record(by=world.ben, verb="renamed", subject=oak, kind="formal", cluster=7)

    assert AuditLine.objects.filter(verb="renamed").get() == line
    assert (line.by, line.model, line.record_id) == (world.ben, "schools.school", oak.pk)
    assert line.detail == {"kind": "formal", "cluster": 7}
    assert line.at


def test_what_the_system_does_by_itself_has_nobody(world):
    line = audit.record(by=None, verb="settled", subject=world.north.meeting)

    assert AuditLine.objects.get(pk=line.pk).by is None


def test_a_page_of_records_is_one_look_with_all_their_ids(world):
    schools = School.objects.order_by("pk")

    audit.look(by=world.ben, door="schools", records=schools)

    look = Look.objects.get()
    assert (look.by, look.door, look.model) == (world.ben, "schools", "schools.school")
    assert look.record_ids == [school.pk for school in schools]


@pytest.mark.parametrize(
    "records", [[], School.objects.none(), iter(())], ids=["list", "queryset", "iterator"]
)
def test_a_page_without_records_is_no_look(world, records):
    audit.look(by=world.ben, door="schools", records=records)

    assert not Look.objects.exists()


def test_records_may_come_one_by_one(world):
    audit.look(by=world.ben, door="schools", records=(school for school in School.objects.all()))

    assert len(Look.objects.get().record_ids) == School.objects.count()


def test_the_details_hold_ids_dates_and_choices(busy):
    lines = list(AuditLine.objects.all())

    assert {(line.verb, str(line.detail)) for line in lines if is_free_text(line.detail)} == set()
    # Else there would be nothing to look at.
    assert len({line.verb for line in lines}) >= 10
    assert sum(bool(line.detail) for line in lines) >= 10


def test_no_word_that_somebody_wrote_and_no_name_is_in_a_line(busy):
    secrets = set(WORDS.values()) | {"canarypaperswhy", "canarychecknote", "canarydiscussion"}
    secrets |= set(User.objects.values_list("name", flat=True))
    secrets |= set(User.objects.values_list("email", flat=True))

    lines = [f"{line.verb} {line.detail}" for line in AuditLine.objects.all()]

    assert {secret for secret in secrets if any(secret in line for line in lines)} == set()


@pytest.mark.parametrize(
    ("detail", "free"),
    [
        ({"person": 7, "kind": "senco", "on": "2026-09-01", "ended": None, "whole": True}, False),
        ({"at": "2026-09-01T09:30:00+00:00", "checks": [1, 2], "role": ""}, False),
        ({"changed": {"uses_votes": ["False", "True"], "least": ["3", "4"]}}, False),
        ({"why": "He knows the family"}, True),
        ({"name": "Ben"}, True),
        ({"rules": {"label": "Cluster Lead"}}, True),
        ({"notes": ["fine", "not fine"]}, True),
        ({"rate": 0.5}, True),
    ],
)
def test_free_text_in_a_detail_would_be_found(detail, free):
    assert is_free_text(detail) is free
