"""Clusters from a CSV of cluster, role and URN. Schools must be there already."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from django.db import transaction

from clusters import actions, presets
from clusters.models import Cluster, Membership
from core.dates import format_day
from core.errors import DomainError
from schools.imports.reading import UnreadableError, read_urn, refuse_without
from schools.imports.report import broken_lines
from schools.imports.table import Broken, Record, read_table
from schools.models import LocalAuthority, School

CLUSTER, ROLE, URN = COLUMNS = ("cluster", "role", "urn")
ALONE = "school"
ROLES = {"host": Membership.Kind.HOST, "member": Membership.Kind.MEMBER, ALONE: None}
NO_CLUSTER = re.compile(r"\(none\)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """One school of one cluster; `kind` is None for a school that is in no cluster."""

    line: int
    cluster: str
    kind: Membership.Kind | None
    urn: str


@dataclass(frozen=True)
class ClusterFile:
    lines: Sequence[ClusterLine]
    broken: Sequence[Broken]

    def clusters(self) -> dict[str, list[ClusterLine]]:
        """The lines of each cluster, by the name's first spelling, in the order of the file."""
        spelling: dict[str, str] = {}
        found: dict[str, list[ClusterLine]] = {}
        for line in self.lines:
            if line.kind is not None:
                name = spelling.setdefault(line.cluster.casefold(), line.cluster)
                found.setdefault(name, []).append(line)
        return found

    def alone(self) -> list[ClusterLine]:
        return [line for line in self.lines if line.kind is None]


@dataclass
class BuiltCluster:
    """What became of one cluster of the file."""

    name: str
    authority: str
    is_new: bool
    preset: str
    added: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        state = "new" if self.is_new else "was there already; its rules stay as they are"
        yield f"{self.name} ({self.authority}): {state}"
        yield f"  rules: {self.preset}"
        yield f"  schools added: {self.added}; there already: {self.unchanged}"
        yield from (f"  {note}" for note in self.notes)


@dataclass
class ClustersReport:
    clusters: list[BuiltCluster] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        for cluster in self.clusters:
            yield from cluster.lines()
        yield f"Schools named alone, for which no cluster was made: {len(self.alone)}"
        yield from (f"  {school}" for school in self.alone)
        ordered = sorted(self.broken, key=lambda problem: problem.line)
        yield from broken_lines("Lines that were not taken", ordered)


def read_clusters(path: Path) -> ClusterFile:
    table = read_table(path)
    refuse_without(table, COLUMNS, "a list of clusters")
    lines: list[ClusterLine] = []
    broken: list[Broken] = []
    seen: dict[tuple[str, str], ClusterLine] = {}
    for record in table.records(COLUMNS):
        read = record if isinstance(record, Broken) else _line(record)
        if isinstance(read, Broken):
            broken.append(read)
            continue
        key = read.cluster.casefold(), read.urn
        if key in seen:
            broken.append(Broken(read.line, _repeats(read, seen[key])))
            continue
        seen[key] = read
        lines.append(read)
    if not lines and not broken:
        raise DomainError(f"{path} has a header and no schools.")
    return ClusterFile(lines=lines, broken=broken)


def _line(record: Record) -> ClusterLine | Broken:
    name = " ".join(record.values[CLUSTER].split())
    role = record.values[ROLE].casefold()
    longest = Cluster._meta.get_field("name").max_length or 0
    if not name or len(name) > longest:
        return Broken(record.line, f"the cluster's name is empty or longer than {longest} letters")
    if role not in ROLES:
        return Broken(record.line, f"the role “{role}” is none of {', '.join(ROLES)}")
    try:
        urn = read_urn(record.values[URN])
    except UnreadableError as problem:
        return Broken(record.line, str(problem))
    return ClusterLine(record.line, name, None if NO_CLUSTER.search(name) else ROLES[role], urn)


def _repeats(line: ClusterLine, first: ClusterLine) -> str:
    what = f"it repeats line {first.line}, which was kept"
    return what if line.kind == first.kind else f"{what} with its role"


