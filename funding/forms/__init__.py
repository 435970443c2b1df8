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

__all__ = [
    "SECTIONS",
    "AwardFilterForm",
    "CorrectForm",
    "CostForm",
    "FundForm",
    "HoldForm",
    "LedgerFilterForm",
    "MoneyInForm",
    "OpenAwardForm",
    "OpenBalanceForm",
    "OpeningFileForm",
    "OutcomeForm",
    "PupilForm",
    "ReturnForm",
    "SendBackForm",
    "ShareForm",
    "StartForm",
    "StopForm",
]
