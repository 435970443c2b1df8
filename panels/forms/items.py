"""What people say on the panel's side."""

from typing import Any

from django import forms

from clusters.models import Office
from core.checked import CheckedForm, CheckedTextForm
from core.forms import BaseForm, BaseModelForm, LongTextField
from panels.models import Check, Declaration, Note, Score, Vote

SCORES = [
    (1, "1: does not meet the criteria"),
    (2, "2: meets a few"),
    (3, "3: meets about half"),
    (4, "4: meets most"),
    (5, "5: meets them all"),
]


class ReadyForm(CheckedTextForm):
    note = LongTextField(
        label="Note for the panel (optional)",
        max_words=200,
        required=False,
        help_text="Panel members without a conflict read it. The school does not.",
    )
    checked = ("note",)
    submit_label = "It is ready for the panel"

    prefix = "ready"

    class Meta:
        model = Check
        fields = ["note"]


class ReturnForm(CheckedTextForm):
    needed = LongTextField(
        label="What does the school need to add or change?",
        max_words=300,
        help_text="The school reads these words. Files cannot be added here: ask them to write it "
        "in the plan, or to send it by your usual secure way.",
        error_messages={"required": "Enter what the school needs to add or change"},
    )
    checked = ("needed",)
    submit_label = "Return it to the school"

    class Meta:
        model = Check
        fields = ["needed"]


class InterestForm(CheckedTextForm):
    kind = forms.ChoiceField(
        label="What is your interest?",
        choices=Declaration.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what your interest is"},
    )
    detail = forms.CharField(
        label="Anything to add (optional)",
        max_length=300,
        required=False,
        help_text="Do not name or describe a child. The panel sees only “declared interest”.",
    )
    checked = ("detail",)
    submit_label = "Declare this interest"

    class Meta:
        model = Declaration
        fields = ["kind", "detail"]


class LiftForm(CheckedForm):
    why = forms.CharField(
        label="Why can it be lifted?",
        max_length=300,
        error_messages={"required": "Enter why it can be lifted"},
    )
    checked = ("why",)


class ScoreForm(BaseModelForm):
    value = forms.TypedChoiceField(
        label="Your score",
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a score"},
    )
    submit_label = "Save your score"

    class Meta:
        model = Score
        fields = ["value"]


class VoteForm(BaseModelForm):
    choice = forms.ChoiceField(
        label="Your vote",
        choices=Vote.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose for, against or abstain"},
    )
    submit_label = "Save your vote"

    class Meta:
        model = Vote
        fields = ["choice"]


class NoteForm(CheckedTextForm):
    text = LongTextField(
        label="Add a note for the panel",
        max_words=300,
        error_messages={"required": "Enter your note"},
    )
    checked = ("text",)
    submit_label = "Add this note"

    prefix = "new"

    class Meta:
        model = Note
        fields = ["text"]


class SeatForm(BaseForm):
    """Who else sits: somebody who holds an office in the cluster."""

    office = forms.ChoiceField(
        label="Who?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who gets a seat"},
    )
    submit_label = "Give a seat"

    def __init__(self, *args: Any, offices: list[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {office.public_id: office for office in offices}
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (key, f"{office.person}, {office.get_kind_display().lower()}")
            for key, office in self.offices.items()
        ]

    def clean_office(self) -> Office:
        return self.offices[self.cleaned_data["office"]]
