"""Term dates and panels."""

from collections.abc import Sequence
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Fieldset, Layout, Size
from django import forms
from django.core.exceptions import ValidationError

from clusters.forms.fields import SHORT, ClockField
from clusters.models import Rules
from clusters.rulebook import closing_sentence
from clusters.schoolyears import TERMS
from core.dates import format_clock
from core.forms import BaseForm, DateField

SELECT = forms.Select({"class": "govuk-select"})
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")

TERM_DATES = {
    "starts_on": ("First day", "the first day"),
    "half_term_starts_on": ("First day of the half-term holiday", "the first day of half-term"),
    "half_term_ends_on": ("Last day of the half-term holiday", "the last day of half-term"),
    "ends_on": ("Last day", "the last day"),
}


class TermsForm(BaseForm):
    """Three terms of four dates; a term not known yet is left empty."""

    submit_label = "Save the term dates"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for term in TERMS:
            for field, (label, called) in TERM_DATES.items():
                self.fields[term_field(term, field)] = DateField(
                    label=label, called=f"{called} of the {term.lower()} term", required=False
                )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            *(
                Fieldset(
                    *(term_field(term, field) for field in TERM_DATES),
                    legend=f"{term} term",
                    legend_size=Size.MEDIUM,
                    legend_tag="h2",
                )
                for term in TERMS
            )
        )
        helper.form_tag = False
        helper.disable_csrf = True
        helper.label_size = helper.legend_size = Size.SMALL
        return helper

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        known = [term for term in TERMS if self._check(term, found)]
        if not known and not self.errors:
            raise ValidationError("Enter the dates of at least one term")
        return found

    def _check(self, term: str, found: dict[str, Any]) -> bool:
        """Whether the term has dates; all four, each after the one before."""
        names = [term_field(term, field) for field in TERM_DATES]
        if any(name in self.errors for name in names):
            return True
        days = [found.get(name) for name in names]
        if not any(days):
            return False
        for name, day, (_, called) in zip(names, days, TERM_DATES.values(), strict=True):
            if day is None:
                self.add_error(name, f"Enter {called} of the {term.lower()} term")
        if all(days):
            self._check_order(term, names, days)
        return True

    def _check_order(self, term: str, names: Sequence[str], days: Sequence[Any]) -> None:
        starts_on, break_on, back_on, ends_on = days
        if break_on <= starts_on:
            self.add_error(names[1], f"The {term.lower()} half-term must start after the term")
        elif back_on < break_on:
            self.add_error(names[2], f"The {term.lower()} half-term must end after it starts")
        elif ends_on <= back_on:
            self.add_error(names[3], f"The {term.lower()} term must end after its half-term")


def term_field(term: str, field: str) -> str:
    return f"{term.lower()}_{field}"


class SuggestForm(BaseForm):
    """What a cluster likes for its panels; its answers are in the page's address."""

    WEEKS = (
        *((str(n), f"week {n}") for n in range(1, 7)),
        ("-1", "the last week"),
        ("-2", "the last week but one"),
    )

    weekday = forms.TypedChoiceField(
        label="Day", choices=list(enumerate(WEEKDAYS)), coerce=int, initial=3, widget=SELECT
    )
    week = forms.TypedChoiceField(
        label="Week of the half term", choices=WEEKS, coerce=int, initial=4, widget=SELECT
    )

    def wished(self) -> tuple[int, int]:
        """The weekday and the week; the usual ones until somebody chooses."""
        if self.is_valid():
            return self.cleaned_data["weekday"], self.cleaned_data["week"]
        return self.fields["weekday"].initial, self.fields["week"].initial


class PanelForm(BaseForm):
    held_on = DateField(label="When does the panel meet?", called="the panel's date")
    starts_at = ClockField(
        label="From what time?", error_messages={"required": "Enter when the panel starts"}
    )
    place = forms.CharField(
        label="Where?",
        help_text="A school or “online”. You can leave it empty for now.",
        max_length=150,
        required=False,
    )
    closes_on = DateField(called="the closing date")
    submit_label = "Add this panel"

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["closes_on"]
        if rules.deadline_kind == Rules.DeadlineKind.BY_HAND:
            field.label = f"On which day do applications close, at {format_clock(rules.closes_at)}?"
        else:
            field.required = False
            field.label = "Closing date, only if your rule does not fit"
            field.help_text = closing_sentence(rules)


class PanelRowForm(BaseForm):
    """One half term of the table of suggested panels; without a date there is no panel.

    `half` is the place of the half term in its year, so that a row keeps its name when another
    half term has been given a panel meanwhile.
    """

    half = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    held_on = DateField(label="Panel date", called="the panel’s date", required=False)
    starts_at = ClockField(
        label="Time",
        required=False,
        widget=forms.TextInput(SHORT | {"class": "govuk-input govuk-input--width-5"}),
    )
    place = forms.CharField(
        label="Place",
        required=False,
        max_length=150,
        widget=forms.TextInput({"class": "govuk-input", "autocomplete": "off"}),
    )
    closes_on = DateField(label="Closing date", called="the closing date", required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("held_on") and not found.get("starts_at") and "starts_at" not in self.errors:
            self.add_error("starts_at", "Enter when the panel starts")
        return found

    @property
    def has_panel(self) -> bool:
        return bool(self.cleaned_data.get("held_on"))
