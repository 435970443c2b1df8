"""What an import of schools found and did, in sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schools.imports.table import Broken

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Change:
    urn: str
    name: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.urn} {self.name}: {self.before or 'nothing'} → {self.after or 'nothing'}"


@dataclass
class SchoolsReport:
    new: list[str] = field(default_factory=list)
    changed: dict[str, list[Change]] = field(default_factory=dict)
    changed_schools: int = 0
    unchanged: int = 0
    closed: list[str] = field(default_factory=list)
    reopened: list[str] = field(default_factory=list)
    authorities: list[str] = field(default_factory=list)
    absent: int = 0
    broken: Sequence[Broken] = ()

    def note(self, what: str, change: Change) -> None:
        self.changed.setdefault(what, []).append(change)

    def lines(self) -> Iterator[str]:
        yield from listed("New schools", self.new)
        yield f"Changed schools: {self.changed_schools}"
        for what, changes in sorted(self.changed.items()):
            yield from listed(f"  {what}", changes, indent="    ")
        yield f"Unchanged schools: {self.unchanged}"
        yield from listed("Closed since the last import", self.closed)
        yield from listed("Open again", self.reopened)
        yield from listed("New or renamed authorities", self.authorities)
        yield f"Schools that we hold and the file does not name: {self.absent} (left as they are)"
        yield from broken_lines("Lines that could not be taken", self.broken)


@dataclass
class LinksReport:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    absent: int = 0
    of_other_schools: int = 0
    other_kinds: dict[str, int] = field(default_factory=dict)
    broken: Sequence[Broken] = ()

    def lines(self) -> Iterator[str]:
        yield f"New links to a successor: {self.new}"
        yield f"Changed links: {self.changed}"
        yield f"Unchanged links: {self.unchanged}"
        yield f"Links that we hold and the file does not name: {self.absent} (left as they are)"
        yield f"Lines between schools that we do not hold: {self.of_other_schools}"
        for kind, count in sorted(self.other_kinds.items()):
            yield f"Lines of another kind of link, “{kind}”: {count}"
        yield from broken_lines("Links that could not be taken", self.broken)


def listed(title: str, items: Sequence[object], indent: str = "  ") -> Iterator[str]:
    """The number of items, and the first few of them."""
    yield f"{title}: {len(items)}"
    yield from (f"{indent}{item}" for item in items[:EXAMPLES])
    if len(items) > EXAMPLES:
        yield f"{indent}and {len(items) - EXAMPLES} more"


def broken_lines(title: str, broken: Sequence[Broken]) -> Iterator[str]:
    """Every one of them, so that each can be put right."""
    yield f"{title}: {len(broken)}"
    yield from (f"  line {problem.line}: {problem.reason}" for problem in broken)