@transaction.atomic
def import_clusters(
    file: ClusterFile, *, preset_by_name: Mapping[str, str], starts_on: date
) -> ClustersReport:
    """Builds what is missing. Memberships are added, and none is ever ended.

    `preset_by_name` gives presets by a cluster's name, or by a pattern such as "Sutton CP*".
    """
    chosen = _choose_presets(file, preset_by_name)
    report = ClustersReport(broken=list(file.broken))
    schools = _known_schools(file, report)
    for line in file.alone():
        if line.urn in schools:
            report.alone.append(f"line {line.line}: {schools[line.urn]} ({line.urn})")
    for name, lines in file.clusters().items():
        known = [line for line in lines if line.urn in schools]
        if known:
            cluster, built = _find_or_make(name, known, schools, chosen[name], starts_on)
            report.clusters.append(built)
            _add_schools(cluster, known, schools, starts_on, built, report)
    return report


def _choose_presets(file: ClusterFile, preset_by_name: Mapping[str, str]) -> dict[str, str]:
    """The key of a preset for each cluster; a name or pattern that fits no cluster is refused."""
    chosen = dict.fromkeys(file.clusters(), presets.DEFAULT.key)
    for pattern, preset in preset_by_name.items():
        key = presets.find(preset).key
        wanted = pattern.casefold()
        plain = {name: name.casefold() for name in chosen}
        fitting = [name for name in chosen if wanted == plain[name]] or [
            name for name in chosen if fnmatchcase(plain[name], wanted)
        ]
        if not fitting:
            raise DomainError(f"No cluster in the file is called “{pattern}”. Check the spelling.")
        chosen.update(dict.fromkeys(fitting, key))
    return chosen


def _known_schools(file: ClusterFile, report: ClustersReport) -> dict[str, School]:
    urns = [line.urn for line in file.lines]
    schools = {
        school.urn: school
        for school in School.objects.filter(urn__in=urns).select_related("authority")
    }
    report.broken += [
        Broken(line.line, f"we hold no school with the URN {line.urn}; import schools first")
        for line in file.lines
        if line.urn not in schools
    ]
    return schools


def _find_or_make(
    name: str,
    lines: Sequence[ClusterLine],
    schools: Mapping[str, School],
    preset: str,
    starts_on: date,
) -> tuple[Cluster, BuiltCluster]:
    homes = Counter(schools[line.urn].authority for line in lines)
    authority = homes.most_common(1)[0][0]
    cluster = Cluster.objects.filter(authority=authority, name__iexact=name).first()
    is_new = cluster is None
    if cluster is None:
        cluster = actions.create_cluster(
            name=name, authority=authority, preset=preset, by=None, starts_on=starts_on
        )
    built = BuiltCluster(
        name=cluster.name,
        authority=authority.name,
        is_new=is_new,
        preset=presets.PRESETS[cluster.rules.preset].label,
    )
    if len(homes) > 1:
        built.notes.append(_homes_in_words(homes))
    return cluster, built


def _homes_in_words(homes: Counter[LocalAuthority]) -> str:
    counts = ", ".join(f"{authority} {count}" for authority, count in homes.most_common())
    return f"its schools are in more than one authority ({counts}); the first was taken"


def _add_schools(
    cluster: Cluster,
    lines: Sequence[ClusterLine],
    schools: Mapping[str, School],
    starts_on: date,
    built: BuiltCluster,
    report: ClustersReport,
) -> None:
    held: dict[int, Membership] = {}
    for one in Membership.objects.filter(cluster=cluster).order_by("starts_on"):
        held[one.school_id] = one
    for line in lines:
        school = schools[line.urn]
        membership = held.get(school.pk)
        if membership is None and line.kind is not None:
            try:
                actions.add_school(
                    cluster=cluster, school=school, kind=line.kind, starts_on=starts_on, by=None
                )
                built.added += 1
            except DomainError as refusal:
                report.broken.append(Broken(line.line, str(refusal)))
        elif membership is not None:
            built.unchanged += 1
            if note := _differs(membership, line, school):
                built.notes.append(note)


def _differs(membership: Membership, line: ClusterLine, school: School) -> str:
    """What the file and we say differently about a school that is, or was, in the cluster."""
    if membership.ends_on:
        last_day = format_day(membership.ends_on)
        return (
            f"line {line.line}: {school} belongs until {last_day}; "
            "add it again by hand if it is back"
        )
    if membership.kind != line.kind and line.kind is not None:
        ours, theirs = membership.get_kind_display(), line.kind.label
        return f"line {line.line}: {school} stays {ours}; the file says {theirs}"
    return ""
