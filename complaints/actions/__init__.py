"""What is done to complaints. `by` is nobody where the person who complains does it themselves, by
the public form or their private link."""

from complaints.actions.handling import (
    close,
    give_outcome,
    name_concerned,
    name_handler,
    open_next,
    renew_link,
    tell_authority,
    write_note,
)
from complaints.actions.receiving import Complainant, add_words, answer_note, ask_next, receive
from complaints.actions.reminding import remind

__all__ = [
    "Complainant",
    "add_words",
    "answer_note",
    "ask_next",
    "close",
    "give_outcome",
    "name_concerned",
    "name_handler",
    "open_next",
    "receive",
    "remind",
    "renew_link",
    "tell_authority",
    "write_note",
]
