"""The invented schools and clusters: six small primaries and a high school, as in Wells, and a
neighbouring cluster that shares one of them."""

from dataclasses import dataclass

from clusters.models import Membership
from reports.demo.cast import A, B

AUTHORITY = ("990", "Marramshire")
TRUST = ("99001", "Marram Learning Trust")
FEDERATION = "Dunlin and Shingle Federation"


@dataclass(frozen=True)
class Place:
    key: str
    name: str
    urn: str
    on_roll: int
    phase: str = "Primary"
    federation: str = ""
    in_trust: bool = False


SCHOOLS = (
    Place("Saltmarsh", "Saltmarsh Primary School", "990101", 105),
    Place("Samphire", "Samphire Primary School", "990102", 43),
    Place("Curlew", "Curlew Lane Primary School", "990103", 90),
    Place("Dunlin", "Dunlin Bank Primary School", "990104", 33, federation=FEDERATION),
    Place("Shingle", "Shingle Row Primary School", "990105", 28, federation=FEDERATION),
    Place("Avocet", "Avocet Primary and Nursery School", "990106", 201),
    Place("Lantern", "Lantern Point High School", "990107", 640, "Secondary"),
    Place("Osier", "Osier Green Primary School", "990108", 176),
    Place("Lapwing", "Lapwing Fields Primary School", "990109", 211, in_trust=True),
    Place("Teasel", "Teasel Mill Infant School", "990110", 88),
    Place("Kestrel", "Kestrel Down Academy", "990111", 912, "Secondary", in_trust=True),
)


@dataclass(frozen=True)
class Group:
    """`weekday` and `week` say when its panel usually meets; `later` keeps the two apart."""

    name: str
    preset: str
    schools: tuple[str, ...]
    host: str
    uses_votes: bool
    weekday: int
    week: int
    later: int
    place: str

    def kind_of(self, school: str) -> str:
        return Membership.Kind.HOST if school == self.host else Membership.Kind.MEMBER


CLUSTERS = (
    Group(
        A,
        "wells",
        ("Saltmarsh", "Samphire", "Curlew", "Dunlin", "Shingle", "Avocet", "Lantern"),
        host="Lantern",
        uses_votes=True,
        weekday=3,
        week=4,
        later=0,
        place="Library, Lantern Point High School",
    ),
    Group(
        B,
        "sutton",
        ("Osier", "Lapwing", "Teasel", "Kestrel", "Avocet"),
        host="Kestrel",
        uses_votes=False,
        weekday=1,
        week=3,
        later=3,
        place="Meeting room 2, Kestrel Down Academy",
    ),
)
