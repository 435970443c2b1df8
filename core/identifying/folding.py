"""Text as a reader takes it in: nothing invisible, and plain digits, letters and dashes."""

import unicodedata
from dataclasses import dataclass

# Left out: format characters (zero-width, soft hyphen, direction marks) and combining accents.
UNSEEN = frozenset({"Cf", "Mn", "Me"})
PLAIN_FOR = {
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{MINUS SIGN}": "-",
    "\N{HYPHEN BULLET}": "-",
    "\N{FRACTION SLASH}": "/",
    "\N{DIVISION SLASH}": "/",
    "Ł": "L",
    "ł": "l",
    "Ø": "O",
    "ø": "o",
    "ı": "i",
}
LINE_ENDS = "\n\r\v\f\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"


@dataclass(frozen=True)
class Folded:
    """`origins` gives, for each folded character and the end, its place in the text as written."""

    text: str
    origins: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """With the accents and invisible characters that hang on the last letter."""
        after_last = self.origins[end - 1] + 1
        return self.origins[start], max(after_last, self.origins[end])


def fold(text: str) -> Folded:
    folded: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        for plain in character if character.isascii() else _plain(character):
            folded.append("\n" if plain in LINE_ENDS else plain)
            origins.append(place)
    origins.append(len(text))
    return Folded("".join(folded), tuple(origins))


def _plain(character: str) -> str:
    """Full-width letters, other scripts' digits, accents, odd spaces and dashes made plain."""
    return "".join(map(_plain_part, unicodedata.normalize("NFKD", character)))


def _plain_part(part: str) -> str:
    category = unicodedata.category(part)
    if part in PLAIN_FOR:
        return PLAIN_FOR[part]
    if category in UNSEEN:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(part))
    return {"Zs": " ", "Pd": "-"}.get(category, part)
