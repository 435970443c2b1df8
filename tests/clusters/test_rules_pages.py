"""The rules of a cluster: beside their preset, changed by section, and another preset."""

from datetime import time, timedelta

import pytest

from clusters import actions
from clusters.models import PanelDate, Rules
from core.dates import at_local, today, working_days_before
from core.models import AuditLine

pytestmark = pytest.mark.django_db

CONFLICTS = {
    "strictness": "leave",
    "look_back_months": "6",
    "same_trust_counts": "True",
    "base_school_counts": "True",
    "employer_counts": "False",
}


@pytest.fixture
def wells(north):
    """North with exactly the rules of Wells."""
    actions.apply_preset(cluster=north.cluster, preset="wells", by=north.root)
    return north


def rules_of(north) -> Rules:
    return Rules.objects.get(cluster=north.cluster)


def differing(client, north) -> set[str]:
    shown = client.get(f"{north.home}/rules").context["sections"]
    return {rule.field for _, rows in shown for rule in rows if rule.differs}


def test_each_rule_stands_beside_its_preset(wells, client, sign_in):
    sign_in(client, wells.carol)
    assert differing(client, wells) == set()
    assert "All are as in Wells." in client.get(f"{wells.home}/rules").text

    client.post(f"{wells.home}/rules/conflicts", CONFLICTS)
    assert differing(client, wells) == {
        "strictness",
        "look_back_months",
        "same_trust_counts",
        "employer_counts",
    }
    assert "Differs from Wells" in client.get(f"{wells.home}/rules").text


def test_a_section_changes_its_own_rules_alone(wells, client, sign_in):
    sign_in(client, wells.carol)
    before = rules_of(wells)
    client.post(f"{wells.home}/rules/conflicts", CONFLICTS | {"uses_votes": "True"})

    after = rules_of(wells)
    assert (after.strictness, after.look_back_months, after.employer_counts) == ("leave", 6, False)
    assert after.uses_votes == before.uses_votes
    line = AuditLine.objects.get(verb="save_rules")
    assert line.by == wells.carol
    assert line.detail["changed"]["look_back_months"] == ["0", "6"]


def test_rules_on_conflicts_warn_that_they_apply_at_once(wells, client, sign_in):
    sign_in(client, wells.carol)

    assert "apply at once" in client.get(f"{wells.home}/rules/conflicts").text
    assert "apply at once" not in client.get(f"{wells.home}/rules/closing").text


@pytest.mark.parametrize(
    ("section", "answer", "field"),
    [
        ("conflicts", CONFLICTS | {"look_back_months": "61"}, "look_back_months"),
        ("conflicts", CONFLICTS | {"strictness": "shout"}, "strictness"),
        ("closing", {"deadline_kind": "working", "deadline_days": "0"}, "deadline_days"),
        ("figures", {"small_number": "4"}, "small_number"),
        (
            "words",
            {"cluster_senco_label": " ", "half_term_names": "seasons"},
            "cluster_senco_label",
        ),
    ],
)
def test_what_cannot_be_a_rule_is_refused(wells, client, sign_in, section, answer, field):
    sign_in(client, wells.carol)
    before = rules_of(wells)
    page = client.post(f"{wells.home}/rules/{section}", {"closes_at": "5pm"} | answer)

    assert set(page.context["form"].errors) == {field}
    assert rules_of(wells).look_back_months == before.look_back_months


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5pm", time(17, 0)),
        ("5.30 PM", time(17, 30)),
        ("17:45", time(17, 45)),
        ("noon", time(12, 0)),
    ],
)
def test_a_time_is_read_as_people_write_it(wells, client, sign_in, typed, expected):
    sign_in(client, wells.carol)
    client.post(
        f"{wells.home}/rules/closing",
        {"deadline_kind": "calendar", "deadline_days": "14", "closes_at": typed},
    )

    assert rules_of(wells).closes_at == expected


def test_panels_keep_their_closing_time_when_the_rule_changes_and_it_is_said(
    wells, client, sign_in
):
    held_on = working_days_before(today() + timedelta(days=365), 1)
    closes_at = at_local(working_days_before(held_on, 10), time(17, 0))
    PanelDate.objects.create(cluster=wells.cluster, held_on=held_on, closes_at=closes_at)
    sign_in(client, wells.carol)
    same = {"deadline_kind": "working", "deadline_days": "10", "closes_at": "5pm"}
    said = "1 panel in the calendar keeps the closing time"

    assert said not in client.post(f"{wells.home}/rules/closing", same, follow=True).text
    other = same | {"deadline_days": "5"}
    assert said in client.post(f"{wells.home}/rules/closing", other, follow=True).text
    assert PanelDate.objects.get().closes_at == closes_at


def test_another_preset_shows_what_would_change_before_it_does(wells, client, sign_in):
    sign_in(client, wells.carol)
    chosen = client.post(f"{wells.home}/rules/preset", {"preset": "sutton"})
    page = client.get(chosen.url)

    assert {rule.field for rule in page.context["changes"]} == {
        "cluster_senco_label",
        "look_back_months",
        "same_trust_counts",
    }
    assert rules_of(wells).preset == "wells"
    client.post(chosen.url)
    after = rules_of(wells)
    assert (after.preset, after.same_trust_counts) == ("sutton", True)
    assert after.cluster.cluster_senco_label == "Lead SENCO"


def test_a_preset_that_changes_nothing_says_so(wells, client, sign_in):
    sign_in(client, wells.carol)

    assert "No rule would change" in client.get(f"{wells.home}/rules/preset/wells").text
    assert client.get(f"{wells.home}/rules/preset/atlantis").status_code == 404
    assert client.get(f"{wells.home}/rules/nonsense").status_code == 404


def test_only_those_who_manage_the_cluster_change_rules(wells, client, sign_in):
    for person, status in ((wells.dana, 403), (wells.stranger, 404), (wells.cleo, 302)):
        sign_in(client, person)
        changed = client.post(f"{wells.home}/rules/conflicts", CONFLICTS)
        applied = client.post(f"{wells.home}/rules/preset/sutton")
        assert (changed.status_code, applied.status_code) == (status, status), person
