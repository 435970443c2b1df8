"""The invented applications, in the words a SENCO would use. No child is named anywhere."""

from dataclasses import dataclass

from funding.models import Application
from pupils.models import Need, Provision, YearGroup
from reports.demo.cast import A, B

ONE, SEVERAL = Application.Kind.PUPIL, Application.Kind.GROUP

# The panel an application is for, by its place in the season.
PAST, NEXT, AFTER = "past", "next", "after"

# How far it has come.
DRAFT, TO_SIGN, SIGNED, SUBMITTED, WITHDRAWN, RETURNED, READY, LISTED = range(8)


@dataclass(frozen=True)
class Case:
    """`pupils` are year groups, each for one pupil at SEN support."""

    cluster: str
    panel: str
    reaches: int
    school: str
    by: str
    title: str
    need: str = ""
    pence: int | None = None
    pupils: tuple[str, ...] = ()
    kind: str = ONE
    why: str = ""
    plan: str = ""
    note: str = ""
    needed: str = ""
    provision: str = Provision.SUPPORT
    terms: int = 2

    def costs(self) -> list[tuple[str, int]]:
        """The amount asked in two lines: most for people, the rest for things."""
        things = self.pence // 10 if self.pence else 0
        return [
            ("Teaching assistant time", (self.pence or 0) - things),
            ("Training and materials", things),
        ]


# Who signs for each school.
SIGNS = {
    "Samphire": "carol",
    "Saltmarsh": "dana",
    "Curlew": "mo",
    "Shingle": "noor",
    "Dunlin": "ines",
    "Lantern": "leo",
    "Avocet": "asha",
    "Lapwing": "ivy",
    "Osier": "dev",
}

PARENTS_SAY = "We see the same at home. We would like to know what we can practise together."
PUPIL_SAYS = "I like it when we do it in a small group. I want to do it by myself."

_READING = {
    "what": "Reads a short book aloud to an adult",
    "measure": "Standardised reading test",
    "baseline": "81",
    "target": "88",
}
_TALKING = {
    "what": "Says what they need in a full sentence",
    "measure": "Sentences noted in a morning",
    "baseline": "2",
    "target": "8",
}
_CALM = {
    "what": "Stays in class for the whole morning",
    "measure": "Mornings a week, from the class log",
    "baseline": "1",
    "target": "4",
}
_ACCESS = {
    "what": "Does the same task as the class without help",
    "measure": "Lessons a week, from observation",
    "baseline": "3",
    "target": "10",
}

# An outcome that fits the need.
OUTCOMES = {
    Need.SPLD: _READING,
    Need.MLD: _READING,
    Need.SLCN: _TALKING,
    Need.ASD: _CALM,
    Need.SEMH: _CALM,
    Need.VI: _ACCESS,
    Need.HI: _ACCESS,
    Need.PD: _ACCESS,
}


