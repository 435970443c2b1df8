"""A download of Get Information about Schools, read into rows that mean something to us.

Pure: a file goes in, rows and problems come out, and no database is asked. Head teachers' names
and whatever else the file holds are never looked at.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.errors import DomainError
from schools.imports.table import Broken, Record, Table, read_table
from schools.models import LocalAuthority, School, Trust

URN = "URN"
AUTHORITY_CODE = "LA (code)"
AUTHORITY_NAME = "LA (name)"
NAME = "EstablishmentName"
STATUS = "EstablishmentStatus (name)"
STATUS_CODE = "EstablishmentStatus (code)"
TRUST_CODE = "Trusts (code)"
TRUST_NAME = "Trusts (name)"

NEEDED = (URN, AUTHORITY_CODE, AUTHORITY_NAME, NAME)

STATUSES = {
    "open": School.Status.OPEN,
    "closed": School.Status.CLOSED,
    "open, but proposed to close": School.Status.CLOSING,
    "proposed to open": School.Status.PROPOSED,
}
STATUS_CODES = {
    "1": School.Status.OPEN,
    "2": School.Status.CLOSED,
    "3": School.Status.CLOSING,
    "4": School.Status.PROPOSED,
}
DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", re.ASCII)
SIX_DIGITS = re.compile(r"\d{6}", re.ASCII)
OLDEST_AGE = 99
LARGEST_ROLL = 100_000


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school. `values` holds the fields of `School` that the file has columns for."""

    line: int
    urn: str
    authority_code: str
    authority_name: str
    values: Mapping[str, Any]
    trust_uid: str = ""
    trust_name: str = ""


@dataclass(frozen=True)
class Register:
    """What a file says. `fields` are the fields of `School` it has columns for."""

    rows: Sequence[SchoolRow]
    broken: Sequence[Broken]
    fields: Sequence[str]
    has_trusts: bool


class UnreadableError(ValueError):
    """Why one value cannot be taken."""


@lru_cache(maxsize=4096)
def read_day(value: str) -> date:
    """dd-mm-yyyy or dd/mm/yyyy."""
    found = DAY.fullmatch(value)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise UnreadableError(f"“{value}” is not a date such as 01-09-2025")


def read_urn(value: str) -> str:
    if not SIX_DIGITS.fullmatch(value):
        raise UnreadableError(f"the URN “{value}” is not six digits")
    return value


def _text(model: type[Any], field: str) -> Callable[[str], str]:
    longest = model._meta.get_field(field).max_length

    def read(value: str) -> str:
        value = " ".join(value.split())
        if len(value) > longest:
            raise UnreadableError(f"“{value[:30]}…” is longer than {longest} characters")
        return value

    return read


def _number(limit: int) -> Callable[[str], int | None]:
    def read(value: str) -> int | None:
        if not value:
            return None
        if not (value.isascii() and value.isdecimal() and len(value) < 8 and int(value) <= limit):
            raise UnreadableError(f"“{value[:30]}” is not a whole number up to {limit}")
        return int(value)

    return read


def _day_or_none(value: str) -> date | None:
    return read_day(value) if value else None


def _required(read: Callable[[str], str]) -> Callable[[str], str]:
    def read_required(value: str) -> str:
        if not value:
            raise UnreadableError("it is empty")
        return read(value)

    return read_required


def _authority_code(value: str) -> str:
    if not (value.isascii() and value.isdecimal() and len(value) <= 3):
        raise UnreadableError(f"“{value}” is not an authority's code of three digits")
    return value


def _status(known: Mapping[str, School.Status]) -> Callable[[str], School.Status]:
    def read(value: str) -> School.Status:
        status = known.get(value.casefold())
        if status is None:
            raise UnreadableError(f"“{value}” is not a status we know")
        return status

    return read


