"""What those who handle a complaint write. Their texts are looked through for what identifies a
child, as all that staff write."""

from typing import Any

from django import forms

from accounts.models import User
from complaints.models import (
    Complaint,
    Concerned,
    ConnectedCase,
    Contact,
    ConversationNote,
    Handler,
    StageOutcome,
)
from core.checked import CheckedForm, CheckedTextForm
from core.dates import today
from core.edits import EditForm
from core.forms import BaseForm, BaseModelForm, DateField, LongTextField

JUDGED = [choice for choice in StageOutcome.Kind.choices if choice[0] != StageOutcome.Kind.TOLD]


class HandlerForm(BaseForm):
    person = forms.ChoiceField(
        label="Who handles this stage?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose somebody"},
    )
    submit_label = "Name them"

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.public_id: person for person in people}
        self.fields["person"].choices = [(key, one.name) for key, one in self.people.items()]

    def clean_person(self) -> User:
        return self.people[self.cleaned_data["person"]]


class ConcernedForm(BaseForm):
    person = forms.ChoiceField(label="Who is it?", error_messages={"required": "Choose somebody"})
    why = forms.ChoiceField(
        label="Why may they not handle it?",
        choices=Concerned.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why"},
    )
    submit_label = "Keep them away from it"

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.public_id: person for person in people}
        names = [(key, one.name) for key, one in self.people.items()]
        self.fields["person"].choices = [("", "Choose somebody"), *names]

    def clean_person(self) -> User:
        return self.people[self.cleaned_data["person"]]


class NoteForm(CheckedTextForm):
    held_on = DateField(label="When did you speak?", called="the day you spoke")
    how = forms.ChoiceField(
        label="How did you speak?",
        choices=ConversationNote.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you spoke"},
    )
    people = forms.CharField(
        label="Who was there?",
        max_length=300,
        help_text="By what they are: the parent, the governor.",
        error_messages={"required": "Enter who was there"},
    )
    text = LongTextField(
        label="What was said and agreed?",
        max_words=1500,
        help_text="The person who complains reads it, and agrees it or says what is not right.",
        error_messages={"required": "Enter what was said and agreed"},
    )
    agreed_aloud = forms.BooleanField(
        label="They have read or heard this note and agree with it", required=False
    )
    checked = ("people", "text")
    submit_label = "Keep this note"

    class Meta:
        model = ConversationNote
        fields = ["held_on", "how", "people", "text"]

    def clean_held_on(self) -> Any:
        held_on = self.cleaned_data["held_on"]
        if held_on > today():
            raise forms.ValidationError("The day you spoke must be today or earlier")
        return held_on


class OutcomeForm(CheckedTextForm):
    kind = forms.ChoiceField(
        label="What is the outcome?",
        choices=JUDGED,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an outcome"},
    )
    reasons = LongTextField(
        label="Why?",
        max_words=1500,
        help_text="The person who complains reads these words.",
        error_messages={"required": "Enter the reasons"},
    )
    will_do = LongTextField(
        label="What will you do to put it right? (optional)", max_words=500, required=False
    )
    checked = ("reasons", "will_do")
    submit_label = "Give this outcome"

    class Meta:
        model = StageOutcome
        fields = ["kind", "reasons", "will_do"]


class AuthorityForm(CheckedForm):
    reasons = LongTextField(
        label="Whom did you tell, and when?",
        max_words=300,
        error_messages={"required": "Enter whom you told and when"},
    )
    checked = ("reasons",)
    submit_label = "The authority is told"


class CloseForm(CheckedForm):
    ending = forms.ChoiceField(
        label="How did it end?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended"},
    )
    words = LongTextField(
        label="Why do you close it?",
        max_words=300,
        required=False,
        help_text="The person who complains reads this. Needed where they have not answered.",
    )
    checked = ("words",)
    submit_label = "Close this complaint"

    def __init__(self, *args: Any, endings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ending"].choices = [
            choice for choice in Complaint.Ending.choices if choice[0] in endings
        ]


class EndHandlerForm(BaseForm):
    why = forms.ChoiceField(
        label="Why do they not handle it any more?",
        choices=Handler.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why"},
    )
    submit_label = "End it"


class ConnectForm(BaseForm):
    reference = forms.CharField(
        label="Reference of the decision",
        max_length=20,
        help_text="As on its letter, like K7QFM-2WPXR.",
        error_messages={"required": "Enter the reference of the decision"},
    )
    why = forms.ChoiceField(
        label="Why this one?",
        choices=[one for one in ConnectedCase.Why.choices if one[0] != ConnectedCase.Why.NONE],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why"},
    )
    submit_label = "Connect it"


class DisconnectForm(BaseForm):
    why = forms.ChoiceField(
        label="Why do you take it away?",
        choices=[
            one
            for one in ConnectedCase.Why.choices
            if one[0] in (ConnectedCase.Why.WRONG, ConnectedCase.Why.NONE)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why"},
    )
    submit_label = "Take it away"


class ContactForm(EditForm, BaseModelForm):
    name = forms.CharField(
        label="Name of the person who complains",
        max_length=150,
        error_messages={"required": "Enter a name"},
    )
    email = forms.EmailField(
        label="Email address (optional)",
        required=False,
        help_text="If you change it, every private link made before stops working. A new one goes "
        "to the new address, and you see one to hand over.",
    )
    telephone = forms.CharField(label="Telephone number (optional)", required=False, max_length=40)
    child = forms.CharField(label="The child’s name (optional)", required=False, max_length=150)
    submit_label = "Put it right"

    class Meta:
        model = Contact
        fields = ["name", "email", "telephone", "child"]
