"""The applications of the two school years before, each in a line. No child is named anywhere."""

from dataclasses import dataclass, field

from funding.models import Evaluation, Outcome, OutcomeReached
from pupils.models import Need, YearGroup
from reports.demo.cast import A, B

AWARD, DECLINE, ADVISE = Outcome.Kind.AWARD, Outcome.Kind.DECLINE, Outcome.Kind.ADVISE
EXCEEDED, MET, PARTLY, NOT_MET = (
    OutcomeReached.Result.EXCEEDED,
    OutcomeReached.Result.MET,
    OutcomeReached.Result.PARTLY,
    OutcomeReached.Result.NOT_MET,
)
# What the school never wrote, though it is due.
SILENCE = ""


@dataclass(frozen=True)
class Before:
    """`panel` counts the past panels from the oldest. `months` are a test's ages before and after,
    `left` what was not spent, `by_school` who wrote it there."""

    cluster: str
    panel: int
    school: str
    title: str
    need: str
    pupils: tuple[str, ...]
    pence: int
    terms: int = 2
    outcome: str = AWARD
    result: str = MET
    months: tuple[int, int] | None = None
    left: int = 0


WRITES = {
    "Samphire": "olive",
    "Saltmarsh": "priya",
    "Curlew": "priya",
    "Shingle": "elsa",
    "Dunlin": "elsa",
    "Lantern": "rosa",
    "Avocet": "tom",
    "Lapwing": "vic",
    "Osier": "dev",
}


@dataclass(frozen=True)
class Words:
    """What schools write about a need, before and after."""

    why: str
    plan: str
    intervention: str
    actual: dict[str, str] = field(default_factory=dict)


_LITERACY = Words(
    why="Two cycles of daily practice in a small group have moved reading on by a month or two.",
    plan="A trained assistant for 20 minutes on four mornings a week, with a test at both ends.",
    intervention=Evaluation.Intervention.READING,
    actual={EXCEEDED: "93", MET: "89", PARTLY: "85", NOT_MET: "81"},
)
_SPEECH = Words(
    why="Screening is below the tenth centile, and the wait for therapy is half a year.",
    plan="A therapist trains one assistant, who leads three short sessions a week.",
    intervention=Evaluation.Intervention.SPEECH,
    actual={EXCEEDED: "11", MET: "8", PARTLY: "5", NOT_MET: "2"},
)
_FEELINGS = Words(
    why="Mornings out of class have doubled since the autumn. The school's own hours are used up.",
    plan="A key adult at the start of each day and after lunch, with a calm task, then class.",
    intervention=Evaluation.Intervention.FEELINGS,
    actual={EXCEEDED: "5", MET: "4", PARTLY: "3", NOT_MET: "1"},
)
_ACCESS = Words(
    why="The class cannot be followed without help in most lessons. The specialist has visited.",
    plan="The equipment that the specialist advises, and an assistant to start its use.",
    intervention=Evaluation.Intervention.SENSORY,
    actual={EXCEEDED: "12", MET: "10", PARTLY: "7", NOT_MET: "3"},
)
WORDS = {
    Need.SPLD: _LITERACY,
    Need.MLD: _LITERACY,
    Need.SLCN: _SPEECH,
    Need.SEMH: _FEELINGS,
    Need.ASD: _FEELINGS,
    Need.HI: _ACCESS,
    Need.VI: _ACCESS,
    Need.PD: _ACCESS,
}

_R, _1, _2, _3, _4 = YearGroup.R, YearGroup.Y1, YearGroup.Y2, YearGroup.Y3, YearGroup.Y4
_5, _6, _7, _8 = YearGroup.Y5, YearGroup.Y6, YearGroup.Y7, YearGroup.Y8

