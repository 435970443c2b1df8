"""How complaints go: the stages of known procedures, each with the sentence of its source, and what
a cluster has made of them.

A day is a school day of the cluster. A cluster may name the stages, say who of their people handles
each, and set its days (`complaints.models.procedure` has the bounds). It may not leave out the
appeal of a complaint about the cluster, have it heard by fewer than three, or unbar anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from clusters.models import Cluster
from complaints.models import (
    HANDLERS,
    About,
    Complaint,
    HandledBy,
    Procedure,
    ProcedureStage,
    StageKind,
)

DAYS_TO_ASK = 15
APPEAL_PANEL = 3

# What happens at a stage, to the person who complains.
WHAT = {
    StageKind.SCHOOL: "The school arranges to talk with you, and writes down what you agree.",
    StageKind.DISCUSSION: "They talk with you about what went wrong, and write down what you "
    "agree.",
    StageKind.GOVERNOR: "You speak to the governor. They write a note of it, which you agree or "
    "put right.",
    StageKind.APPEAL: "The three hear what you and the cluster have to say, and decide.",
    StageKind.AUTHORITY: "You can write to it yourself. The cluster tells it that there is a "
    "complaint.",
}


@dataclass(frozen=True)
class StagePlan:
    kind: str
    days: int  # to answer in
    name: str
    handled_by: str

    @property
    def who(self) -> str:
        return str(HandledBy(self.handled_by).label)

    @property
    def what(self) -> str:
        return WHAT[StageKind(self.kind)]


def _usual(kind: StageKind, days: int) -> StagePlan:
    return StagePlan(kind, days, str(kind.label), HANDLERS[kind][0])


# Parents should arrange a meeting with the SENCO; then the heads of school.
SCHOOL = _usual(StageKind.SCHOOL, 10)
# The problem should first be discussed with the cluster SENCO and the cluster chair.
DISCUSSION = _usual(StageKind.DISCUSSION, 10)
# Parents are given the opportunity to speak to the SEND cluster governor.
GOVERNOR = _usual(StageKind.GOVERNOR, 15)
# An appeal can be heard by 3 of the heads and governors, not involved with the pupil.
APPEAL = _usual(StageKind.APPEAL, 20)
# Parents are advised to contact the LA; the cluster informs the LA.
AUTHORITY = _usual(StageKind.AUTHORITY, 5)


@dataclass(frozen=True)
class Preset:
    key: str
    label: str
    sentence: str
    stages: tuple[StagePlan, ...]


FOUR = Preset(
    "four",
    "Four stages",
    "The cluster SENCO and the chair, a link governor, an appeal, and the local authority.",
    (DISCUSSION, GOVERNOR, APPEAL, AUTHORITY),
)
SCHOOL_ALONE = Preset(
    "school", "The school’s stage", "The school’s SENCO and head, and no further.", (SCHOOL,)
)
SCHOOL_FIRST = Preset(
    "school_first",
    "The school first, then four stages",
    "The school’s SENCO and head, and after them the four stages of the cluster.",
    (SCHOOL, DISCUSSION, GOVERNOR, APPEAL, AUTHORITY),
)
# What a cluster can choose for each kind of complaint; the first is the usual one.
PRESETS = {
    About.CLUSTER: (FOUR, SCHOOL_FIRST),
    About.SCHOOL: (SCHOOL_ALONE, SCHOOL_FIRST),
}


@dataclass(frozen=True)
class Chosen:
    """How complaints of one kind go in a cluster now: a preset, or what the cluster made of it."""

    about: str
    preset: Preset
    stages: tuple[StagePlan, ...]
    days_to_ask: int
    procedure: Procedure | None


def preset_of(about: str, key: str) -> Preset | None:
    return next((one for one in PRESETS[About(about)] if one.key == key), None)


def chosen_by(cluster: Cluster, about: str) -> Chosen:
    newest = Procedure.objects.filter(cluster=cluster, about=about).first()
    usual = PRESETS[About(about)][0]
    if newest is None:
        return Chosen(about, usual, usual.stages, DAYS_TO_ASK, None)
    preset = preset_of(about, newest.preset) or usual
    return Chosen(about, preset, _plans(newest.lines), newest.days_to_ask, newest)


def plan_of(complaint: Complaint) -> tuple[StagePlan, ...]:
    """The stages of the procedure that the complaint began under."""
    if complaint.procedure is None:
        return PRESETS[About(complaint.about)][0].stages
    return _plans(complaint.procedure.lines)


def plan_at(complaint: Complaint, number: int) -> StagePlan | None:
    """The stage of that number, from 1; None after the last."""
    plan = plan_of(complaint)
    return plan[number - 1] if number <= len(plan) else None


def days_to_ask(complaint: Complaint) -> int:
    """School days, after an outcome, in which to ask for the next stage."""
    return complaint.procedure.days_to_ask if complaint.procedure else DAYS_TO_ASK


def _plans(lines: Sequence[ProcedureStage]) -> tuple[StagePlan, ...]:
    return tuple(StagePlan(line.kind, line.days, line.name, line.handled_by) for line in lines)
