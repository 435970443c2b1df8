"""What people fill in to set up a cluster."""

from clusters.forms.calendar import PanelForm, PanelRowForm, SuggestForm, TermsForm, term_field
from clusters.forms.people import (
    AppointForm,
    ChooseKindForm,
    ChooseSchoolForm,
    CoverForm,
    GiveOfficeForm,
    GivePostForm,
)
from clusters.forms.rules import ChoosePresetForm, RulesForm
from clusters.forms.setup import AddSchoolForm, CreateClusterForm, EndForm, RenameForm

__all__ = [
    "AddSchoolForm",
    "AppointForm",
    "ChooseKindForm",
    "ChoosePresetForm",
    "ChooseSchoolForm",
    "CoverForm",
    "CreateClusterForm",
    "EndForm",
    "GiveOfficeForm",
    "GivePostForm",
    "PanelForm",
    "PanelRowForm",
    "RenameForm",
    "RulesForm",
    "SuggestForm",
    "TermsForm",
    "term_field",
]
