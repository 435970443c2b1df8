"""What is said of a meeting: who is there, who chairs an item, who is invited to it."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from core.checked import CheckedTextForm
from core.forms import BaseForm, DateField, LongTextField
from panels.models import Declaration, Question, Seat

MARKED = {Seat.Attendance.PRESENT: "Here", Seat.Attendance.APOLOGIES: "Apologies"}


Kind = Declaration.Kind
SAID_ALOUD = [
    (Declaration.Answer.NO_INTEREST, "They have no interest"),
    (Kind.KNOWS_CHILD, "They know this child"),
    (Kind.RELATIVE, "They are a relative or close friend of the family"),
    (Kind.PROFESSIONAL, "They have worked with this child or family"),
    (Kind.OTHER, "They have another interest"),
]


class AttendanceForm(BaseForm):
    """Who is here, one question a seat. Whoever is not marked is counted as absent."""

    submit_label = "Start the meeting"

    def __init__(self, *args: Any, seats: list[Seat], started: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {f"seat_{seat.person.public_id}": seat for seat in seats}
        if started:
            self.submit_label = "Save who is here"
        for name, seat in self.seats.items():
            expected = seat.attendance == Seat.Attendance.EXPECTED
            self.fields[name] = forms.ChoiceField(
                label=f"{seat.person}, {seat.get_role_display()}",
                choices=list(MARKED.items()),
                widget=forms.RadioSelect,
                initial=Seat.Attendance.PRESENT if expected else seat.attendance,
                error_messages={"required": f"Say whether {seat.person} is here"},
            )

    def attendance(self) -> dict[Seat, str]:
        return {seat: self.cleaned_data[name] for name, seat in self.seats.items()}


class SeatChoiceForm(BaseForm):
    """One of the seats at the meeting."""

    seat = forms.ChoiceField(
        label="Who?", widget=forms.RadioSelect, error_messages={"required": "Choose somebody"}
    )

    def __init__(self, *args: Any, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {seat.person.public_id: seat for seat in seats}
        self.fields["seat"].choices = [  # type: ignore[attr-defined]
            (key, f"{seat.person}, {seat.get_role_display()}") for key, seat in self.seats.items()
        ]

    def clean_seat(self) -> Seat:
        return self.seats[self.cleaned_data["seat"]]


class ChairForm(SeatChoiceForm):
    submit_label = "Let them chair this item"


class OralAnswerForm(SeatChoiceForm):
    answer = forms.ChoiceField(
        label="What did they say?",
        choices=SAID_ALOUD,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they said"},
    )
    submit_label = "Record their answer"


class InviteForm(BaseForm):
    email = forms.EmailField(
        label="The adviser’s email address",
        help_text="Somebody with an account here, like an advisory teacher or a psychologist.",
        error_messages={"required": "Enter the adviser’s email address"},
    )
    why = forms.CharField(
        label="Why?",
        max_length=200,
        help_text="A few words for the record, without a name: “Wrote the hearing report”.",
        error_messages={"required": "Enter why you invite them"},
    )
    until = DateField(label="Until which day may they read it?", called="the last day")
    submit_label = "Invite to this item"


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: Any) -> str:  # type: ignore[override]
        return f"{person}, {person.works_at}" if person.works_at else str(person)


class CheckerForm(BaseForm):
    """Who may be asked: the rule's people, who have no conflict."""

    person = PersonChoice(
        label="Who will check it?",
        queryset=User.objects.none(),
        to_field_name="public_id",
        empty_label="Choose a person",
        help_text="Everybody with an office in the cluster, and each SENCO and headteacher of its "
        "schools, who has no conflict with this application.",
        error_messages={"required": "Choose who will check it"},
    )
    submit_label = "Ask them to check it"

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class MinutesForm(BaseForm):
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=120,
        error_messages={
            "required": "Enter a number of minutes",
            "invalid": "Enter a whole number of minutes",
            "min_value": "Enter 1 to 120 minutes",
            "max_value": "Enter 1 to 120 minutes",
        },
    )


class QuestionForm(CheckedTextForm):
    text = LongTextField(
        label="What do you want to ask the school?",
        max_words=150,
        help_text="A question of fact. The school reads it; never write what the panel thinks.",
        error_messages={"required": "Enter your question"},
    )
    checked = ("text",)
    submit_label = "Send the question"

    class Meta:
        model = Question
        fields = ["text"]


class AnswerForm(CheckedTextForm):
    answer = LongTextField(
        label="Your answer",
        max_words=300,
        help_text="The panel reads it. You cannot change it once it is sent.",
        error_messages={"required": "Enter your answer"},
    )
    checked = ("answer",)
    submit_label = "Send the answer"

    class Meta:
        model = Question
        fields = ["answer"]
