"""Every write on the panel's side. Each settles the conflicts of its meeting first, then locks the
item, then asks the rule: one statement with both would let a recusal slip in between."""

from panels.actions.agenda import (
    add_item,
    call_meeting,
    offices_without_seat,
    seat,
    take_seat_away,
)
from panels.actions.asking import answer_question, ask_school, name_checker
from panels.actions.cancelling import cancel_panel
from panels.actions.checking import find_ready, return_to_school, submit
from panels.actions.deciding import cast_vote, give_score, write_note
from panels.actions.declaring import answer_all, answer_no_interest, declare_interest, lift
from panels.actions.meeting import (
    answer_for,
    answer_for_all,
    invite,
    move_up,
    name_chair,
    set_minutes,
    take_attendance,
    take_off,
    turn_to,
)
from panels.actions.minuting import approve_minutes
from panels.actions.packing import (
    ask_for_pack,
    cancel_pack,
    is_fresh,
    job_of,
    make_due_packs,
    make_pack,
    pack_of,
)
from panels.actions.publishing import correct, publish
from panels.actions.recording import read_letter, record
from panels.actions.reminding import remind
from panels.actions.settling import settle_all, settle_conflicts

__all__ = [
    "add_item",
    "answer_all",
    "answer_for",
    "answer_for_all",
    "answer_no_interest",
    "answer_question",
    "approve_minutes",
    "ask_for_pack",
    "ask_school",
    "call_meeting",
    "cancel_pack",
    "cancel_panel",
    "cast_vote",
    "correct",
    "declare_interest",
    "find_ready",
    "give_score",
    "invite",
    "is_fresh",
    "job_of",
    "lift",
    "make_due_packs",
    "make_pack",
    "move_up",
    "name_chair",
    "name_checker",
    "offices_without_seat",
    "pack_of",
    "publish",
    "read_letter",
    "record",
    "remind",
    "return_to_school",
    "seat",
    "set_minutes",
    "settle_all",
    "settle_conflicts",
    "submit",
    "take_attendance",
    "take_off",
    "take_seat_away",
    "turn_to",
    "write_note",
]
