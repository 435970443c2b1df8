"""Applications as schools write them, and the money that is granted on them."""

from funding.models.application import (
    ApplicantSchool,
    Application,
    ApplicationGrant,
    ApplicationPupil,
    Authorship,
    CostLine,
    HopedOutcome,
    Outcome,
    Signature,
    StatusChange,
)
from funding.models.award import Award, AwardBarred, BalanceHidden, Hold, Instalment
from funding.models.evaluation import (
    Evaluation,
    EvaluationHidden,
    EvaluationStep,
    OutcomeReached,
    Progress,
    ratio_of,
    said_of,
    words_of_ratio,
)
from funding.models.fund import Fund
from funding.models.ledger import Account, Cause, LedgerEntry, LedgerLine

__all__ = [
    "Account",
    "ApplicantSchool",
    "Application",
    "ApplicationGrant",
    "ApplicationPupil",
    "Authorship",
    "Award",
    "AwardBarred",
    "BalanceHidden",
    "Cause",
    "CostLine",
    "Evaluation",
    "EvaluationHidden",
    "EvaluationStep",
    "Fund",
    "Hold",
    "HopedOutcome",
    "Instalment",
    "LedgerEntry",
    "LedgerLine",
    "Outcome",
    "OutcomeReached",
    "Progress",
    "Signature",
    "StatusChange",
    "ratio_of",
    "said_of",
    "words_of_ratio",
]
