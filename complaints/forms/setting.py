"""How complaints go in a cluster: which set of stages, and what the cluster makes of it."""

from typing import Any

from django import forms

from complaints.models import (
    HANDLERS,
    LEAST_DAYS_TO_ASK,
    MOST_DAYS,
    MOST_DAYS_TO_ASK,
    HandledBy,
    StageKind,
)
from complaints.procedures import PRESETS, StagePlan
from core.forms import BaseForm

TINY = {"class": "govuk-input--width-3", "inputmode": "numeric"}


class ChooseStagesForm(BaseForm):
    preset = forms.ChoiceField(
        label="Which stages does it go through?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a set of stages"},
    )
    submit_label = "Continue"
    label_is_heading = True

    def __init__(self, *args: Any, about: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = [
            (one.key, f"{one.label}: {one.sentence}") for one in PRESETS[about]
        ]


class StagesForm(BaseForm):
    """For each stage of the set its name, who handles it where there is a choice, and its days."""

    submit_label = "Save these stages"

    def __init__(
        self, *args: Any, stages: tuple[StagePlan, ...], days_to_ask: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan = stages
        for number, one in enumerate(stages, start=1):
            self._add_stage(number, one)
        if len(stages) > 1:
            self.fields["days_to_ask"] = _days(
                "School days to ask for the next stage, after an outcome",
                LEAST_DAYS_TO_ASK,
                MOST_DAYS_TO_ASK,
            )
        self.initial["days_to_ask"] = days_to_ask

    def _add_stage(self, number: int, one: StagePlan) -> None:
        usual = StageKind(one.kind).label
        self.fields[f"name_{number}"] = forms.CharField(
            label=f"Stage {number}: what you call it",
            max_length=60,
            help_text=f"Usually “{usual}”.",
            error_messages={"required": f"Enter what you call stage {number}"},
        )
        handlers = HANDLERS[StageKind(one.kind)]
        if len(handlers) > 1:
            self.fields[f"handled_by_{number}"] = forms.ChoiceField(
                label=f"Stage {number}: who handles it",
                choices=[(by, _begun(HandledBy(by).label)) for by in handlers],
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose who handles stage {number}"},
            )
        self.fields[f"days_{number}"] = _days(
            f"Stage {number}: school days to answer in", 1, MOST_DAYS
        )
        self.initial |= {
            f"name_{number}": one.name,
            f"handled_by_{number}": one.handled_by,
            f"days_{number}": one.days,
        }

    @property
    def stages(self) -> tuple[StagePlan, ...]:
        """What was chosen, for the action."""
        said = self.cleaned_data
        return tuple(
            StagePlan(
                one.kind,
                said[f"days_{number}"],
                said[f"name_{number}"],
                said.get(f"handled_by_{number}", one.handled_by),
            )
            for number, one in enumerate(self.plan, start=1)
        )

    @property
    def days_to_ask(self) -> int:
        days: int = self.cleaned_data.get("days_to_ask", self.initial["days_to_ask"])
        return days


def _days(label: str, least: int, most: int) -> forms.IntegerField:
    between = f"{label}: enter a number from {least} to {most}"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(TINY),
        error_messages={
            "required": between,
            "invalid": between,
            "min_value": between,
            "max_value": between,
        },
    )


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
