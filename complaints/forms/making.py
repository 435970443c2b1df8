"""The questions of the public form, one a page, and the same on one page for whoever takes a
complaint down. A parent's words are never refused for what they say of a child."""

from typing import Any

from django import forms

from clusters.models import Office
from complaints.models import Complaint, Contact
from core.edits import EditForm
from core.forms import BaseForm, BaseModelForm, LongTextField
from schools.models import Post, School

NONE = "none"
SHORTEST_NUMBER = 6  # digits
PEOPLE = [
    (Office.Kind.CLUSTER_SENCO, "The cluster SENCO"),
    (Office.Kind.CHAIR, "The chair of the cluster"),
    (Office.Kind.DEPUTY_CHAIR, "The deputy chair"),
    (Office.Kind.LINK_GOVERNOR, "The cluster’s SEND link governor"),
    (Post.Kind.HEADTEACHER, "The headteacher of the school"),
    (Post.Kind.SENCO, "The SENCO of the school"),
]


class _OfCluster(BaseForm):
    """Choices are the cluster's."""

    def __init__(self, *args: Any, schools: list[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "school" in self.fields:
            self.fields["school"].choices = [(school.urn, school.name) for school in schools]


class _About(forms.Form):
    about = forms.ChoiceField(
        label="What is the complaint about?",
        choices=Complaint.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the complaint is about"},
    )


class _School(forms.Form):
    school = forms.ChoiceField(
        label="Which school does the child go to?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a school"},
    )


class _People(forms.Form):
    people = forms.MultipleChoiceField(
        label="Is it about any of these people?",
        choices=[*PEOPLE, (NONE, "None of these")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Nobody whom a complaint is about handles it or reads it. Choose all that apply.",
        error_messages={"required": "Choose who it is about, or “None of these”"},
    )

    def clean_people(self) -> list[str]:
        chosen = self.cleaned_data["people"]
        if NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError("Choose people, or “None of these”, but not both")
        return chosen


class _Words(forms.Form):
    words = LongTextField(
        label="What went wrong, and what would put it right?",
        max_words=1500,
        help_text="Say what happened and when. You can add more later.",
        error_messages={"required": "Enter what went wrong"},
    )
    reference = forms.CharField(
        label="Reference of the decision (optional)",
        required=False,
        max_length=20,
        help_text="If you have a letter about a decision, its reference looks like K7QFM-2WPXR.",
    )


class _You(forms.Form):
    name = forms.CharField(
        label="Name of the person who complains",
        max_length=150,
        error_messages={"required": "Enter a name"},
    )
    email = forms.EmailField(
        label="Email address (optional)",
        required=False,
        help_text="We write when there is news, with a link. Nothing about the child is in it.",
    )
    telephone = forms.CharField(label="Telephone number (optional)", required=False, max_length=40)
    child = forms.CharField(
        label="The child’s name (optional)",
        required=False,
        max_length=150,
        help_text="Only those who handle the complaint see it.",
    )


class AboutForm(_About, _OfCluster):
    label_is_heading = True


class SchoolForm(_School, _OfCluster):
    label_is_heading = True


class PeopleForm(_People, _OfCluster):
    label_is_heading = True


class WhatForm(_Words, _OfCluster):
    heading = "What happened"


class YouForm(_You, _OfCluster):
    heading = "About you"
    submit_label = "Go on to check your answers"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Your name"
        self.fields["name"].error_messages["required"] = "Enter your name"


# The pages of the public form, in their order, by the last word of their address.
STEPS: dict[str, type[_OfCluster]] = {
    "about": AboutForm,
    "school": SchoolForm,
    "people": PeopleForm,
    "words": WhatForm,
    "you": YouForm,
}


class RecordForm(_You, _Words, _People, _School, _About, _OfCluster):
    """Taken down by whoever was told."""

    submit_label = "Record this complaint"
    field_order = ("about", "school", "people", "words", "reference", *_You.base_fields)


class WordsForm(BaseForm):
    text = LongTextField(
        label="What do you want to add?",
        max_words=1500,
        error_messages={"required": "Enter what you want to add"},
    )
    submit_label = "Add this to my complaint"


class NoteAnswerForm(BaseForm):
    agreed = forms.ChoiceField(
        label="Do you agree with this note?",
        choices=[("yes", "Yes, it says what was said"), ("no", "No, something is not right")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no"},
    )
    words = LongTextField(
        label="What is not right? (if you do not agree)", max_words=500, required=False
    )
    submit_label = "Send my answer"


class OwnContactForm(EditForm, BaseModelForm):
    email = forms.EmailField(
        label="Your email address (optional)",
        required=False,
        help_text="We write there when there is news, with a link. If you change it, we tell the "
        "old address that it has changed, and nothing else.",
        error_messages={
            "invalid": "Enter an email address in the correct format, like name@home.example"
        },
    )
    telephone = forms.CharField(
        label="Your telephone number (optional)",
        required=False,
        max_length=40,
        help_text="Those who handle your complaint see it, and may ring you.",
    )
    submit_label = "Save this"

    class Meta:
        model = Contact
        fields = ["email", "telephone"]

    def clean_telephone(self) -> str:
        telephone: str = self.cleaned_data["telephone"]
        if telephone and sum(sign.isdigit() for sign in telephone) < SHORTEST_NUMBER:
            raise forms.ValidationError("Enter a telephone number, like 01632 960 001")
        return telephone
