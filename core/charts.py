"""Bar charts that the server draws: their places and sizes, for `templates/core/_chart.html`.

A chart never stands alone: its figures are in a table below it. A figure that is hidden, because it
rests on too few children, is drawn as a hatched bar of one length for all, with the word.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

HIDDEN = "hidden"

# In units of the drawing, whose text is then about as large as the page's on a phone.
WIDTH = 400
LONGEST = 270
HATCHED = 40
BAR, LINE, BETWEEN, APART = 17, 20, 3, 16
LETTERS = 46  # what fits on a line of a label
ROOM_FOR_TEXT = 6
EDGE = 1  # the line around the last bar


@dataclass(frozen=True)
class Bar:
    """One figure: its size, and how it reads. Without a size it is hidden."""

    size: int | float | None
    words: str = HIDDEN


@dataclass(frozen=True)
class Group:
    """What stands under one label: a bar for each series, or a part of one bar for each."""

    label: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Piece:
    """A rectangle, of the series whose look it has, and what is written beside it."""

    left: float
    top: float
    width: float
    look: str
    words: str = ""

    @property
    def height(self) -> int:
        return BAR

    @property
    def text_left(self) -> float:
        return self.left + self.width + ROOM_FOR_TEXT

    @property
    def text_top(self) -> float:
        return self.top + BAR - 3


@dataclass(frozen=True)
class Drawn:
    """A group with the lines of its label, each with the place of its foot."""

    lines: list[tuple[str, float]]
    pieces: list[Piece]


@dataclass(frozen=True)
class Chart:
    """`key` is its own on the page. `series` name the bars of each group, from first to last. The
    title is the drawing's own, for those who do not see it; `caption` stands above it."""

    key: str
    title: str
    series: Sequence[str]
    groups: list[Drawn] = field(default_factory=list)
    height: float = 0
    caption: str = ""
    width: int = WIDTH

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The look and the name of each series; of one alone the title says what it is."""
        named = [(f"{place}", name) for place, name in enumerate(self.series, start=1)]
        hidden = any(piece.look == HIDDEN for drawn in self.groups for piece in drawn.pieces)
        shown = named if len(named) > 1 else []
        return [*shown, (HIDDEN, "Hidden, too few children")] if hidden else shown


def grouped(
    key: str, title: str, series: Sequence[str], groups: Sequence[Group], *, caption: str = ""
) -> Chart:
    """A bar for each series under each label, one below the other."""
    longest = max((abs(bar.size or 0) for group in groups for bar in group.bars), default=0)
    drawn, top = [], 0.0
    for group in groups:
        lines = _label(group, top)
        first = top + LINE * len(lines)
        pieces = [
            _bar(bar, first + place * (BAR + BETWEEN), str(place + 1), longest)
            for place, bar in enumerate(group.bars)
        ]
        drawn.append(Drawn(lines, pieces))
        top = first + len(pieces) * (BAR + BETWEEN) + APART
    return Chart(key, title, series, drawn, max(top - APART + EDGE, 0), caption)


def stacked(
    key: str, title: str, series: Sequence[str], groups: Sequence[Group], *, caption: str = ""
) -> Chart:
    """One bar under each label, in parts. Its words are those of the group's last bar."""
    wholes = [sum(bar.size or 0 for bar in group.bars) for group in groups]
    longest = max(wholes, default=0)
    drawn, top = [], 0.0
    for group in groups:
        lines = _label(group, top)
        top += LINE * len(lines)
        drawn.append(Drawn(lines, _parts(group, top, longest)))
        top += BAR + APART
    return Chart(key, title, series, drawn, max(top - APART + EDGE, 0), caption)


def _label(group: Group, top: float) -> list[tuple[str, float]]:
    lines = textwrap.wrap(group.label, LETTERS) or [""]
    return [(line, top + LINE * (place + 1) - 5) for place, line in enumerate(lines)]


def _bar(bar: Bar, top: float, look: str, longest: float) -> Piece:
    if bar.size is None:
        return Piece(1, top, HATCHED, HIDDEN, HIDDEN)
    # What is below nothing has no bar; its words say how far.
    return Piece(1, top, _length(max(bar.size, 0), longest), look, bar.words)


def _parts(group: Group, top: float, longest: float) -> list[Piece]:
    if any(bar.size is None for bar in group.bars):
        return [Piece(1, top, HATCHED, HIDDEN, HIDDEN)]
    pieces, left = [], 1.0
    for place, bar in enumerate(group.bars, start=1):
        width = _length(bar.size or 0, longest)
        words = bar.words if place == len(group.bars) else ""
        if width or words:
            pieces.append(Piece(left, top, width, str(place), words))
        left = round(left + width, 1)
    return pieces


def _length(size: float, longest: float) -> float:
    return round(LONGEST * size / longest, 1) if longest else 0.0
