"""The panel's side of an application, in tables of its own that no application page reaches."""

import panels.models.conflict  # noqa: F401 - registered here, for access and actions alone
from panels.models.decision import Decision, DecisionLine
from panels.models.meeting import (
    AgendaItem,
    AgendaItemGrant,
    Check,
    CheckGrant,
    Declaration,
    Meeting,
    Note,
    Part,
    Question,
    Score,
    Seat,
    Vote,
)
from panels.models.minutes import Minutes, MinutesItem
from panels.models.pack import Pack

__all__ = [
    "AgendaItem",
    "AgendaItemGrant",
    "Check",
    "CheckGrant",
    "Decision",
    "DecisionLine",
    "Declaration",
    "Meeting",
    "Minutes",
    "MinutesItem",
    "Note",
    "Pack",
    "Part",
    "Question",
    "Score",
    "Seat",
    "Vote",
]
