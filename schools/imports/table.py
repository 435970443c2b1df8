"""A CSV file as people save it: decoded, split into records, each with its line number.

Nothing here knows what the columns mean. What concerns the whole file is raised as a sentence;
what concerns one record is handed on as `Broken` and stops nothing.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import DomainError

# A quotation mark that is never closed would swallow the rest of the file.
MOST_LINES_IN_A_RECORD = 20
UNREADABLE = "\ufffd"


@dataclass(frozen=True, slots=True)
class Record:
    """The wanted columns that the file has, by name, without space around the values."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    line: int
    reason: str


class Table:
    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._first = next(number for number, line in enumerate(self._lines) if line.strip())
        header = _split(self._lines[self._first : self._first + 1]) or []
        self._width = len(header)
        self._places: dict[str, int] = {}
        for place, name in enumerate(header):
            self._places.setdefault(_plain(name), place)

    def has(self, column: str) -> bool:
        return _plain(column) in self._places

    def records(self, wanted: Sequence[str]) -> Iterator[Record | Broken]:
        """Every record below the header that is not blank."""
        places = [(name, self._places[_plain(name)]) for name in wanted if self.has(name)]
        at = self._first + 1
        while at < len(self._lines):
            fields, taken = self._record_at(at)
            line = at + 1
            at += taken
            if not any(field.strip() for field in fields):
                continue
            if len(fields) != self._width:
                yield Broken(line, _miscounted(len(fields), self._width))
                continue
            values = {name: fields[place].strip() for name, place in places}
            if any(UNREADABLE in value or "\0" in value for value in values.values()):
                yield Broken(line, "it holds a character that cannot be read")
                continue
            yield Record(line, values)

    def _record_at(self, at: int) -> tuple[list[str], int]:
        """The fields that begin on this line, and how many lines they take.

        A value in quotation marks may hold line breaks. When no run of lines makes a whole record,
        the line stands alone, so that one mistake spoils one record.
        """
        if self._lines[at].count('"') % 2:
            last = min(at + MOST_LINES_IN_A_RECORD, len(self._lines))
            for end in range(at + 1, last + 1):
                fields = _split(self._lines[at:end], strict=True)
                if fields and len(fields) == self._width:
                    return fields, end - at
        return _split(self._lines[at : at + 1]) or [], 1


def read_table(path: Path) -> Table:
    """The file, whether UTF-8 (with or without a mark at its start) or Windows-1252."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as missing:
        raise DomainError(f"There is no file {path}. Check the name and the folder.") from missing
    except OSError as refused:
        raise DomainError(f"{path} cannot be read: {refused.strerror}.") from refused
    if not data.strip():
        raise DomainError(f"{path} is empty. Download it again.")
    text = _decode(path, data)
    if not text.strip():
        raise DomainError(f"{path} is empty. Download it again.")
    return Table(path, text)


def _decode(path: Path, data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise DomainError(
            f"{path} is a zip file or an Excel workbook. Unpack it, or save it as CSV, and give "
            "the CSV file."
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DomainError(f"{path} is saved as UTF-16. Save it as “CSV UTF-8” and try again.")
    if b"\0" in data[:4096]:
        raise DomainError(f"{path} is not a text file. Give a CSV file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _split(lines: list[str], *, strict: bool = False) -> list[str] | None:
    """The fields of lines that make exactly one record, else None.

    Strictly, every quotation mark that opens a value closes it.
    """
    try:
        found = list(csv.reader([f"{line}\n" for line in lines], strict=strict))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def _plain(column: str) -> str:
    return " ".join(column.split()).casefold()


def _miscounted(found: int, expected: int) -> str:
    fields = "1 field" if found == 1 else f"{found} fields"
    return f"it has {fields} where the header has {expected}"
