"""What was typed, made ready to be looked for."""

import unicodedata
from dataclasses import dataclass

from core.errors import DomainError
from core.ids import ALPHABET, LENGTH

MOST_LETTERS = 100
# Of what is too long, so much stands in the box again.
MOST_SHOWN_AGAIN = 2 * MOST_LETTERS
MOST_WORDS = 8
FEWEST_LETTERS = 2
# So much of a public id says which one is meant; less stands in many.
PART_OF_ID = 5
QUOTES = "\"'“”„‘’«»"
DASHES = dict.fromkeys(map(ord, "-‐‑‒–—−"))


@dataclass(frozen=True)
class Words:
    """What was asked for. `code` is the reference that the whole of it spells, if it does."""

    words: list[str]
    code: str


def readable(typed: str) -> str:
    """What was typed, without what no text holds: NUL, line ends, marks of direction."""
    text = unicodedata.normalize("NFC", typed)
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def words_of(typed: str) -> Words:
    """Raises DomainError for what is too long, too much or too little; no words for nothing."""
    text = readable(typed)
    if len(text) > MOST_LETTERS:
        raise DomainError(f"Use at most {MOST_LETTERS} letters. One telling word is enough.")
    words = [word for word in (one.strip(QUOTES) for one in text.split()) if word]
    if len(words) > MOST_WORDS:
        raise DomainError(f"Use at most {MOST_WORDS} words. The most telling one is enough.")
    if words and max(map(len, words)) < FEWEST_LETTERS:
        raise DomainError(f"Enter a word of at least {FEWEST_LETTERS} letters.")
    code = part_of_id("".join(words))
    return Words(words, code if len(code) == LENGTH else "")


def part_of_id(word: str) -> str:
    """The word as it would stand in a public id; nothing for what is no part of one."""
    letters = word.lower().translate(DASHES)
    if len(letters) == LENGTH + 1:
        letters = letters.removeprefix("r")  # a payment's: R-K7QFM-2WPXR
    fits = PART_OF_ID <= len(letters) <= LENGTH and set(letters) <= set(ALPHABET)
    return letters if fits else ""


def as_written(part: str) -> str:
    """A part of an id as people quote it: K7QFM-2WPXR."""
    half = LENGTH // 2
    return (f"{part[:half]}-{part[half:]}" if len(part) > half else part).upper()


def spellings(word: str) -> set[str]:
    """As typed, or with the other apostrophe: telephones and registers write different ones."""
    return {word, word.replace("’", "'"), word.replace("'", "’")}
