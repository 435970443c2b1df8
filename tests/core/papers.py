"""What a PDF file holds, for tests."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import page as validator
from pypdf import PdfReader


@dataclass(frozen=True)
class Held:
    """All of a file in which a word could stand."""

    text: str
    pages: tuple[str, ...]
    metadata: tuple[str, ...]
    bookmarks: tuple[str, ...]
    links: frozenset[str]  # where those inside the file lead

    @property
    def everything(self) -> str:
        return "\n".join([self.text, *self.metadata, *self.bookmarks])


def held_in(made: bytes) -> Held:
    reader = PdfReader(BytesIO(made))
    pages = tuple(" ".join(page.extract_text().split()) for page in reader.pages)
    xmp = reader.xmp_metadata
    return Held(
        text="\n".join(pages),
        pages=pages,
        metadata=(
            *(str(value) for value in (reader.metadata or {}).values()),
            xmp.stream.get_data().decode() if xmp else "",
        ),
        bookmarks=tuple(_titles(reader.outline)),
        links=frozenset(
            str(note.get_object()["/Dest"])
            for page in reader.pages
            for note in page.get("/Annots", [])
        ),
    )


def faults_of(made: bytes) -> list[str]:
    """What keeps a file from being PDF/UA-1."""
    report = validator.validate_pdf_bytes(made, profile="ua1")
    return [f"{fault.rule_id}: {fault.message}" for fault in report.failures]


def _titles(outline: Any) -> list[str]:
    found: list[str] = []
    for entry in outline:
        found += _titles(entry) if isinstance(entry, list) else [entry.title]
    return found
