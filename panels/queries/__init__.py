"""What the panel's pages ask. Rows come in already limited to their reader by the rule."""

from panels.queries.meeting import (
    agenda,
    check_lines,
    could_chair,
    decision_for,
    enough_people,
    left_in_fund,
    liftable,
    neighbours,
    notes_for,
    own,
    questions_on,
    ready_for,
    reasons_for,
    room,
    seats_of,
    set_people,
    tally,
    with_application,
)
from panels.queries.minutes import copy_for, minutes_of, whole
from panels.queries.pack import pack_for
from panels.queries.publishing import (
    latest_outcome,
    outcome_of,
    publication,
    ready_decisions,
)

__all__ = [
    "agenda",
    "check_lines",
    "copy_for",
    "could_chair",
    "decision_for",
    "enough_people",
    "latest_outcome",
    "left_in_fund",
    "liftable",
    "minutes_of",
    "neighbours",
    "notes_for",
    "outcome_of",
    "own",
    "pack_for",
    "publication",
    "questions_on",
    "ready_decisions",
    "ready_for",
    "reasons_for",
    "room",
    "seats_of",
    "set_people",
    "tally",
    "whole",
    "with_application",
]
