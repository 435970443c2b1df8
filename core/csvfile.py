"""CSV that opens in a spreadsheet without running anything, and CSV that people send us."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from core.errors import DomainError

# A spreadsheet takes a cell that begins so for a formula; a plain number is none.
FORMULA = re.compile(r"^\s*[=+\-@\t\r\n|]")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def safe_cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The file as a download, with the mark by which Excel knows UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def decode(content: bytes) -> str:
    """What a spreadsheet saved: UTF-8 with or without its mark, or the old Windows encoding."""
    if b"\x00" in content:
        raise DomainError("This is not a CSV file. In your spreadsheet, choose “Save as CSV”.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def pounds(pence: int | None) -> str:
    """1250.00, which a spreadsheet adds up; nothing for what is not known."""
    if pence is None:
        return ""
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02d}"
