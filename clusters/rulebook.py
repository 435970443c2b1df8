"""A cluster's rules beside those of the preset it started from."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusters.models import Cluster, Rules
from clusters.presets import IN_WORDS, Preset, find
from core.dates import format_clock
from core.templatetags.show import plural

LABEL = "cluster_senco_label"
LABEL_IN_WORDS = "What you call the cluster SENCO"


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    fields: Sequence[str]


SECTIONS = (
    Section(
        "conflicts",
        "Conflicts of interest",
        (
            "strictness",
            "look_back_months",
            "same_trust_counts",
            "base_school_counts",
            "employer_counts",
        ),
    ),
    Section(
        "deciding",
        "Deciding",
        (
            "least_free_deciders",
            "uses_scores",
            "uses_votes",
            "asks_school",
            "criteria",
            "most_terms",
            "pack_days",
        ),
    ),
    Section("applying", "Applying", ("head_signs",)),
    Section("evaluating", "Evaluating", ("evaluation_days",)),
    Section("closing", "Closing times", ("deadline_kind", "deadline_days", "closes_at")),
    Section("reminding", "Reminders", ("remind_days",)),
    Section("figures", "Figures for governors", ("small_number",)),
    Section("words", "Your own words", (LABEL, "half_term_names")),
)


@dataclass(frozen=True)
class RuleBeside:
    """One rule in words, the cluster's and the preset's."""

    field: str
    what: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        return self.ours != self.theirs


def section(key: str) -> Section | None:
    return next((found for found in SECTIONS if found.key == key), None)


def beside_preset(cluster: Cluster, preset: Preset) -> dict[str, RuleBeside]:
    """Every rule by its field."""
    rules = cluster.rules
    found = {
        LABEL: RuleBeside(
            LABEL, LABEL_IN_WORDS, cluster.cluster_senco_label, preset.cluster_senco_label
        )
    }
    for field, (what, in_words) in IN_WORDS.items():
        ours, theirs = in_words(getattr(rules, field)), in_words(preset.rules[field])
        if field == "deadline_days":
            ours = _days(ours, rules.deadline_kind)
            theirs = _days(theirs, preset.rules["deadline_kind"])
        found[field] = RuleBeside(field, what, ours, theirs)
    return found


def _days(words: str, kind: str) -> str:
    return "Not used" if kind == Rules.DeadlineKind.BY_HAND else words


def preset_of(rules: Rules) -> Preset:
    return find(rules.preset)


def deadline_in_words(rules: Rules) -> str:
    """10 working days before."""
    if rules.deadline_kind == Rules.DeadlineKind.BY_HAND:
        return "set by hand"
    working = rules.deadline_kind == Rules.DeadlineKind.WORKING
    return f"{plural(rules.deadline_days, 'working day' if working else 'day')} before"


def closing_sentence(rules: Rules) -> str:
    clock = format_clock(rules.closes_at)
    if rules.deadline_kind == Rules.DeadlineKind.BY_HAND:
        return f"By your rules each closing date is set by hand, and closes at {clock}."
    return f"By your rules applications close {deadline_in_words(rules)} the panel, at {clock}."
