"""The set-ups that clusters start from, each taken from one cluster's own published paper.

Beside a value stands what the paper says. Where a paper says nothing, the value is that of
`UNSAID`, the ordinary choice. A cluster may change every value afterwards; `differences` shows
how far it has gone from its preset.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from clusters.models import CRITERIA, Rules
from core.dates import format_clock
from core.errors import DomainError

UNSAID: Mapping[str, Any] = {
    "strictness": Rules.Strictness.OBSERVE,
    "look_back_months": 12,
    "same_trust_counts": False,
    "base_school_counts": True,
    "employer_counts": True,
    "least_free_deciders": 2,
    "head_signs": True,
    "uses_scores": False,
    "uses_votes": False,
    "asks_school": True,
    "criteria": CRITERIA,
    "most_terms": 3,
    "pack_days": 5,
    "evaluation_days": 28,
    "deadline_kind": Rules.DeadlineKind.WORKING,
    "deadline_days": 10,
    "closes_at": time(17, 0),
    "half_term_names": Rules.HalfTermNames.SEASONS,
    "remind_days": 3,
    "small_number": 5,
}


@dataclass(frozen=True)
class Preset:
    """`rules` holds a value for every rule of a cluster, by the name of its field."""

    key: str
    label: str
    sentence: str
    cluster_senco_label: str
    rules: Mapping[str, Any]


WELLS = Preset(
    key="wells",
    label="Wells",
    sentence=(
        "A host high school and its primaries share a top-up fund, and a panel of heads and "
        "SENCOs meets each half term."
    ),
    # "Applications can be made through the Cluster Senco".
    cluster_senco_label="Cluster SENCO",
    rules={
        **UNSAID,
        # "Any member of the panel must be a 'silent observer' if an application is being
        # discussed from their own school".
        "strictness": Rules.Strictness.OBSERVE,
        # The paper speaks of the member's own school at the time, never of a past one.
        "look_back_months": 0,
        # "presently based at Alderman Peel High School for 1 day per week", which is also the
        # school whose finance manager oversees the budget.
        "base_school_counts": True,
        # Chair, cluster SENCO and "at least one other headteacher or Senco": with one of the
        # three silent, two are left.
        "least_free_deciders": 2,
        # "this will be for a maximum of 3 terms".
        "most_terms": 3,
        # "A panel meeting is scheduled each half term"; the seasons' names are Norfolk's.
        "half_term_names": Rules.HalfTermNames.SEASONS,
    },
)

AYLSHAM = Preset(
    key="aylsham",
    label="Aylsham",
    sentence=(
        "Two SEND hosts, one for each phase, check applications, and a working party decides "
        "for the cluster's headteachers."
    ),
    # "they nominated 'two' SEND Hosts for the cluster".
    cluster_senco_label="SEND host",
    # The paper gives the working party "delegated responsibility from the Cluster Headteachers
    # for all cluster SEND decisions", and no rule of its own on conflicts, numbers or deadlines.
    rules=UNSAID,
)

SUTTON = Preset(
    key="sutton",
    label="Sutton",
    sentence=(
        "Clusters of primary and secondary schools, each with a lead SENCO, moderate exceptional "
        "needs before a meeting of the whole borough."
    ),
    # "Appoint a Lead Cluster SENCO to play a lead role".
    cluster_senco_label="Lead SENCO",
    rules={
        **UNSAID,
        # "Clusters should try and avoid being MAT / Trust / SET based ... and no one MAT
        # dominates".
        "same_trust_counts": True,
        # "appointed by schools not the Local Authority - there will need to be a 'host school'",
        # which carries the lead's costs.
        "employer_counts": True,
        # The calendar is set out in "Autumn Term", "Spring Term" and "Summer Term".
        "half_term_names": Rules.HalfTermNames.SEASONS,
    },
)

SOUTH_GLOUCESTERSHIRE = Preset(
    key="south-glos",
    label="South Gloucestershire",
    sentence=(
        "A board of heads and SENCOs, led by one of the heads, spends pooled money on the "
        "priorities it has agreed."
    ),
    # "two clusters led by" a headteacher each. The paper has no cluster SENCO, only a group.
    cluster_senco_label="Cluster lead",
    # The paper's terms of reference ask for "robust challenge" and an anonymous pupil, and leave
    # conflicts, numbers and deadlines to each board.
    rules=UNSAID,
)

PRESETS: dict[str, Preset] = {
    preset.key: preset for preset in (WELLS, AYLSHAM, SUTTON, SOUTH_GLOUCESTERSHIRE)
}
DEFAULT = WELLS


def find(name: str) -> Preset:
    """The preset of this key or label, in capitals or not."""
    wanted = name.strip().casefold()
    for preset in PRESETS.values():
        if wanted in {preset.key, preset.label.casefold()}:
            return preset
    known = ", ".join(PRESETS)
    raise DomainError(f"There is no preset “{name}”. Choose one of: {known}.", field="preset")


def _choice(choices: type[Any]) -> Callable[[Any], str]:
    return lambda value: str(choices(value).label)


def _yes_or_no(value: bool) -> str:
    return "Yes" if value else "No"


def _months(value: int) -> str:
    return {0: "None", 1: "1 month"}.get(value, f"{value} months")


def _lines(text: str) -> str:
    return "; ".join(text.splitlines())


IN_WORDS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "strictness": ("What a conflicted member does", _choice(Rules.Strictness)),
    "look_back_months": ("How long a past post still counts", _months),
    "same_trust_counts": ("A school of the same trust counts as own school", _yes_or_no),
    "base_school_counts": ("The school where an office is based counts as own school", _yes_or_no),
    "employer_counts": ("The school that employs an officer counts as own school", _yes_or_no),
    "least_free_deciders": ("People needed to decide an item", str),
    "head_signs": (
        "The headteacher signs an application before it is submitted, and its evaluation",
        _yes_or_no,
    ),
    "uses_scores": ("The panel gives scores", _yes_or_no),
    "uses_votes": ("The panel votes", _yes_or_no),
    "asks_school": ("The panel may put a question of fact to the school", _yes_or_no),
    "criteria": ("What a decision is measured by", _lines),
    "most_terms": ("Most terms for one award", str),
    "pack_days": ("Working days before the meeting when the papers are made", str),
    "evaluation_days": ("Days from the end of an award to its evaluation", str),
    "deadline_kind": ("How the closing date is counted", _choice(Rules.DeadlineKind)),
    "deadline_days": ("Days from closing to the meeting", str),
    "closes_at": ("Closing time", format_clock),
    "half_term_names": ("Names of the half terms", _choice(Rules.HalfTermNames)),
    "remind_days": ("Working days before a closing time or a meeting when we remind people", str),
    "small_number": ("Fewest children that a figure for governors may be of", str),
}


def differences(rules: Rules, preset: Preset) -> list[tuple[str, str, str]]:
    """(what, the preset's value, the cluster's value), in words, for whatever differs."""
    found = []
    label = rules.cluster.cluster_senco_label
    if label != preset.cluster_senco_label:
        found.append(("What you call the cluster SENCO", preset.cluster_senco_label, label))
    for field, (what, in_words) in IN_WORDS.items():
        theirs, ours = preset.rules[field], getattr(rules, field)
        if theirs != ours and not _days_without_a_count(field, rules, preset):
            found.append((what, in_words(theirs), in_words(ours)))
    return found


def _days_without_a_count(field: str, rules: Rules, preset: Preset) -> bool:
    """A number of days says nothing where dates are set by hand."""
    by_hand = Rules.DeadlineKind.BY_HAND
    return field == "deadline_days" and by_hand in {
        rules.deadline_kind,
        preset.rules["deadline_kind"],
    }
