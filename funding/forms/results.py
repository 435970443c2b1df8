"""What was reached by an award: the hoped outcomes, and tests before and after."""

import re
from datetime import date
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout
from django import forms
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from core.checked import KEEP, CheckedForm, Marked
from core.edits import VERSION, EditForm
from core.forms import BaseModelForm, DateField
from funding.forms.evaluations import BACK, SMALL, not_to_come
from funding.models import ApplicationPupil, HopedOutcome, OutcomeReached, Progress, said_of

# Standardised scores have a mean of 100; no test in use goes beyond these.
LOWEST, HIGHEST = 40, 160


class Card:
    """Above the questions on one hoped outcome: what was hoped for."""

    def __init__(self, hoped: HopedOutcome) -> None:
        self.hoped = hoped

    def render(self, form: Any, context: Any, **kwargs: Any) -> str:
        return render_to_string("funding/_hoped.html", {"hoped": self.hoped})


class ReachedForm(EditForm, CheckedForm):
    """Every hoped outcome with three questions. Whoever answers one of an outcome answers all."""

    submit_label = BACK

    def __init__(self, *args: Any, hoped: list[Any], **kwargs: Any) -> None:
        self.hoped = hoped
        self.checked = tuple(f"actual_{one.number}" for one in hoped)
        super().__init__(*args, **kwargs)
        for one in hoped:
            self.fields |= _questions(one)

    def standing(self) -> dict[str, Any]:
        return said_of(self.hoped)

    def typed(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for one in self.hoped:
            names = _names(one)
            given = [cleaned.get(name) for name in names]
            if not any(given):
                continue
            for name, value in zip(names, given, strict=True):
                if not value and name not in self.errors:
                    self.add_error(name, ANSWER[name.split("_")[0]].format(one.number))
        return cleaned

    @property
    def reached(self) -> list[OutcomeReached]:
        """What was said, on the rows there were or new ones."""
        found = []
        for one in self.hoped:
            actual, on, result = (self.cleaned_data.get(name) for name in _names(one))
            if result:
                row = one.reached or OutcomeReached(hoped=one)
                row.actual, row.measured_on, row.result = actual, on, result
                found.append(row)
        return found

    @cached_property
    def helper(self) -> FormHelper:
        helper: FormHelper = super().helper
        parts: list[Any] = []
        for one in self.hoped:
            actual, on, result = _names(one)
            parts += [
                Card(one),
                Field(actual),
                Marked(actual),
                Field(on),
                Field.radios(result, inline=True),
            ]
        extra = [Field(name) for name in self.fields if name in (KEEP, VERSION)]
        helper.layout = self.laid_out(Layout(*parts, *extra))
        return helper


ANSWER = {
    "actual": "Enter where outcome {} stands now",
    "on": "Enter the day on which you measured outcome {}",
    "result": "Choose if outcome {} was met",
}


def _names(hoped: HopedOutcome) -> list[str]:
    return [f"{question}_{hoped.number}" for question in ANSWER]


def _questions(hoped: Any) -> dict[str, forms.Field]:
    number, was = hoped.number, hoped.reached
    fields = [
        forms.CharField(
            label=f"Outcome {number}: where does it stand now?",
            max_length=300,
            required=False,
            initial=was and was.actual,
            help_text="By the same measure. Never use a name.",
        ),
        DateField(
            label=f"Outcome {number}: when did you measure it?",
            called="the day you measured it",
            required=False,
            initial=was and was.measured_on,
        ),
        forms.ChoiceField(
            label=f"Outcome {number}: was it met?",
            choices=OutcomeReached.Result.choices,
            widget=forms.RadioSelect,
            required=False,
            initial=was and was.result,
        ),
    ]
    return dict(zip(_names(hoped), fields, strict=True))


class AgeField(forms.CharField):
    """An age as tests write it, 8:11 for 8 years 11 months; the value is months."""

    FORMS = re.compile(r"([0-9]{1,2}) *(?::|y|yrs?|years?) *([0-9]{1,2}) *(?:m|mths?|months?)?")

    def __init__(self, **kwargs: Any) -> None:
        small = {"class": "govuk-input govuk-input--width-4"}
        super().__init__(max_length=30, widget=forms.TextInput(small), **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, int):
            return value
        text = super().to_python(value)
        if not text:
            return None
        found = self.FORMS.fullmatch(text.lower())
        if not found or int(found[2]) > 11:
            raise forms.ValidationError("Enter years and months with a colon, like 8:11")
        return int(found[1]) * 12 + int(found[2])

    def run_validators(self, value: Any) -> None:
        """A CharField's own are about text."""


def _score(label: str) -> forms.IntegerField:
    bounds = f"Enter a standardised score from {LOWEST} to {HIGHEST}"
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=LOWEST,
        max_value=HIGHEST,
        widget=forms.TextInput(SMALL),
        error_messages={"invalid": bounds, "min_value": bounds, "max_value": bounds},
    )


class PupilChoice(forms.ModelChoiceField):
    def label_from_instance(self, pupil: ApplicationPupil) -> str:  # type: ignore[override]
        return f"{pupil.code}, {pupil.get_year_group_display()}"


class ProgressForm(BaseModelForm):
    measure = forms.ChoiceField(
        label="What does the test measure?",
        choices=[("", "Choose one"), *Progress.Measure.choices],
        error_messages={"required": "Choose what the test measures"},
    )
    pupil = PupilChoice(
        label="Which pupil?",
        queryset=ApplicationPupil.objects.none(),
        to_field_name="code",
        empty_label="Choose a pupil",
        error_messages={"required": "Choose the pupil"},
    )
    before_on = DateField(label="First test: when?", called="the day of the first test")
    score_before = _score("First test: standardised score")
    months_before = AgeField(
        label="First test: age", required=False, help_text="Years and months, like 8:11."
    )
    after_on = DateField(label="Second test: when?", called="the day of the second test")
    score_after = _score("Second test: standardised score")
    months_after = AgeField(
        label="Second test: age", required=False, help_text="Years and months, like 9:07."
    )
    at_ceiling = forms.BooleanField(
        label="The pupil reached the top of the test, so they may know more", required=False
    )
    submit_label = "Add these results"

    class Meta:
        model = Progress
        fields = [
            "measure",
            "pupil",
            "before_on",
            "score_before",
            "months_before",
            "after_on",
            "score_after",
            "months_after",
            "at_ceiling",
        ]

    def __init__(self, *args: Any, pupils: QuerySet[ApplicationPupil], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(pupils) > 1:
            self.fields["pupil"].queryset = pupils  # type: ignore[attr-defined]
        else:
            del self.fields["pupil"]
            self.instance.pupil = pupils[0] if pupils else None

    def clean_after_on(self) -> date | None:
        return not_to_come(self.cleaned_data["after_on"], "The day of the second test")
