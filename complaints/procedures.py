"""How complaints go: the stages of two known procedures, each with the sentence of its source.

A day is a school day of the cluster.
"""

from dataclasses import dataclass

from complaints.models import Complaint, ComplaintStage

Kind = ComplaintStage.Kind
DAYS_TO_ASK = 15
APPEAL_PANEL = 3


@dataclass(frozen=True)
class StagePlan:
    kind: str
    days: int  # to answer in
    who: str
    what: str  # what happens at it, to the person who complains
    source: str


SCHOOL = StagePlan(
    Kind.SCHOOL,
    10,
    "the school’s SENCO and head",
    "The school arranges to talk with you, and writes down what you agree.",
    "Parents should arrange a meeting with the SENCO; then the heads of school.",
)
DISCUSSION = StagePlan(
    Kind.DISCUSSION,
    10,
    "the cluster SENCO and the chair of the cluster",
    "They talk with you about what went wrong, and write down what you agree.",
    "The problem should first be discussed with the cluster SENCO and the cluster chair.",
)
GOVERNOR = StagePlan(
    Kind.GOVERNOR,
    15,
    "a SEND link governor who had no part in it",
    "You speak to the governor. They write a note of it, which you agree or put right.",
    "Parents are given the opportunity to speak to the SEND cluster governor.",
)
APPEAL = StagePlan(
    Kind.APPEAL,
    20,
    "three heads and governors who have had nothing to do with it",
    "The three hear what you and the cluster have to say, and decide.",
    "An appeal can be heard by 3 of the heads and governors, not involved with the pupil.",
)
AUTHORITY = StagePlan(
    Kind.AUTHORITY,
    5,
    "the local authority",
    "You can take it to the local authority. The cluster tells the authority about it.",
    "Parents are advised to contact the LA; the cluster informs the LA.",
)

PROCEDURES = {
    Complaint.About.CLUSTER: (DISCUSSION, GOVERNOR, APPEAL, AUTHORITY),
    Complaint.About.SCHOOL: (SCHOOL,),
}


def plan_of(complaint: Complaint) -> tuple[StagePlan, ...]:
    return PROCEDURES[Complaint.About(complaint.about)]


def plan_at(complaint: Complaint, number: int) -> StagePlan | None:
    """The stage of that number, from 1; None after the last."""
    plan = plan_of(complaint)
    return plan[number - 1] if number <= len(plan) else None
