"""The separate download of links between schools: which school took another one's place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from core.errors import DomainError
from schools.imports.reading import UnreadableError, read_day, read_urn, refuse_without
from schools.imports.report import LinksReport
from schools.imports.table import Broken, Record, read_table
from schools.models import School, SchoolLink

BATCH = 2000
URN = "URN"
LINK_URN = "LinkURN"
LINK_TYPE = "LinkType"
LINKED_ON = "LinkEstablishedDate"
KINDS = ("merge", "merged"), ("amalgam", "amalgamated"), ("split", "split")


@dataclass(frozen=True, slots=True)
class LinkRow:
    line: int
    urn: str
    link_urn: str
    link_type: str
    linked_on: date | None


@dataclass(frozen=True)
class LinkFile:
    rows: list[LinkRow]
    broken: list[Broken]


def read_links(path: Path) -> LinkFile:
    table = read_table(path)
    refuse_without(table, (URN, LINK_URN, LINK_TYPE), "a download of links between schools")
    rows: list[LinkRow] = []
    broken: list[Broken] = []
    for record in table.records((URN, LINK_URN, LINK_TYPE, LINKED_ON)):
        row = record if isinstance(record, Broken) else _row(record)
        if isinstance(row, Broken):
            broken.append(row)
        else:
            rows.append(row)
    if not rows and not broken:
        raise DomainError(f"{path} has a header and no links. Download it again.")
    return LinkFile(rows=rows, broken=broken)


def _row(record: Record) -> LinkRow | Broken:
    values = record.values
    day = values.get(LINKED_ON, "")
    try:
        row = LinkRow(
            line=record.line,
            urn=read_urn(values[URN]),
            link_urn=read_urn(values[LINK_URN]),
            link_type=" ".join(values[LINK_TYPE].split()),
            linked_on=read_day(day) if day else None,
        )
    except UnreadableError as problem:
        return Broken(record.line, str(problem))
    if row.urn == row.link_urn:
        return Broken(record.line, f"{row.urn} is linked to itself")
    return row


@transaction.atomic
def import_links(links: LinkFile) -> LinksReport:
    """Each pair is named from both sides in the file; the first line about it counts."""
    report = LinksReport()
    broken = list(links.broken)
    schools = {
        school.urn: school
        for school in School.objects.only("urn", "status", "closed_on").iterator()
    }
    wanted: dict[tuple[int, int], SchoolLink] = {}
    for row in links.rows:
        unknown = [urn for urn in (row.urn, row.link_urn) if urn not in schools]
        if len(unknown) == 2:
            report.of_other_schools += 1
        elif unknown:
            broken.append(Broken(row.line, f"we hold no school with the URN {unknown[0]}"))
        elif not _is_about_succession(row.link_type):
            kinds = report.other_kinds
            kinds[row.link_type] = kinds.get(row.link_type, 0) + 1
        elif pair := _in_order(row, schools):
            first, successor = pair
            wanted.setdefault(
                (first.pk, successor.pk),
                SchoolLink(
                    school=first,
                    successor=successor,
                    kind=_kind(row.link_type),
                    linked_on=row.linked_on,
                ),
            )
        else:
            broken.append(
                Broken(
                    row.line,
                    f"“{row.link_type}” does not say which of {row.urn} and {row.link_urn} came "
                    "first, nor do their closing dates",
                )
            )
    report.broken = sorted(broken, key=lambda problem: problem.line)
    _write(wanted, report)
    return report


def _is_about_succession(link_type: str) -> bool:
    plain = link_type.casefold()
    return any(word in plain for word in ("successor", "predecessor", "merge", "amalgam"))


def _in_order(row: LinkRow, schools: Mapping[str, School]) -> tuple[School, School] | None:
    """The earlier school and the one that took its place.

    “Successor” on a line means that the linked school succeeds. A merger or amalgamation named
    without either word goes from the school that is closed to the one that is not.
    """
    school, linked = schools[row.urn], schools[row.link_urn]
    plain = row.link_type.casefold()
    if "successor" in plain:
        return school, linked
    if "predecessor" in plain:
        return linked, school
    closed = [one for one in (school, linked) if one.status == School.Status.CLOSED]
    if len(closed) != 1:
        return None
    return (school, linked) if closed == [school] else (linked, school)


def _kind(link_type: str) -> str:
    plain = link_type.casefold()
    return next((kind for word, kind in KINDS if word in plain), "successor")


def _write(wanted: dict[tuple[int, int], SchoolLink], report: LinksReport) -> None:
    held = {
        (first, successor): (kind, linked_on)
        for first, successor, kind, linked_on in SchoolLink.objects.values_list(
            "school_id", "successor_id", "kind", "linked_on"
        )
    }
    changed = []
    for pair, link in wanted.items():
        if pair not in held:
            report.new += 1
        elif held[pair] != (link.kind, link.linked_on):
            report.changed += 1
        else:
            report.unchanged += 1
            continue
        changed.append(link)
    report.absent = len(held.keys() - wanted.keys())
    SchoolLink.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["school", "successor"],
        update_fields=["kind", "linked_on"],
    )
