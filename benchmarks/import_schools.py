"""How long an import of the whole country takes. Goal: 49,000 rows in under a minute on 2 cores.

    python3 manage.py migrate
    .venv/bin/python -m benchmarks.import_schools [ROWS]

Writes files of the register's size and form with invented schools, imports them through the
command, and rolls everything back. URNs begin at 500000, which no real school has.
"""

import csv
import io
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

ROWS = 49_000
COLUMNS = 130
TAKEN = [
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (name)",
    "EstablishmentStatus (name)",
    "OpenDate",
    "CloseDate",
    "PhaseOfEducation (name)",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "NumberOfPupils",
    "Trusts (code)",
    "Trusts (name)",
    "Federations (name)",
    "UKPRN",
    "Street",
    "Town",
    "Postcode",
]
HEADER = [*TAKEN, *(f"Another column {n}" for n in range(COLUMNS - len(TAKEN)))]


def schools(rows: int, *, later: bool = False) -> Iterator[list[str]]:
    """Four in nine open. A year later every roll, one trust in ten and some names differ."""
    chance = random.Random(1)
    rest = ["Does not apply"] * (COLUMNS - len(TAKEN))
    for n in range(rows):
        is_open = n % 9 < 4
        trust = n % 1500 if is_open and n % 2 else None
        roll = chance.randrange(30, 1500)
        if later:
            roll += 1
            trust = (trust + 1) % 1500 if trust is not None and n % 20 == 1 else trust
        yield [
            str(500_000 + n),
            str(200 + n % 153),
            f"Authority {n % 153}",
            f"{n % 10_000:04d}",
            f"School of St Agnès, {n}" + (" Academy" if later and n % 50 == 0 else ""),
            "Community school",
            "Open" if is_open else "Closed",
            "01-09-1994",
            "" if is_open else "31-08-2015",
            "Primary",
            "4",
            "11",
            str(roll) if is_open else "",
            str(1000 + trust) if trust is not None else "",
            f"Trust {trust}" if trust is not None else "",
            f"Federation {n // 30}" if n % 30 < 2 else "",
            str(10_000_000 + n),
            f"{n} Long Road",
            "Northtown",
            "ZZ1 1AA",
            *rest,
        ]


def links(rows: int) -> Iterator[list[str]]:
    """Both sides of a link from every third closed school to an open one."""
    for n in range(8, rows, 27):
        closed, successor = str(500_000 + n), str(500_000 + n - 8)
        yield [closed, successor, "Name", "Successor", "01-09-2015"]
        yield [successor, closed, "Name", "Predecessor", "01-09-2015"]


def write(path: Path, header: list[str], rows: Iterator[list[str]]) -> Path:
    with path.open("w", encoding="cp1252", newline="") as file:
        table = csv.writer(file, quoting=csv.QUOTE_ALL)
        table.writerow(header)
        table.writerows(rows)
    return path


def measure(what: str, file: Path, **options: object) -> None:
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        call_command("import_schools", file, stdout=io.StringIO(), **options)
    seconds = time.perf_counter() - start
    print(f"{what:<44}{seconds:6.1f} s {len(queries):6d} queries")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with TemporaryDirectory() as folder, transaction.atomic():
        now = write(Path(folder, "now.csv"), HEADER, schools(rows))
        later = write(Path(folder, "later.csv"), HEADER, schools(rows, later=True))
        linked = write(
            Path(folder, "links.csv"),
            ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"],
            links(rows),
        )
        print(f"{rows:,} rows of {COLUMNS} columns, {now.stat().st_size / 1e6:.0f} MB")
        measure("every school new", now)
        measure("nothing changed", now)
        measure("rolls, names and trusts changed, with links", later, links=linked)
        measure("nothing changed, with links", later, links=linked)
        transaction.set_rollback(True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
