"""The rules of a cluster, a section at a time, and the preset they start from."""

from typing import Any

from django import forms

from clusters import presets, rulebook
from clusters.forms.fields import TINY, ClockField
from clusters.models import Rules
from core.forms import BaseForm, BaseModelForm, LongTextField

YES_OR_NO = [(True, "Yes"), (False, "No")]


def preset_choices() -> list[tuple[str, str]]:
    return [(found.key, f"{found.label}: {found.sentence}") for found in presets.PRESETS.values()]


class RulesForm(BaseModelForm):
    """One section of the rules, each with the preset's value in its hint."""

    strictness = forms.ChoiceField(choices=Rules.Strictness.choices, widget=forms.RadioSelect)
    look_back_months = forms.IntegerField(
        min_value=0,
        max_value=60,
        widget=forms.TextInput(TINY),
        error_messages={
            "invalid": "Enter a whole number of months, 0 for none",
            "min_value": "Enter a number of months from 0 to 60",
            "max_value": "Enter a number of months from 0 to 60",
        },
    )
    least_free_deciders = forms.IntegerField(
        min_value=1,
        max_value=20,
        widget=forms.TextInput(TINY),
        error_messages={
            "invalid": "Enter a whole number of people",
            "min_value": "At least 1 person has to decide",
            "max_value": "Enter 20 people or fewer",
        },
    )
    most_terms = forms.TypedChoiceField(
        choices=[(1, "1 term"), (2, "2 terms"), (3, "3 terms")],
        coerce=int,
        widget=forms.RadioSelect,
    )
    pack_days = forms.IntegerField(
        min_value=1,
        max_value=30,
        widget=forms.TextInput(TINY),
        error_messages={
            "invalid": "Enter a whole number of days",
            "min_value": "Enter a number of days from 1 to 30",
            "max_value": "Enter a number of days from 1 to 30",
        },
    )
    evaluation_days = forms.IntegerField(
        min_value=1,
        max_value=120,
        widget=forms.TextInput(TINY),
        error_messages={
            "invalid": "Enter a whole number of days",
            "min_value": "Enter a number of days from 1 to 120",
            "max_value": "Enter a number of days from 1 to 120",
        },
    )
    criteria = LongTextField(
        max_words=200, error_messages={"required": "Enter at least one criterion"}
    )
    deadline_kind = forms.ChoiceField(choices=Rules.DeadlineKind.choices, widget=forms.RadioSelect)
    deadline_days = forms.IntegerField(
        min_value=1,
        max_value=60,
        widget=forms.TextInput(TINY),
        error_messages={
            "invalid": "Enter a whole number of days",
            "min_value": "Enter a number of days from 1 to 60",
            "max_value": "Enter a number of days from 1 to 60",
        },
    )
    closes_at = ClockField()
    half_term_names = forms.ChoiceField(
        choices=Rules.HalfTermNames.choices, widget=forms.RadioSelect
    )
    remind_days = forms.IntegerField(
        min_value=1,
        max_value=15,
        widget=forms.TextInput(TINY),
        error_messages={
            "invalid": "Enter a whole number of days",
            "min_value": "Enter a number of days from 1 to 15",
            "max_value": "Enter a number of days from 1 to 15",
        },
    )
    small_number = forms.IntegerField(
        min_value=5,
        max_value=20,
        widget=forms.TextInput(TINY),
        error_messages={
            "invalid": "Enter a whole number of children",
            "min_value": "Figures of fewer than 5 children are always hidden. Enter 5 or more",
            "max_value": "Enter 20 children or fewer",
        },
    )
    cluster_senco_label = forms.CharField(max_length=60)
    submit_label = "Save these rules"

    UNITS = {
        "criteria": "One a line. The chair ticks those that are met, and scores go by them.",
        "look_back_months": "In months, 0 for none.",
        "evaluation_days": "From the last day of the award’s last term, weekends and holidays too. "
        "Awards made already keep their day.",
        "closes_at": "Like 5pm or 17:00.",
        "remind_days": "And again on the last working day. Who has done it is not reminded.",
        "small_number": "Figures of fewer children are hidden, and others so that none can be "
        "worked out. Many publish from 10 on.",
    }

    class Meta:
        model = Rules
        fields = [
            "strictness",
            "look_back_months",
            "same_trust_counts",
            "base_school_counts",
            "employer_counts",
            "least_free_deciders",
            "head_signs",
            "uses_scores",
            "uses_votes",
            "asks_school",
            "criteria",
            "most_terms",
            "pack_days",
            "evaluation_days",
            "deadline_kind",
            "deadline_days",
            "closes_at",
            "half_term_names",
            "remind_days",
            "small_number",
        ]

    def __init__(
        self, *args: Any, section: rulebook.Section, preset: presets.Preset, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        beside = rulebook.beside_preset(self.instance.cluster, preset)
        if rulebook.LABEL in section.fields:
            self.initial[rulebook.LABEL] = self.instance.cluster.cluster_senco_label
        fields = {}
        for name in section.fields:
            field = self.fields[name]
            if isinstance(field, forms.BooleanField):
                field = _yes_or_no()
            field.label = beside[name].what
            theirs = f"{preset.label}: {beside[name].theirs}."
            field.help_text = f"{self.UNITS.get(name, '')} {theirs}".strip()
            fields[name] = field
        self.fields = fields


def _yes_or_no() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=YES_OR_NO, coerce=lambda value: value == "True", widget=forms.RadioSelect
    )


class ChoosePresetForm(BaseForm):
    preset = forms.ChoiceField(
        label="Which set of rules do you want to start from?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a set of rules"},
    )
    submit_label = "See what would change"
    label_is_heading = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = preset_choices()
