from complaints.models.complaint import (
    LINK_LASTS,
    Complaint,
    ComplaintLink,
    Concerned,
    Contact,
)
from complaints.models.stage import (
    ComplaintStage,
    ComplaintWords,
    ConversationNote,
    Handler,
    NoteAnswer,
    StageOutcome,
)

__all__ = [
    "LINK_LASTS",
    "Complaint",
    "ComplaintLink",
    "ComplaintStage",
    "ComplaintWords",
    "Concerned",
    "Contact",
    "ConversationNote",
    "Handler",
    "NoteAnswer",
    "StageOutcome",
]
