from datetime import time

import pytest

from clusters import actions, presets
from clusters.models import CRITERIA, Cluster, Rules
from core.errors import DomainError
from core.models import AuditLine
from schools.models import LocalAuthority


@pytest.fixture
def cluster(db):
    authority = LocalAuthority.objects.create(code="901", name="Northshire")
    return actions.create_cluster(name="North", authority=authority, preset="wells", by=None)


def rule_names():
    """Every rule a cluster has: the fields of `Rules` but its key, its cluster and its preset."""
    return {field.name for field in Rules._meta.fields} - {"id", "cluster", "preset"}


def test_the_four_presets_by_key():
    assert {key: preset.label for key, preset in presets.PRESETS.items()} == {
        "wells": "Wells",
        "aylsham": "Aylsham",
        "sutton": "Sutton",
        "south-glos": "South Gloucestershire",
    }


@pytest.mark.parametrize("preset", presets.PRESETS.values(), ids=list(presets.PRESETS))
def test_a_preset_has_a_valid_value_for_every_rule(preset):
    assert preset.rules.keys() == presets.IN_WORDS.keys() == rule_names()
    Rules(preset=preset.key, **preset.rules).clean_fields(exclude=["cluster"])
    assert preset.sentence.endswith(".")
    assert preset.sentence.count(".") == 1


def test_what_no_paper_says_is_what_a_cluster_has_by_default():
    assert {name: Rules._meta.get_field(name).default for name in rule_names()} == presets.UNSAID


def test_where_the_presets_differ():
    def unlike(preset):
        return {
            name: value for name, value in preset.rules.items() if value != presets.UNSAID[name]
        }

    assert {key: unlike(preset) for key, preset in presets.PRESETS.items()} == {
        "wells": {"look_back_months": 0},
        "aylsham": {},
        "sutton": {"same_trust_counts": True},
        "south-glos": {},
    }
    assert {key: preset.cluster_senco_label for key, preset in presets.PRESETS.items()} == {
        "wells": "Cluster SENCO",
        "aylsham": "SEND host",
        "sutton": "Lead SENCO",
        "south-glos": "Cluster lead",
    }


@pytest.mark.parametrize("name", ["south-glos", "South Gloucestershire", " SOUTH gloucestershire "])
def test_a_preset_is_found_by_key_or_label(name):
    assert presets.find(name) is presets.SOUTH_GLOUCESTERSHIRE


def test_an_unknown_preset_is_refused_with_those_there_are():
    with pytest.raises(
        DomainError, match=r"no preset “Kent”\. Choose one of: wells, aylsham, sutton"
    ):
        presets.find("Kent")


@pytest.mark.parametrize("preset", presets.PRESETS.values(), ids=list(presets.PRESETS))
def test_a_new_cluster_differs_in_nothing_from_its_preset(db, preset):
    authority = LocalAuthority.objects.create(code="901", name="Northshire")

    cluster = actions.create_cluster(name="North", authority=authority, preset=preset.key, by=None)

    rules = Rules.objects.get(cluster=cluster)
    assert rules.preset == preset.key
    assert presets.differences(rules, preset) == []


def test_every_difference_is_told_in_words(cluster):
    cluster.cluster_senco_label = "SEND host"
    rules = cluster.rules
    other = {
        "strictness": Rules.Strictness.LEAVE,
        "look_back_months": 1,
        "same_trust_counts": True,
        "base_school_counts": False,
        "employer_counts": False,
        "least_free_deciders": 3,
        "head_signs": False,
        "uses_scores": True,
        "uses_votes": True,
        "asks_school": False,
        "criteria": "The plan is clear\nThe cost is right",
        "most_terms": 1,
        "pack_days": 3,
        "evaluation_days": 14,
        "deadline_kind": Rules.DeadlineKind.CALENDAR,
        "deadline_days": 14,
        "closes_at": time(12),
        "half_term_names": Rules.HalfTermNames.NUMBERS,
        "remind_days": 5,
        "small_number": 10,
    }
    for name, value in other.items():
        setattr(rules, name, value)

    assert other.keys() == rule_names()
    assert presets.differences(rules, presets.WELLS) == [
        ("What you call the cluster SENCO", "Cluster SENCO", "SEND host"),
        ("What a conflicted member does", "Stay as a silent observer", "Leave the room"),
        ("How long a past post still counts", "None", "1 month"),
        ("A school of the same trust counts as own school", "No", "Yes"),
        ("The school where an office is based counts as own school", "Yes", "No"),
        ("The school that employs an officer counts as own school", "Yes", "No"),
        ("People needed to decide an item", "2", "3"),
        (
            "The headteacher signs an application before it is submitted, and its evaluation",
            "Yes",
            "No",
        ),
        ("The panel gives scores", "No", "Yes"),
        ("The panel votes", "No", "Yes"),
        ("The panel may put a question of fact to the school", "Yes", "No"),
        (
            "What a decision is measured by",
            "; ".join(CRITERIA.splitlines()),
            "The plan is clear; The cost is right",
        ),
        ("Most terms for one award", "3", "1"),
        ("Working days before the meeting when the papers are made", "5", "3"),
        ("Days from the end of an award to its evaluation", "28", "14"),
        (
            "How the closing date is counted",
            "Working days before the meeting",
            "Calendar days before the meeting",
        ),
        ("Days from closing to the meeting", "10", "14"),
        ("Closing time", "5pm", "noon"),
        ("Names of the half terms", "Autumn 1 to Summer 2", "Term 1 to Term 6"),
        ("Working days before a closing time or a meeting when we remind people", "3", "5"),
        ("Fewest children that a figure for governors may be of", "5", "10"),
    ]


def test_a_number_of_days_is_no_difference_where_dates_are_set_by_hand(cluster):
    cluster.rules.deadline_kind = Rules.DeadlineKind.BY_HAND
    cluster.rules.deadline_days = 0

    assert [row[0] for row in presets.differences(cluster.rules, presets.WELLS)] == [
        "How the closing date is counted"
    ]


def test_applying_another_preset_sets_everything_and_is_written_down(cluster):
    Rules.objects.filter(cluster=cluster).update(most_terms=1)

    actions.apply_preset(cluster=cluster, preset="sutton", by=None)

    cluster = Cluster.objects.get(pk=cluster.pk)
    assert presets.differences(cluster.rules, presets.SUTTON) == []
    assert (cluster.rules.preset, cluster.cluster_senco_label) == ("sutton", "Lead SENCO")
    line = AuditLine.objects.get(verb="apply_preset")
    assert (line.record_id, line.detail) == (
        cluster.pk,
        {
            "preset": "sutton",
            "changed": {
                "look_back_months": ["0", "12"],
                "same_trust_counts": ["False", "True"],
                "most_terms": ["1", "3"],
            },
        },
    )
