"""How a cluster handles complaints: the stages that it has chosen, in a new version each time."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters.models import Cluster

# School days. The law asks for a clear time for each stage; longer than these is not one.
MOST_DAYS = 30
LEAST_DAYS_TO_ASK, MOST_DAYS_TO_ASK = 10, 60


class About(models.TextChoices):
    CLUSTER = "cluster", "What the cluster decided or did"
    SCHOOL = "school", "What a school did, or did not do"


class StageKind(models.TextChoices):
    SCHOOL = "school", "The school"
    DISCUSSION = "discussion", "Cluster SENCO and chair"
    GOVERNOR = "governor", "SEND link governor"
    APPEAL = "appeal", "Appeal panel"
    AUTHORITY = "authority", "Local authority"


class HandledBy(models.TextChoices):
    """Who handles a stage without being named to it, or from whom those who do are named."""

    SCHOOL = "school", "the school’s SENCO and head"
    HEADS = "heads", "the head of the school"
    SENCO_AND_CHAIR = "senco_and_chair", "the cluster SENCO and the chair of the cluster"
    CLUSTER_SENCO = "cluster_senco", "the cluster SENCO"
    CHAIR = "chair", "the chair of the cluster"
    LINK_GOVERNOR = "link_governor", "a SEND link governor who had no part in it"
    GOVERNOR = "governor", "a governor who had no part in it"
    PANEL = "panel", "three heads and governors who have had nothing to do with it"
    AUTHORITY = "authority", "the local authority"


# Who may handle a stage of each kind; the first is the usual one.
HANDLERS = {
    StageKind.SCHOOL: (HandledBy.SCHOOL, HandledBy.HEADS),
    StageKind.DISCUSSION: (HandledBy.SENCO_AND_CHAIR, HandledBy.CLUSTER_SENCO, HandledBy.CHAIR),
    StageKind.GOVERNOR: (HandledBy.LINK_GOVERNOR, HandledBy.GOVERNOR),
    StageKind.APPEAL: (HandledBy.PANEL,),
    StageKind.AUTHORITY: (HandledBy.AUTHORITY,),
}


def of_cluster(name: str) -> models.UniqueConstraint:
    """What the two-column foreign keys of the same cluster point at."""
    return models.UniqueConstraint(fields=["cluster", "id"], name=name)


def handled_by_its_kind() -> Q:
    fitting = Q()
    for kind, handlers in HANDLERS.items():
        fitting |= Q(kind=kind, handled_by__in=[*handlers])
    return fitting


class Procedure(models.Model):
    """How complaints of one kind go in a cluster. It only grows: the newest counts for complaints
    that begin after it."""

    outside_access = "the open form of a cluster tells it to everybody"
    personal = "who set a cluster’s procedure; kept with its complaints"

    About = About

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=7, choices=About)
    preset = models.CharField(max_length=20)
    days_to_ask = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="time_to_ask_for_the_next_stage",
                condition=Q(days_to_ask__range=(LEAST_DAYS_TO_ASK, MOST_DAYS_TO_ASK)),
            ),
        ]

    @cached_property
    def lines(self) -> "list[ProcedureStage]":
        """Its stages in their order, asked for once."""
        return list(self.stages.all())


class ProcedureStage(models.Model):
    """One stage of a procedure, in the cluster's own words. It only grows."""

    outside_access = "the open form of a cluster tells it to everybody"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=StageKind)
    name = models.CharField(max_length=60)
    handled_by = models.CharField(max_length=15, choices=HandledBy)
    days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "procedure", "number"], name="one_procedure_stage_a_number"
            ),
            models.UniqueConstraint(
                fields=["cluster", "procedure", "kind"], name="one_procedure_stage_a_kind"
            ),
            models.CheckConstraint(
                name="a_clear_time_for_each_stage", condition=Q(days__range=(1, MOST_DAYS))
            ),
            models.CheckConstraint(
                name="procedure_stage_handled_by_its_kind", condition=handled_by_its_kind()
            ),
        ]
