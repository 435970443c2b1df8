"""What people type about applications and about money."""

from funding.forms.applications import (
    SECTIONS,
    CostForm,
    OutcomeForm,
    PupilForm,
    SendBackForm,
    ShareForm,
    StartForm,
)
from funding.forms.evaluations import (
    EVALUATION_SECTIONS,
    EvaluationFilterForm,
    ReopenForm,
)
from funding.forms.money import (
    AwardFilterForm,
    CorrectForm,
    FundForm,
    HoldForm,
    LedgerFilterForm,
    MoneyInForm,
    OpenAwardForm,
    OpenBalanceForm,
    OpeningFileForm,
    ReturnForm,
    StopForm,
)
from funding.forms.results import ProgressForm, ReachedForm

__all__ = [
    "EVALUATION_SECTIONS",
    "SECTIONS",
    "AwardFilterForm",
    "CorrectForm",
    "CostForm",
    "EvaluationFilterForm",
    "FundForm",
    "HoldForm",
    "LedgerFilterForm",
    "MoneyInForm",
    "OpenAwardForm",
    "OpenBalanceForm",
    "OpeningFileForm",
    "OutcomeForm",
    "ProgressForm",
    "PupilForm",
    "ReachedForm",
    "ReopenForm",
    "ReturnForm",
    "SendBackForm",
    "ShareForm",
    "StartForm",
    "StopForm",
]