CASES = (
    Case(
        A,
        PAST,
        LISTED,
        "Curlew",
        "priya",
        "Sound and letter work in small steps",
        Need.SPLD,
        96_000,
        (YearGroup.Y3,),
        why=(
            "Two cycles of daily phonics in a group of three moved the pupil from 11 to 14 sounds."
            " Others in the group learned 20. Reading age is 17 months behind."
        ),
        plan="An assistant trained in the programme, 20 minutes a day for 12 weeks.",
        note="Costs match the provision map. Baseline is recent.",
    ),
    Case(
        A,
        PAST,
        LISTED,
        "Shingle",
        "elsa",
        "A safe start to the day",
        Need.SEMH,
        114_000,
        (YearGroup.Y5,),
        why=(
            "Attendance fell to 71 per cent after a house move. The learning mentor's hours are"
            " used, and the pupil still leaves class most mornings."
        ),
        plan="Meet and greet with a key adult, then 30 minutes of a calm task, for two terms.",
        note="The school shows its own £6,000 in full.",
    ),
    Case(
        A,
        PAST,
        LISTED,
        "Shingle",
        "elsa",
        "A quiet place at lunch",
        Need.ASD,
        84_000,
        (YearGroup.Y2,),
        why=(
            "Lunch in the hall ends in distress three days in five. A corner of the library has"
            " helped on the days when somebody was free to be there."
        ),
        plan="A lunchtime supervisor in the library for 40 minutes a day, for one term.",
        note="The school has not yet tried its own midday staff.",
    ),
    Case(
        A,
        NEXT,
        LISTED,
        "Samphire",
        "olive",
        "Reading support each morning",
        Need.SPLD,
        125_000,
        (YearGroup.Y4,),
        why=(
            "Three cycles of support since last autumn have narrowed the gap by two months only."
            " Reading age is 6:02 at the last test. The pupil now avoids reading aloud and asks"
            " to leave the room when the class reads together."
        ),
        plan=(
            "A trained assistant for 25 minutes on four mornings a week, over two terms, with"
            " the same test at the start, at half term and at the end."
        ),
        note="Complete. The three cycles are dated and costed, and the school's share is shown.",
    ),
    Case(
        A,
        NEXT,
        LISTED,
        "Curlew",
        "priya",
        "Talking together: a language group",
        Need.SLCN,
        180_000,
        (YearGroup.R, YearGroup.Y1, YearGroup.Y1),
        kind=SEVERAL,
        why=(
            "Screening this term put three pupils below the tenth centile for understanding. The"
            " wait for therapy is 26 weeks, and the class programme alone has not moved them."
        ),
        plan="A therapist trains one assistant, who then leads three sessions a week for a term.",
        note="Three pupils, one programme. The therapist's quotation is attached in school.",
    ),
    Case(
        A,
        NEXT,
        LISTED,
        "Dunlin",
        "elsa",
        "Sensory breaks and a calm start",
        Need.ASD,
        240_000,
        (YearGroup.Y2,),
        why=(
            "The pupil copes until about ten o'clock, then hides or runs. An occupational"
            " therapist saw them in class and advises planned breaks, which two adults cannot give"
            " in a class of 28."
        ),
        plan="Five planned breaks a day with an assistant, a tent and a weighted rug, for a year.",
        note="Asks for three terms. The panel may want to agree one term first.",
    ),
    Case(
        A,
        NEXT,
        READY,
        "Avocet",
        "tom",
        "Large print and touch typing",
        Need.VI,
        64_000,
        (YearGroup.Y5,),
        why="Print below 24 point can no longer be read. The advisory teacher's report is recent.",
        plan="A typing course with an assistant and a larger screen, for two terms.",
        note="Small sum, clear evidence.",
    ),
    Case(
        A,
        NEXT,
        SUBMITTED,
        "Lantern",
        "rosa",
        "A quiet base at break times",
        Need.SEMH,
        150_000,
        (YearGroup.Y7, YearGroup.Y7, YearGroup.Y8),
        kind=SEVERAL,
        why=(
            "Most incidents of these three pupils fall between lessons. A trial of four weeks with"
            " a supervised room halved them, then the hours ran out."
        ),
        plan="A trained adult in the base at both breaks for two terms, with a weekly check-in.",
    ),
    Case(
        A,
        AFTER,
        SUBMITTED,
        "Samphire",
        "olive",
        "Fine motor skills for writing",
        Need.PD,
        72_000,
        (YearGroup.Y1,),
        why="Writing is painful after a few lines. Exercises at home and in class have not helped.",
        plan="Two short sessions a week from a therapist's plan, and a sloped desk, for two terms.",
    ),
    Case(
        A,
        AFTER,
        RETURNED,
        "Saltmarsh",
        "priya",
        "Calm corner and emotion coaching",
        Need.SEMH,
        135_000,
        (YearGroup.Y3,),
        why="The pupil is out of class for about an hour a day, mostly after lunch.",
        plan="An assistant trained in emotion coaching each afternoon for two terms.",
        needed=(
            "Please say what the two cycles before this one were and what changed, and give the"
            " cost for each week. Then send it again in time for the same panel."
        ),
    ),
    Case(
        A,
        AFTER,
        TO_SIGN,
        "Samphire",
        "olive",
        "A sloping board and a quiet start",
        Need.PD,
        48_000,
        (YearGroup.Y2,),
        why="Handwriting tires the pupil within five minutes, after two cycles of exercises.",
        plan="A board, a seat cushion and ten minutes of set exercises each morning.",
        terms=1,
    ),
    Case(
        A,
        AFTER,
        SIGNED,
        "Curlew",
        "priya",
        "Reading aloud with a partner",
        Need.SPLD,
        64_000,
        (YearGroup.Y4,),
        why="Reading age is 20 months behind; two cycles of paired reading gained four months.",
        plan="An assistant hears the pair for 20 minutes four times a week.",
    ),
    Case(
        A,
        AFTER,
        WITHDRAWN,
        "Shingle",
        "elsa",
        "Help with a new timetable",
        Need.ASD,
        36_000,
        (YearGroup.Y6,),
        why="The pupil could not follow the day after the timetable changed.",
        plan="A visual timetable and a check-in three times a day.",
        terms=1,
    ),
    Case(A, AFTER, DRAFT, "Samphire", "olive", "Spelling in a small group", Need.SPLD, 58_000),
    Case(
        A,
        AFTER,
        DRAFT,
        "Curlew",
        "priya",
        "Help to join in at lunch",
        pupils=(YearGroup.Y2,),
        why="The pupil eats alone and has hurt others in the queue four times this month.",
    ),
    Case(
        A,
        AFTER,
        DRAFT,
        "Lantern",
        "rosa",
        "Reading for meaning, twice a week",
        Need.MLD,
        110_000,
        (YearGroup.Y8,),
        why="Decoding is secure, understanding is at a Year 4 level in the last two tests.",
        plan="A trained teaching assistant for two sessions a week over two terms.",
    ),
    Case(
        B,
        NEXT,
        LISTED,
        "Lapwing",
        "vic",
        "Early words with pictures",
        Need.SLCN,
        88_000,
        (YearGroup.N2,),
        why="Fewer than 20 words at the last visit. The pupil points, pulls and then gives up.",
        plan="Pictures and signs with a trained adult in every session for two terms.",
        note="The nursery has shown what it does already.",
    ),
    Case(
        B,
        NEXT,
        LISTED,
        "Avocet",
        "tom",
        "Sign language for the class",
        Need.HI,
        162_000,
        (YearGroup.Y6,),
        why="Hearing fell in both ears this year. Friends cannot follow, so the pupil plays alone.",
        plan="A signing tutor in class one morning a week for three terms, for pupils and staff.",
        note="Also of use to the rest of the class; the panel may ask the school for a share.",
    ),
    Case(
        B,
        AFTER,
        SUBMITTED,
        "Osier",
        "dev",
        "A second adult in number work",
        Need.MLD,
        99_000,
        (YearGroup.Y4,),
        why="Number work is two years behind, and two cycles of a catch-up scheme made no change.",
        plan="An assistant in four number lessons a week for two terms.",
    ),
)
