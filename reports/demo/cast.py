"""The invented people of the demonstration, and what they are for it."""

from dataclasses import dataclass

from accounts.models import User
from clusters.models import Office
from reports.demo.postman import REFUSES
from schools.models import Post

Seat = Office.Kind
Job = Post.Kind

A, B = "Saltmarsh Cluster", "Osier Valley Cluster"
DOMAIN = "marramshire.example"


@dataclass(frozen=True)
class Held:
    """A post at a school or an office of a cluster; `years` ago it began, `ended` days ago."""

    kind: str
    where: str
    years: int = 3
    ended: int | None = None
    base: str = ""
    employer: str = ""
    days: str = ""
    covers: str = ""


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    group: str
    posts: tuple[Held, ...] = ()
    offices: tuple[Held, ...] = ()
    remark: str = ""
    second_email: str = ""
    administrator: bool = False
    invited: bool = False
    domain: str = DOMAIN

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{self.domain}"


CHAIRS = "Chairs and deputies"
RUNS = "Cluster SENCOs and clerks"
PANEL = "Panel members and advisers"
MONEY = "Money and governors"
HEADS = "Headteachers"
SENCOS = "SENCOs"
STAFF = "Other staff of schools"
SITE = "Authority and administrators"
OTHERS = "Without a post today"

