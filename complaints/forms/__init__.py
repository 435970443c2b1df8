"""What people say in and about a complaint."""

from complaints.forms.handling import (
    AuthorityForm,
    CloseForm,
    ConcernedForm,
    HandlerForm,
    NoteForm,
    OutcomeForm,
)
from complaints.forms.making import STEPS, NoteAnswerForm, RecordForm, WordsForm

__all__ = [
    "STEPS",
    "AuthorityForm",
    "CloseForm",
    "ConcernedForm",
    "HandlerForm",
    "NoteAnswerForm",
    "NoteForm",
    "OutcomeForm",
    "RecordForm",
    "WordsForm",
]