# field of School → column of the file, how its value is read
COLUMNS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "name": (NAME, _required(_text(School, "name"))),
    "establishment_number": ("EstablishmentNumber", _text(School, "establishment_number")),
    "type": ("TypeOfEstablishment (name)", _text(School, "type")),
    "phase": ("PhaseOfEducation (name)", _text(School, "phase")),
    "opened_on": ("OpenDate", _day_or_none),
    "closed_on": ("CloseDate", _day_or_none),
    "low_age": ("StatutoryLowAge", _number(OLDEST_AGE)),
    "high_age": ("StatutoryHighAge", _number(OLDEST_AGE)),
    "number_on_roll": ("NumberOfPupils", _number(LARGEST_ROLL)),
    "ukprn": ("UKPRN", _text(School, "ukprn")),
    "street": ("Street", _text(School, "street")),
    "town": ("Town", _text(School, "town")),
    "postcode": ("Postcode", _text(School, "postcode")),
    "federation": ("Federations (name)", _text(School, "federation")),
}
AUTHORITY = {
    AUTHORITY_CODE: _authority_code,
    AUTHORITY_NAME: _required(_text(LocalAuthority, "name")),
}
TRUST = {TRUST_CODE: _text(Trust, "uid"), TRUST_NAME: _text(Trust, "name")}


def read_register(path: Path) -> Register:
    table = read_table(path)
    _refuse_other_files(table)
    readers = {column: read for column, read in _readers(table).items() if table.has(column)}
    fields = [field for field, (column, _) in COLUMNS.items() if table.has(column)]
    rows: list[SchoolRow] = []
    broken: list[Broken] = []
    lines: dict[str, int] = {}
    for record in table.records(list(readers)):
        row = record if isinstance(record, Broken) else _row(record, readers, fields)
        if isinstance(row, Broken):
            broken.append(row)
        elif row.urn in lines:
            broken.append(
                Broken(row.line, f"the URN {row.urn} is on line {lines[row.urn]} already")
            )
        else:
            lines[row.urn] = row.line
            rows.append(row)
    if not rows and not broken:
        raise DomainError(f"{path} has a header and no schools. Download it again.")
    return Register(
        rows=rows,
        broken=broken,
        fields=[*fields, "status"],
        has_trusts=table.has(TRUST_CODE),
    )


def refuse_without(table: Table, needed: Iterable[str], what: str) -> None:
    """A file of another kind is told by the columns it lacks."""
    missing = [column for column in needed if not table.has(column)]
    if missing:
        raise DomainError(f"{table.path} is not {what}: it lacks the columns {', '.join(missing)}.")


def _refuse_other_files(table: Table) -> None:
    status = () if table.has(STATUS_CODE) else (STATUS,)
    refuse_without(table, (*NEEDED, *status), "a download of Get Information about Schools")


def _readers(table: Table) -> dict[str, Callable[[str], Any]]:
    status = STATUS if table.has(STATUS) else STATUS_CODE
    return {
        URN: read_urn,
        **AUTHORITY,
        status: _status(STATUSES if status == STATUS else STATUS_CODES),
        **dict(COLUMNS.values()),
        **TRUST,
    }


def _row(
    record: Record, readers: Mapping[str, Callable[[str], Any]], fields: Sequence[str]
) -> SchoolRow | Broken:
    read: dict[str, Any] = {}
    problems: list[str] = []
    for column, value in record.values.items():
        try:
            read[column] = readers[column](value)
        except UnreadableError as problem:
            problems.append(str(problem) if column == URN else f"{column}: {problem}")
    if problems:
        return Broken(record.line, "; ".join(problems))
    values = {field: read[COLUMNS[field][0]] for field in fields}
    values["status"] = read[STATUS] if STATUS in read else read[STATUS_CODE]
    return SchoolRow(
        line=record.line,
        urn=read[URN],
        authority_code=read[AUTHORITY_CODE],
        authority_name=read[AUTHORITY_NAME],
        values=values,
        trust_uid=read.get(TRUST_CODE, ""),
        trust_name=read.get(TRUST_NAME, ""),
    )
