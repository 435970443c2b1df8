"""Writes a register into the database: what is new and what changed, in batches."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from schools.imports.reading import Register, SchoolRow
from schools.imports.report import Change, SchoolsReport
from schools.models import LocalAuthority, School, Trust, TrustMembership

BATCH = 2000
LABELS = {"authority__code": "authority", "ukprn": "UKPRN"}


@transaction.atomic
def import_schools(register: Register, *, today: date) -> SchoolsReport:
    """Schools that the file does not name stay as they are."""
    report = SchoolsReport(broken=register.broken)
    authorities = _settle_authorities(register.rows, report)
    columns = [*register.fields, "authority__code"]
    held = {row[0]: row[1:] for row in School.objects.values_list("urn", *columns).iterator()}
    new: list[SchoolRow] = []
    changed: list[SchoolRow] = []
    for row in register.rows:
        after = (*(row.values[field] for field in register.fields), row.authority_code)
        before = held.get(row.urn)
        if before is None:
            new.append(row)
        elif before != after:
            changed.append(row)
            for what, old, now in zip(columns, before, after, strict=True):
                _note(report, row, what, old, now)
    _write_schools([*new, *changed], register.fields, authorities)
    moved = _settle_trusts(register.rows, report, today) if register.has_trusts else set()
    report.new = [f"{row.urn} {row.values['name']}" for row in new]
    report.changed_schools = len({row.urn for row in changed} | moved - {row.urn for row in new})
    report.unchanged = len(register.rows) - len(new) - report.changed_schools
    report.absent = len(held.keys() - {row.urn for row in register.rows})
    return report


def _write_schools(
    rows: Sequence[SchoolRow], fields: Sequence[str], authorities: dict[str, int]
) -> None:
    """`family` is not among the fields updated: it is settled afterwards, over all schools."""
    School.objects.bulk_create(
        [
            School(
                urn=row.urn,
                family=row.urn,
                authority_id=authorities[row.authority_code],
                **row.values,
            )
            for row in rows
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["urn"],
        update_fields=[*fields, "authority"],
    )


def _note(report: SchoolsReport, row: SchoolRow, what: str, old: Any, now: Any) -> None:
    if old == now:
        return
    name = row.values["name"]
    change = Change(row.urn, name, _in_words(what, old), _in_words(what, now))
    report.note(LABELS.get(what, what.replace("_", " ")), change)
    if what == "status" and now == School.Status.CLOSED:
        closed_on = _in_words("closed_on", row.values.get("closed_on"))
        report.closed.append(f"{row.urn} {name}" + (f" on {closed_on}" if closed_on else ""))
    elif what == "status" and old == School.Status.CLOSED:
        report.reopened.append(f"{row.urn} {name}")


def _in_words(what: str, value: Any) -> str:
    if what == "status":
        return str(School.Status(value).label)
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return "" if value is None else str(value)


def _settle_authorities(rows: Sequence[SchoolRow], report: SchoolsReport) -> dict[str, int]:
    """Authorities by code. Should a file spell a name in two ways, the more frequent one counts."""
    spelt = Counter((row.authority_code, row.authority_name) for row in rows)
    names: dict[str, str] = {}
    for (code, name), _ in spelt.most_common():
        names.setdefault(code, name)
    held = dict(LocalAuthority.objects.values_list("code", "name"))
    changed = {code: name for code, name in names.items() if held.get(code) != name}
    LocalAuthority.objects.bulk_create(
        [LocalAuthority(code=code, name=name) for code, name in changed.items()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
    report.authorities = [f"{code} {name}" for code, name in sorted(changed.items())]
    return dict(LocalAuthority.objects.values_list("code", "pk"))


def _settle_trusts(rows: Sequence[SchoolRow], report: SchoolsReport, today: date) -> set[str]:
    """The register says which trust a school is in now, not since when: a change counts from today.

    Returns the URNs of the schools that changed.
    """
    trusts = _write_trusts(rows)
    open_ones = TrustMembership.objects.filter(ends_on=None).select_related("trust")
    held = {one.school_id: one for one in open_ones}
    schools = dict(School.objects.values_list("urn", "pk").iterator())
    moved: set[str] = set()
    left: list[TrustMembership] = []
    begun: list[TrustMembership] = []
    for row in rows:
        school = schools[row.urn]
        current = held.get(school)
        old = current.trust if current else None
        new = trusts.get(row.trust_uid)
        if old == new:
            continue
        moved.add(row.urn)
        report.note("trust", Change(row.urn, row.values["name"], _named(old), _named(new)))
        if current:
            left.append(current)
        if new:
            begun.append(TrustMembership(trust=new, school_id=school, starts_on=today))
    _end_memberships(left, today)
    TrustMembership.objects.bulk_create(begun, batch_size=BATCH)
    return moved


def _end_memberships(left: Sequence[TrustMembership], today: date) -> None:
    """One that began today was a mistake in today's file: it goes, as if it had never been."""
    undone = [one.pk for one in left if one.starts_on >= today]
    ended = [one.pk for one in left if one.starts_on < today]
    TrustMembership.objects.filter(pk__in=undone).delete()
    TrustMembership.objects.filter(pk__in=ended).update(ends_on=today - timedelta(days=1))


def _named(trust: Trust | None) -> str:
    return f"{trust.uid} {trust.name}" if trust else ""


def _write_trusts(rows: Sequence[SchoolRow]) -> dict[str, Trust]:
    """Trusts by group UID, named as the file names them."""
    names: dict[str, str] = {}
    for row in rows:
        if row.trust_uid and not names.get(row.trust_uid):
            names[row.trust_uid] = row.trust_name
    held = dict(Trust.objects.values_list("uid", "name"))
    Trust.objects.bulk_create(
        [
            Trust(uid=uid, name=name or uid)
            for uid, name in names.items()
            if uid not in held or (name and held[uid] != name)
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["uid"],
        update_fields=["name"],
    )
    return {trust.uid: trust for trust in Trust.objects.filter(uid__in=names)}
