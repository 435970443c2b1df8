"""The panel's side of an application, in tables of its own that no application page reaches."""

import panels.models.conflict  # noqa: F401 - registered here, for access and actions alone
from panels.models.meeting import (
    AgendaItem,
    AgendaItemGrant,
    Check,
    Declaration,
    Meeting,
    Note,
    Part,
    Score,
    Seat,
    Vote,
)

__all__ = [
    "AgendaItem",
    "AgendaItemGrant",
    "Check",
    "Declaration",
    "Meeting",
    "Note",
    "Part",
    "Score",
    "Seat",
    "Vote",
]