PEOPLE = (
    Person(
        "carol",
        "Carol Larksong",
        CHAIRS,
        posts=(Held(Job.HEADTEACHER, "Samphire", 6),),
        offices=(Held(Seat.CHAIR, A, 2),),
        remark="Silent observer for item 1 of the next meeting, her own school's",
    ),
    Person(
        "dana",
        "Dana Quillmore",
        CHAIRS,
        posts=(Held(Job.HEADTEACHER, "Saltmarsh", 4),),
        offices=(Held(Seat.DEPUTY_CHAIR, A, 2),),
        remark="Has no interest in item 1, so she reads it whole and decides",
    ),
    Person(
        "dev",
        "Dev Highbarrow",
        CHAIRS,
        posts=(Held(Job.HEADTEACHER, "Osier", 5),),
        offices=(Held(Seat.CHAIR, B, 3),),
    ),
    Person(
        "asha",
        "Asha Brightreed",
        CHAIRS,
        posts=(Held(Job.HEADTEACHER, "Avocet", 4),),
        offices=(Held(Seat.MEMBER, A), Held(Seat.DEPUTY_CHAIR, B, 2)),
        remark="Her school is in both clusters, and she sits on both panels",
    ),
    Person(
        "amina",
        "Amina Reedsong",
        RUNS,
        posts=(Held(Job.SENCO, "Curlew", 7, ended=800),),
        offices=(Held(Seat.CLUSTER_SENCO, A, 2, base="Lantern", employer="Lantern", days="1"),),
        remark="One day a week; two addresses; was SENCO of Curlew Lane until two years ago",
        second_email="send.lead@saltmarsh-cluster.example",
    ),
    Person(
        "cleo",
        "Cleo Fennick",
        RUNS,
        offices=(Held(Seat.CLERK, A),),
    ),
    Person(
        "sam",
        "Sam Willowmere",
        RUNS,
        offices=(Held(Seat.CLUSTER_SENCO, B, 3, base="Kestrel", employer="Kestrel", days="2.5"),),
        remark="Away this term",
    ),
    Person(
        "yan",
        "Yan Bellwether",
        RUNS,
        offices=(Held(Seat.CLUSTER_SENCO, B, 0, days="2.5", covers="sam"),),
        remark="Covers for Sam Willowmere",
    ),
    Person(
        "mo",
        "Mo Wickenlea",
        PANEL,
        posts=(Held(Job.HEADTEACHER, "Curlew", 2),),
        offices=(Held(Seat.MEMBER, A, 1),),
        remark="Has not answered yet for any item",
    ),
    Person(
        "elsa",
        "Elsa Mosswick",
        PANEL,
        posts=(Held(Job.SENCO, "Dunlin", 5), Held(Job.SENCO, "Shingle", 5)),
        offices=(Held(Seat.MEMBER, A),),
        remark="SENCO of two federated schools, which count as one",
    ),
    Person(
        "ada",
        "Ada Foxholt",
        PANEL,
        offices=(Held(Seat.ADVISER, A), Held(Seat.ADVISER, B)),
        remark="Advisory teacher: reads and answers, has no vote",
    ),
    Person(
        "uma",
        "Uma Ravensmoor",
        PANEL,
        posts=(Held(Job.HEADTEACHER, "Kestrel", 3),),
        offices=(Held(Seat.MEMBER, B),),
        remark="Silent observer for item 1 in Osier Valley: a school of the same trust",
    ),
    Person(
        "farid",
        "Farid Tidewell",
        MONEY,
        posts=(Held(Job.FINANCE_OFFICER, "Lantern", 8),),
        offices=(Held(Seat.FINANCE_OFFICER, A),),
        remark="Releases payments; one to his own school waits for a second signature",
    ),
    Person(
        "tansy",
        "Tansy Marchbank",
        MONEY,
        posts=(Held(Job.FINANCE_OFFICER, "Kestrel", 5),),
        offices=(Held(Seat.FINANCE_OFFICER, B),),
    ),
    Person(
        "wilf",
        "Wilf Sedgeley",
        MONEY,
        posts=(Held(Job.FINANCE_OFFICER, "Saltmarsh", 2),),
        remark="Sees what is paid and due to his school",
    ),
    Person(
        "gil",
        "Gil Oxmeadow",
        MONEY,
        posts=(Held(Job.GOVERNOR, "Saltmarsh", 4), Held(Job.GOVERNOR, "Samphire", 1)),
        offices=(Held(Seat.LINK_GOVERNOR, A, 1),),
        remark="Governor of two schools; emails to him do not arrive, and the clerk is told",
        domain=REFUSES,
    ),
    Person(
        "nell",
        "Nell Fernhollow",
        MONEY,
        posts=(Held(Job.GOVERNOR, "Lantern", 2),),
        remark="Sits on no panel, so she can hear an appeal",
    ),
    Person(
        "bram",
        "Bram Coldwater",
        MONEY,
        posts=(Held(Job.GOVERNOR, "Avocet", 3),),
        remark="Sits on no panel, so he can hear an appeal",
    ),
    Person(
        "sue",
        "Sue Emberfield",
        HEADS,
        posts=(Held(Job.EXECUTIVE_HEAD, "Samphire", 3),),
        offices=(Held(Seat.MEMBER, A, 1),),
        remark="A silent observer for item 1, administrator or not",
        administrator=True,
    ),
    Person(
        "ines",
        "Ines Dunegrass",
        HEADS,
        posts=(Held(Job.EXECUTIVE_HEAD, "Dunlin", 4), Held(Job.EXECUTIVE_HEAD, "Shingle", 2)),
    ),
    Person("noor", "Noor Fellgarth", HEADS, posts=(Held(Job.HEAD_OF_SCHOOL, "Shingle", 2),)),
    Person("leo", "Leo Stormcroft", HEADS, posts=(Held(Job.HEADTEACHER, "Lantern", 5),)),
    Person("ivy", "Ivy Hartsedge", HEADS, posts=(Held(Job.HEADTEACHER, "Lapwing", 2),)),
    Person(
        "olive",
        "Olive Thistledown",
        SENCOS,
        posts=(Held(Job.SENCO, "Samphire", 4),),
        remark="Wrote the application of item 1; has a draft with things missing",
    ),
    Person(
        "priya",
        "Priya Marlstone",
        SENCOS,
        posts=(Held(Job.SENCO, "Saltmarsh", 3), Held(Job.SENCO, "Curlew", 1)),
        remark="SENCO of two schools under two addresses; one application was returned to her",
        second_email="senco@curlew-lane.example",
    ),
    Person(
        "tom",
        "Tom Harrowgale",
        SENCOS,
        posts=(Held(Job.SENCO, "Avocet", 6),),
        remark="Applies to both clusters",
    ),
    Person("vic", "Vic Tanglewood", SENCOS, posts=(Held(Job.SENCO, "Lapwing", 2),)),
    Person("rosa", "Rosa Millbeck", SENCOS, posts=(Held(Job.SENCO, "Lantern", 3),)),
    Person("lou", "Lou Barleyfield", STAFF, posts=(Held(Job.LSA, "Avocet", 2),)),
    Person("teo", "Teo Cloverdown", STAFF, posts=(Held(Job.TEACHER, "Samphire", 1),)),
    Person(
        "nadia",
        "Nadia Hollowtree",
        SITE,
        offices=(Held(Seat.AUTHORITY_OFFICER, "authority", 2),),
    ),
    Person(
        "robin",
        "Robin Elderbrook",
        SITE,
        remark="Looks after accounts and set-up, and reads no panel's papers",
        administrator=True,
    ),
    Person(
        "lena",
        "Lena Stillwater",
        OTHERS,
        posts=(Held(Job.SENCO, "Samphire", 8, ended=1500),),
        offices=(Held(Seat.MEMBER, A, 8, ended=1500),),
        remark="Left the cluster: nothing is open to her any more",
    ),
    Person(
        "ivo",
        "Ivo Lanternmoor",
        OTHERS,
        remark="Invited, has not come in yet: the invitation is among the emails",
        invited=True,
    ),
)
GROUPS = tuple(dict.fromkeys(person.group for person in PEOPLE))


def grouped() -> list[tuple[str, list[tuple[User, str]]]]:
    """The people who can be signed in as, by their job, each with what they are."""
    there = {user.email: user for user in User.objects.filter(is_active=True)}
    posts = Post.objects.live().select_related("school")
    offices = Office.objects.live().select_related("cluster", "authority")
    held: dict[int, list[str]] = {}
    for row in (*offices, *posts):
        held.setdefault(row.person_id, []).append(str(row))
    return [
        (
            group,
            [
                (user, _words(held.get(user.pk, []), person))
                for person in PEOPLE
                if person.group == group
                and not person.invited
                and (user := there.get(person.email))
            ],
        )
        for group in GROUPS
    ]


def people() -> list[tuple[User, str]]:
    """The same for the page that asks whom to be."""
    return [choice for _, choices in grouped() for choice in choices]


def _words(held: list[str], person: Person) -> str:
    what = "; ".join([*held, *(["Administrator"] if person.administrator else [])])
    return f"{what or 'No post'}.{f' {person.remark}.' if person.remark else ''}"
