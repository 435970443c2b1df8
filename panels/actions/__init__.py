"""Every write on the panel's side. Each settles the conflicts of its meeting first, then locks the
item, then asks the rule: one statement with both would let a recusal slip in between."""

from panels.actions.agenda import (
    add_item,
    call_meeting,
    offices_without_seat,
    seat,
    take_seat_away,
)
from panels.actions.checking import find_ready, return_to_school, submit
from panels.actions.deciding import cast_vote, give_score, write_note
from panels.actions.declaring import answer_all, answer_no_interest, declare_interest, lift
from panels.actions.settling import settle_all, settle_conflicts

__all__ = [
    "add_item",
    "answer_all",
    "answer_no_interest",
    "call_meeting",
    "cast_vote",
    "declare_interest",
    "find_ready",
    "give_score",
    "lift",
    "offices_without_seat",
    "return_to_school",
    "seat",
    "settle_all",
    "settle_conflicts",
    "submit",
    "take_seat_away",
    "write_note",
]
