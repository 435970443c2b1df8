"""Likely first names, over folded text."""

import re
from collections.abc import Iterator, Sequence

from core.identifying.findings import FIRST_NAME
from core.identifying.first_names import (
    ALSO_WORDS,
    MONTHS_AND_SEASONS,
    NAMES,
    SENTENCE_STARTERS,
    words,
)

Span = tuple[str, int, int]
Words = Sequence[re.Match[str]]

WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,24}(?![A-Za-z])")
ENDS_A_SENTENCE = re.compile(r"[.!?:;\n\t|\"*•“”]|(?:^|\s)-\s")
SHORTEST_IN_CAPITALS = 4

TITLES = words("st saint mr mrs ms miss mx dr prof professor sir king queen lord lady")
DETERMINERS = words(
    "a an the this these those each every any no some all my our your his her its their christmas"
)
PERSON_DOES = words(
    "said says told asked asks likes liked loves loved enjoys enjoyed struggles struggled attends "
    "attended joined cries cried shouts shouted refuses refused wants wanted lives lived finds "
    "found plays played tells feels felt"
)
AFTER_A_MODAL = words("i we you he she it they this that the there be not a our your")
INSTITUTIONS = words(
    "School Schools Academy College Primary Infant Infants Junior Juniors Nursery Centre Church "
    "Hospital Clinic Trust Federation Foundation Road Street Lane Close Avenue Drive Way Park "
    "House Hall Court Community Catholic CofE University Scale Scales Test Profile Award"
)
THINGS = words(
    "class classes group groups room base house team zone rating rated status tracker school "
    "schools leaders community phonics talk fingers games time scheme schemes book books period "
    "periods week day days tree trees wood green garden card cards level band oil bear bears "
    "topic numerals empire plus limited"
)
COLOURS = words(
    "red green blue yellow orange purple white black gold silver pink rag traffic colour zone "
    "zones rated rating alert"
)
NAMES_OF_COLOURS = words("amber hazel jade olive ruby scarlet violet")
BEFORE_A_MONTH = words(
    "in by since until till from of last next early late mid during between through before after "
    "for to following per on"
)
CALENDAR = words(
    "january february march april may june july august september october november december "
    "spring summer autumn winter term terms half holiday holidays break census budget exams sats "
    "week fair fete concert clothes uniform"
)


def first_names(text: str) -> Iterator[Span]:
    found = list(WORD.finditer(text))
    for place, match in enumerate(found):
        if _is_a_name(text, found, place):
            yield FIRST_NAME, *match.span()


def _is_a_name(text: str, found: Words, place: int) -> bool:
    word = found[place][0]
    name = word.lower()
    if name in NAMES:
        in_capitals = word.isupper() and len(word) < SHORTEST_IN_CAPITALS
        return not in_capitals and not _is_titled_or_a_place(text, found, place)
    if not word.istitle():
        return False
    if name in ALSO_WORDS:
        return not _is_a_thing(text, found, place)
    if name in SENTENCE_STARTERS:
        return _reads_as_a_person(text, found, place) and not _is_a_thing(text, found, place)
    if name in MONTHS_AND_SEASONS:
        return _reads_as_a_person(text, found, place) and not (
            _is_a_thing(text, found, place) or _is_the_calendar(text, found, place)
        )
    return False


def _reads_as_a_person(text: str, found: Words, place: int) -> bool:
    """Inside a sentence, or at its start with what a person does or has after it."""
    if not _starts_a_sentence(text, found, place):
        return True
    match = found[place]
    owns = text.startswith("'s", match.end()) and match[0].lower() not in MONTHS_AND_SEASONS
    return owns or _next_word(text, found, place).lower() in PERSON_DOES


def _is_titled_or_a_place(text: str, found: Words, place: int) -> bool:
    """ "St George", "Mrs Taylor", "Arthur Road", "Edith Oak Academy"."""
    if _previous_word(text, found, place).lower() in TITLES:
        return True
    for following in range(place, min(place + 3, len(found) - 1)):
        word = _next_word(text, found, following)
        if word in INSTITUTIONS:
            return True
        if not word.istitle():
            return False
    return False


def _is_a_thing(text: str, found: Words, place: int) -> bool:
    name = found[place][0].lower()
    following = _next_word(text, found, place).lower()
    return (
        _is_titled_or_a_place(text, found, place)
        or _previous_word(text, found, place).lower() in DETERMINERS
        or following in THINGS
        or (name in ("will", "may") and following in AFTER_A_MODAL)
        or (name in NAMES_OF_COLOURS and not COLOURS.isdisjoint(_words_around(found, place)))
        or (name in SENTENCE_STARTERS and _has_a_figure_beside(text, found[place]))
    )


def _is_the_calendar(text: str, found: Words, place: int) -> bool:
    return (
        _has_a_figure_beside(text, found[place])
        or _previous_word(text, found, place).lower() in BEFORE_A_MONTH
        or not CALENDAR.isdisjoint(_words_around(found, place))
    )


def _has_a_figure_beside(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 4) : match.start()]
    after = text[match.end() : match.end() + 2]
    return (
        any(c.isdigit() for c in after)
        or re.search(r"[0-9](?:st|nd|rd|th)? ?$", before) is not None
    )


def _words_around(found: Words, place: int) -> set[str]:
    near = [*found[max(0, place - 3) : place], *found[place + 1 : place + 4]]
    return {match[0].lower() for match in near}


def _starts_a_sentence(text: str, found: Words, place: int) -> bool:
    if place == 0:
        return True
    return ENDS_A_SENTENCE.search(_gap(text, found, place)) is not None


def _previous_word(text: str, found: Words, place: int) -> str:
    """The word just before, with no more than a space, a hyphen or "St." between; else ""."""
    if place == 0:
        return ""
    touches = _gap(text, found, place) in (" ", "-", "  ", ". ")
    return found[place - 1][0] if touches else ""


def _next_word(text: str, found: Words, place: int) -> str:
    if place + 1 >= len(found):
        return ""
    touches = _gap(text, found, place + 1) in (" ", "-", "  ")
    return found[place + 1][0] if touches else ""


def _gap(text: str, found: Words, place: int) -> str:
    """What stands between a word and the one before; a long stretch is cut to its end."""
    start = found[place].start()
    return text[max(found[place - 1].end(), start - 20) : start]
