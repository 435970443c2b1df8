"""What a finance officer types."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from clusters.models import Membership, SchoolTerm
from core.forms import BaseForm, DateField, MoneyField
from core.templatetags.show import day
from funding.models import Cause, Fund
from schools.models import School

MOST_WORDS = 300


class TermChoice(forms.ModelChoiceField):
    def label_from_instance(self, school_term: SchoolTerm) -> str:  # type: ignore[override]
        return f"{school_term}, from {day(school_term.starts_on)}"


class FundForm(BaseForm):
    name = forms.CharField(
        label="What do you call it?",
        max_length=100,
        help_text="“Top-up fund 2026/27”.",
        error_messages={"required": "Enter a name"},
    )
    starts_on = DateField(label="From which day do you give from it?", called="the first day")
    ends_on = DateField(label="Until which day?", called="the last day")
    submit_label = "Set up the fund"


class MoneyInForm(BaseForm):
    amount_pence = MoneyField(label="How much came in?", least=1)
    words = forms.CharField(
        label="Where is it from?",
        max_length=MOST_WORDS,
        help_text="“Schools’ shares for 2026/27”. Never a child’s name.",
        error_messages={"required": "Enter where it is from"},
    )
    submit_label = "Put it in the ledger"


class CorrectForm(BaseForm):
    words = forms.CharField(
        label="What was wrong?",
        max_length=MOST_WORDS,
        error_messages={"required": "Enter what was wrong"},
    )
    submit_label = "Take this entry back"


class OpenBalanceForm(BaseForm):
    amount_pence = MoneyField(
        label="What is left in the fund?",
        help_text="Without what is still promised to schools: enter that award by award below.",
        least=1,
    )
    words = forms.CharField(
        label="Where did you read it?",
        max_length=MOST_WORDS,
        help_text="“Host school’s books, 31 August”.",
        error_messages={"required": "Enter where you read it"},
    )
    submit_label = "Bring the balance forward"


class OpenAwardForm(BaseForm):
    school = forms.ModelChoiceField(
        label="School",
        queryset=School.objects.none(),
        empty_label="Choose a school",
        error_messages={"required": "Choose the school"},
    )
    label = forms.CharField(
        label="What do you call the award?",
        max_length=100,
        help_text="Your own reference, without a name: “Award 17 of 2025/26”.",
        error_messages={"required": "Enter what you call it"},
    )
    amount_pence = MoneyField(label="How much was granted?", called="the amount granted", least=1)
    paid_pence = MoneyField(
        label="How much of it has been paid?",
        called="what has been paid",
        help_text="0 for nothing",
    )
    terms_left = forms.TypedChoiceField(
        label="In how many payments is the rest paid?",
        coerce=int,
        choices=[(1, "One"), (2, "Two, one a term"), (3, "Three, one a term")],
        widget=forms.RadioSelect,
    )
    first_term = TermChoice(
        label="In which term is the next payment?",
        queryset=SchoolTerm.objects.none(),
        empty_label="Choose a term",
        error_messages={"required": "Choose the term"},
    )
    submit_label = "Bring the award forward"

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(cluster_id=fund.cluster_id).live().values("school_id")
        terms = SchoolTerm.objects.filter(cluster_id=fund.cluster_id)
        self.fields["school"].queryset = School.objects.filter(pk__in=members)  # type: ignore[attr-defined]
        self.fields["first_term"].queryset = terms  # type: ignore[attr-defined]


class OpeningFileForm(BaseForm):
    MOST_BYTES = 500_000

    file = forms.FileField(
        label="CSV file",
        help_text="With the columns below, one line for each award and one for the balance.",
        error_messages={"required": "Choose a CSV file", "empty": "The file is empty"},
    )
    submit_label = "Look at what it would do"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError("The file is too large. Send at most 500 KB.")
        return file


class HoldForm(BaseForm):
    why = forms.CharField(
        label="Why is this payment held?",
        max_length=200,
        help_text="The cluster’s officers read it. Never a child’s name.",
        error_messages={"required": "Enter why it is held"},
    )
    submit_label = "Hold this payment"


class ReturnForm(BaseForm):
    amount_pence = MoneyField(label="How much came back?", least=1)
    words = forms.CharField(
        label="Why was it not spent? (optional)", max_length=MOST_WORDS, required=False
    )
    submit_label = "Put it back in the fund"


class StopForm(BaseForm):
    words = forms.CharField(
        label="Why does it stop?",
        max_length=MOST_WORDS,
        help_text="“The pupil moved to another school.” Never a child’s name.",
        error_messages={"required": "Enter why it stops"},
    )
    submit_label = "Stop the award"


# How people write a day, and how addresses do.
TYPED = ["%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%Y-%m-%d"]


class FilterForm(forms.Form):
    """In the address of the page, so that a filtered list can be sent to somebody."""

    school = forms.ModelChoiceField(
        label="School",
        queryset=School.objects.none(),
        to_field_name="urn",
        empty_label="Every school",
        required=False,
    )

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "govuk-select" if select else "govuk-input"

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked for and understood; a date that is none is left out, and said."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AwardFilterForm(FilterForm):
    running = forms.ChoiceField(
        label="Payments",
        choices=[("", "All awards"), ("yes", "Still being paid"), ("no", "Paid or stopped")],
        required=False,
    )


class LedgerFilterForm(FilterForm):
    cause = forms.ChoiceField(
        label="What", choices=[("", "Everything"), *Cause.choices], required=False
    )
    first = forms.DateField(
        label="From, as 1/9/2026", required=False, input_formats=TYPED, widget=forms.TextInput
    )
    last = forms.DateField(
        label="To, as 31/8/2027", required=False, input_formats=TYPED, widget=forms.TextInput
    )

    field_order = ["cause", "school", "first", "last"]