BEFORE = (
    Before(A, 0, "Samphire", "Words for the day", Need.SLCN, (_R, _R, _1) * 3, 132_000),
    Before(
        A,
        0,
        "Saltmarsh",
        "Reading every day",
        Need.SPLD,
        (_3, _3, _4) * 3,
        118_000,
        months=(74, 85),
    ),
    Before(
        A,
        1,
        "Lantern",
        "Reading catch-up in Year 7",
        Need.SPLD,
        (_7, _7, _7, _7, _8) * 2,
        240_000,
        result=EXCEEDED,
        months=(101, 118),
    ),
    Before(
        A,
        1,
        "Shingle",
        "A listening hour",
        Need.SEMH,
        (_5,),
        90_000,
        outcome=ADVISE,
    ),
    Before(
        A, 2, "Avocet", "Calm starts", Need.SEMH, (_1, _2, _2, _3, _4) * 2, 205_000, left=18_500
    ),
    Before(A, 2, "Dunlin", "Steps to joining in", Need.ASD, (_2, _4) * 4, 96_000, result=PARTLY),
    Before(
        A,
        3,
        "Curlew",
        "Numbers with things",
        Need.MLD,
        (_3, _4, _4) * 3,
        84_000,
        1,
        result=PARTLY,
        months=(72, 76),
    ),
    Before(A, 3, "Samphire", "A place to breathe", Need.SEMH, (_5,), 76_000, outcome=DECLINE),
    Before(A, 4, "Saltmarsh", "Talking in pairs", Need.SLCN, (_1, _1, _2) * 3, 108_000),
    Before(
        A,
        4,
        "Avocet",
        "Sounds and letters again",
        Need.SPLD,
        (_2, _2, _3, _3) * 3,
        156_000,
        months=(68, 79),
    ),
    Before(
        A, 5, "Lantern", "A base at break", Need.ASD, (_7, _8, _8) * 3, 168_000, result=EXCEEDED
    ),
    Before(
        A,
        5,
        "Curlew",
        "Reading to younger ones",
        Need.SPLD,
        (_5, _6) * 4,
        62_000,
        1,
        result=NOT_MET,
        months=(96, 97),
        left=9_000,
    ),
    Before(A, 6, "Shingle", "First words together", Need.SLCN, (_R, _1) * 4, 88_000),
    Before(A, 6, "Avocet", "A radio aid in class", Need.HI, (_4,), 74_000, 1, result=EXCEEDED),
    Before(
        A,
        7,
        "Saltmarsh",
        "Number sense",
        Need.MLD,
        (_2, _3, _3, _4) * 3,
        122_000,
        months=(70, 78),
    ),
    Before(A, 7, "Samphire", "Morning check-in", Need.SEMH, (_3, _4, _5, _6) * 3, 144_000),
    Before(
        A,
        8,
        "Lantern",
        "Spelling in context",
        Need.SPLD,
        (_7, _7, _8, _8) * 3,
        186_000,
        result=MET,
        months=(103, 113),
    ),
    Before(
        A, 8, "Dunlin", "Signs and pictures", Need.SLCN, (_R, _1, _2) * 3, 98_000, result=PARTLY
    ),
    Before(A, 9, "Curlew", "Feelings group", Need.SEMH, (_3, _4, _4) * 3, 102_000, result=SILENCE),
    Before(A, 9, "Avocet", "A mentor at lunch", Need.ASD, (_5, _6, _6) * 3, 126_000, 1),
    Before(A, 10, "Shingle", "A sloped desk", Need.PD, (_2,), 52_000, outcome=DECLINE),
    Before(A, 10, "Samphire", "Reading with a volunteer", Need.MLD, (_4, _5) * 4, 68_000, 1),
    Before(B, 1, "Lapwing", "Early words", Need.SLCN, (_R, _R, _R) * 3, 120_000),
    Before(B, 3, "Osier", "Paired reading", Need.SPLD, (_3, _3, _4) * 3, 96_000, months=(78, 88)),
    Before(B, 5, "Avocet", "A calm corner", Need.SEMH, (_2, _3) * 4, 84_000, result=PARTLY),
    Before(B, 7, "Lapwing", "Talk time", Need.SLCN, (_1, _1, _2) * 3, 105_000, result=EXCEEDED),
    Before(B, 9, "Osier", "Counting on", Need.MLD, (_2, _2) * 4, 70_000, 1, result=SILENCE),
)
