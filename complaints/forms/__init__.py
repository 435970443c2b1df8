"""What people say in and about a complaint."""

from complaints.forms.erasing import EraseForm
from complaints.forms.handling import (
    AuthorityForm,
    CloseForm,
    ConcernedForm,
    ConnectForm,
    ContactForm,
    DisconnectForm,
    EndHandlerForm,
    HandlerForm,
    NoteForm,
    OutcomeForm,
)
from complaints.forms.making import STEPS, NoteAnswerForm, OwnContactForm, RecordForm, WordsForm
from complaints.forms.setting import ChooseStagesForm, StagesForm

__all__ = [
    "STEPS",
    "AuthorityForm",
    "ChooseStagesForm",
    "CloseForm",
    "ConcernedForm",
    "ConnectForm",
    "ContactForm",
    "DisconnectForm",
    "EndHandlerForm",
    "EraseForm",
    "HandlerForm",
    "NoteAnswerForm",
    "NoteForm",
    "OutcomeForm",
    "OwnContactForm",
    "RecordForm",
    "StagesForm",
    "WordsForm",
]
