"""Why a complaint is erased, and that it is meant."""

from django import forms

from complaints.models import Complaint
from core.forms import BaseForm


class EraseForm(BaseForm):
    why = forms.ChoiceField(
        label="Why do you erase it?",
        choices=Complaint.ErasedFor.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why you erase it"},
    )
    sure = forms.BooleanField(
        label="I understand that this cannot be undone",
        error_messages={"required": "Tick the box to say that you understand"},
    )
    submit_label = "Erase this complaint"
