"""What a person finds by words, kind by kind.

A word is looked for only in what the reader's own line or page of a record shows, so that finding
tells no more than reading: of a case that one may not read, its line; of one whose line is hidden
too, its reference. Rows come from each kind's rule, so what is not there and what one may not see
are the same.
"""

from typing import Any

from funding.models import Application, Award, Instalment
from panels.models import AgendaItem, Check
from reports.search import cases, house, money
from reports.search.found import SHOWN, Group, Line
from reports.search.words import MOST_LETTERS, MOST_SHOWN_AGAIN, Words, readable, words_of

__all__ = [
    "MOST_LETTERS",
    "MOST_SHOWN_AGAIN",
    "SHOWN",
    "Group",
    "Line",
    "Words",
    "find",
    "readable",
    "straight_to",
    "words_of",
]

KINDS = (
    cases.applications,
    cases.items,
    cases.checks,
    cases.meetings,
    money.awards,
    money.payments,
    house.schools,
    house.clusters,
    house.people,
)


def find(user: Any, asked: Words) -> list[Group]:
    """Everything that this person may find, in as many queries whatever there is."""
    found = [kind(user, asked.words) for kind in KINDS] if asked.words else []
    return [group for group in found if group.total]


def straight_to(asked: Words, groups: list[Group]) -> str:
    """Where a whole reference leads, if it is that of one case, or of no case and one award."""
    for kinds in ((Application, AgendaItem, Check), (Award, Instalment)):
        exact = [
            line.url
            for group in groups
            for line, record in zip(group.lines, group.records, strict=True)
            if asked.code and line.code == asked.code and isinstance(record, kinds)
        ]
        if exact:
            return exact[0] if len(exact) == 1 else ""
    return ""
