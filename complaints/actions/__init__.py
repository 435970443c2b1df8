"""What is done to complaints. `by` is nobody where the person who complains does it themselves, by
the public form or their private link."""

from complaints.actions.erasing import erase
from complaints.actions.handling import (
    close,
    give_outcome,
    open_next,
    tell_authority,
    write_note,
)
from complaints.actions.naming import (
    connect_case,
    disconnect_case,
    end_handler,
    name_concerned,
    name_handler,
)
from complaints.actions.reaching import change_own_contact, correct_contact, renew_link
from complaints.actions.receiving import Complainant, add_words, answer_note, ask_next, receive
from complaints.actions.reminding import remind
from complaints.actions.setting import set_procedure

__all__ = [
    "Complainant",
    "add_words",
    "answer_note",
    "ask_next",
    "change_own_contact",
    "close",
    "connect_case",
    "correct_contact",
    "disconnect_case",
    "end_handler",
    "erase",
    "give_outcome",
    "name_concerned",
    "name_handler",
    "open_next",
    "receive",
    "remind",
    "renew_link",
    "set_procedure",
    "tell_authority",
    "write_note",
]
