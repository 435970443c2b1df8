"""What people say on the panel's side."""

from panels.forms.decisions import FORMS as DECISION_FORMS
from panels.forms.decisions import CorrectionForm
from panels.forms.items import (
    InterestForm,
    LiftForm,
    NoteForm,
    ReadyForm,
    ReturnForm,
    ScoreForm,
    SeatForm,
    VoteForm,
)
from panels.forms.meeting import (
    AnswerForm,
    AttendanceForm,
    ChairForm,
    CheckerForm,
    InviteForm,
    MinutesForm,
    OralAnswerForm,
    QuestionForm,
)

__all__ = [
    "DECISION_FORMS",
    "AnswerForm",
    "AttendanceForm",
    "ChairForm",
    "CheckerForm",
    "CorrectionForm",
    "InterestForm",
    "InviteForm",
    "LiftForm",
    "MinutesForm",
    "NoteForm",
    "OralAnswerForm",
    "QuestionForm",
    "ReadyForm",
    "ReturnForm",
    "ScoreForm",
    "SeatForm",
    "VoteForm",
]
