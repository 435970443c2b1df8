"""The sections of an evaluation, each short enough for the end of a school day."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from core.checked import CheckedForm, CheckedTextForm
from core.edits import EditForm
from core.forms import BaseModelForm, DateField, LongTextField, MoneyField
from core.money import format_pounds
from core.templatetags.show import day
from funding.forms.money import FilterForm
from funding.models import Evaluation

SMALL = {"class": "govuk-input govuk-input--width-4", "inputmode": "numeric"}
YES_OR_NO = [("True", "Yes"), ("False", "No")]
BACK = "Save and go back to the list"
WORDS = 200


def _count(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=2000,
        widget=forms.TextInput(SMALL),
        error_messages={
            "invalid": "Enter a whole number of sessions",
            "min_value": "Enter 0 or more sessions",
            "max_value": "Enter 2,000 sessions or fewer",
        },
        **more,
    )


class HelpForm(EditForm, CheckedTextForm):
    intervention = forms.ChoiceField(
        label="What was the money for?",
        choices=[("", "Choose what fits best"), *Evaluation.Intervention.choices],
        required=False,
    )
    led_by = forms.ChoiceField(
        label="Who led it?",
        choices=[("", "Choose who led it"), *Evaluation.Lead.choices],
        required=False,
    )
    actual_from_on = DateField(label="When did it start?", called="the start", required=False)
    actual_to_on = DateField(label="When did it end?", called="the end", required=False)
    sessions_planned = _count("Sessions planned (optional)")
    sessions_delivered = _count(
        "Sessions that took place", help_text="0 if none did. Then leave the two days empty."
    )
    sessions_attended = _count("Sessions the pupil came to (optional)")
    checked = ("supported_by",)
    submit_label = BACK

    class Meta:
        model = Evaluation
        fields = [
            "intervention",
            "led_by",
            "supported_by",
            "actual_from_on",
            "actual_to_on",
            "sessions_planned",
            "sessions_delivered",
            "sessions_attended",
        ]
        labels = {"supported_by": "Who supported it? (optional)"}
        help_texts = {"supported_by": "Roles, never names: “class teacher, SENCO”."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["actual_from_on"].help_text = _planned(row.planned_from_on)
        self.fields["actual_to_on"].help_text = _planned(row.planned_to_on)
        if row.started_at is None and row.planned_to_on and row.planned_to_on <= _today():
            self.initial["actual_from_on"] = row.planned_from_on
            self.initial["actual_to_on"] = row.planned_to_on

    def clean_actual_to_on(self) -> date | None:
        ended: date | None = not_to_come(self.cleaned_data["actual_to_on"], "The end")
        award = self.instance.award
        # What was brought forward was running before it was entered here.
        granted = award.application_id and timezone.localdate(award.made_at)
        if ended and granted and ended < granted:
            raise forms.ValidationError(
                f"The end must be on or after {day(granted)}, when the award was made"
            )
        return ended


class SpentForm(EditForm, BaseModelForm):
    spent_pence = MoneyField(
        label="How much of it did you spend?", called="what you spent", required=False
    )
    submit_label = BACK

    class Meta:
        model = Evaluation
        fields = ["spent_pence"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        granted, paid = self.instance.award.amount_pence, self.instance.paid
        field = self.fields["spent_pence"]
        field.most = granted  # type: ignore[attr-defined]
        field.help_text = (
            f"{format_pounds(paid)} of this award was paid to your school. What is left goes back "
            "to the cluster."
        )
        if paid < granted:
            field.help_text = (
                f"{format_pounds(granted)} was granted, and only {format_pounds(paid)} of it has "
                "been paid so far. Enter all that you spent of the award. What is left of what was "
                "paid goes back to the cluster."
            )


class SaidForm(EditForm, CheckedTextForm):
    pupils_view = LongTextField(
        label="What does the pupil say?",
        max_words=WORDS,
        required=False,
        rows=3,
        help_text="In their own words where you can. Never use a name.",
    )
    staff_view = LongTextField(
        label="What does the teacher or teaching assistant say?",
        max_words=WORDS,
        required=False,
        rows=3,
    )
    parents_view = LongTextField(
        label="What do the parents or carers say? (optional)",
        max_words=WORDS,
        required=False,
        rows=3,
    )
    checked = ("pupils_view", "staff_view", "parents_view")
    submit_label = BACK

    class Meta:
        model = Evaluation
        fields = ["pupils_view", "staff_view", "parents_view"]


class LearntForm(EditForm, CheckedTextForm):
    what_worked = LongTextField(
        label="What worked?", max_words=WORDS, required=False, rows=3, help_text="Never use a name."
    )
    what_did_not = LongTextField(
        label="What did not work?", max_words=WORDS, required=False, rows=3
    )
    next_step = forms.ChoiceField(
        label="What happens next?",
        choices=Evaluation.Next.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    avoided = forms.ChoiceField(
        label="Without this help, what would have been needed?",
        choices=Evaluation.Avoided.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="As you see it now.",
    )
    may_share = forms.TypedChoiceField(
        label="May other schools learn from what worked and what did not?",
        choices=YES_OR_NO,
        coerce=lambda value: value == "True",
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
        help_text="Without your school’s name.",
    )
    checked = ("what_worked", "what_did_not")
    submit_label = BACK

    class Meta:
        model = Evaluation
        fields = ["what_worked", "what_did_not", "next_step", "avoided", "may_share"]


EVALUATION_SECTIONS: dict[str, type[EditForm]] = {
    "help": HelpForm,
    "money": SpentForm,
    "views": SaidForm,
    "learnt": LearntForm,
}


class ReopenForm(CheckedForm):
    words = LongTextField(
        label="What is to be changed?",
        max_words=80,
        rows=3,
        help_text="The school reads it. Never use a name.",
        error_messages={"required": "Enter what is to be changed"},
    )
    checked = ("words",)
    submit_label = "Send it back to the school"


class EvaluationFilterForm(FilterForm):
    state = forms.ChoiceField(
        label="Where it is",
        choices=[("", "All evaluations"), *Evaluation.State.choices],
        required=False,
    )


def _planned(planned: date | None) -> str:
    return f"Planned: {day(planned)}." if planned else ""


def not_to_come(given: date | None, what: str) -> date | None:
    if given and given > _today():
        raise forms.ValidationError(f"{what} must be today or in the past")
    return given


def _today() -> date:
    return timezone.localdate()
