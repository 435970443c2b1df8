"""What a search gives back, and how words are put to a query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Q, QuerySet, Window

from core.access import NOBODY
from reports.search.words import spellings

SHOWN = 6  # of each kind


@dataclass(frozen=True)
class Line:
    """One record found: where it is, what it is called, and what its reader knows of it."""

    url: str
    title: str
    about: str
    code: str = ""  # its reference as it stands in an address
    reference: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind: a few lines, the records behind them, and how many there are."""

    heading: str
    called: str  # one and many: "person,people"
    lines: list[Line]
    records: list[Model]
    total: int
    is_of_cases: bool = False  # about a child: that it was shown is noted

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def contains(word: str, *columns: str) -> Q:
    """The word stands in one of the columns."""
    return either(
        Q(**{f"{column}__icontains": spelling})
        for column in columns
        for spelling in sorted(spellings(word))
    )


def either(conditions: Iterable[Q]) -> Q:
    found = NOBODY
    for condition in conditions:
        found |= condition
    return found


def with_words(rows: QuerySet, words: list[str], where: Callable[[str], Q]) -> list[Any]:
    """The first rows in which every word stands, each with how many rows there are."""
    for word in words:
        rows = rows.filter(where(word))
    return list(rows.annotate(found_in_all=Window(Count("pk")))[:SHOWN])


def group(
    heading: str,
    called: str,
    rows: list[Any],
    line: Callable[[Any], Line],
    *,
    is_of_cases: bool = False,
) -> Group:
    total = rows[0].found_in_all if rows else 0
    return Group(heading, called, [line(row) for row in rows], rows, total, is_of_cases)
