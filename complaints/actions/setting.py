"""How a cluster has chosen to handle complaints."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from clusters.models import Cluster
from complaints.models import (
    HANDLERS,
    LEAST_DAYS_TO_ASK,
    MOST_DAYS,
    MOST_DAYS_TO_ASK,
    Procedure,
    ProcedureStage,
    StageKind,
)
from complaints.procedures import Preset, StagePlan, chosen_by
from core import audit
from core.errors import DomainError


@transaction.atomic
def set_procedure(
    *,
    cluster: Cluster,
    about: str,
    preset: Preset,
    stages: Sequence[StagePlan],
    days_to_ask: int,
    by: Any,
) -> Procedure:
    """A new version, for complaints that begin from now on: the stages of the preset in its order,
    each with the cluster's own name, handlers and days."""
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    if not by.has_perm("clusters.manage_cluster", cluster):
        raise DomainError("Only those who set up the cluster change how complaints go.")
    if [one.kind for one in stages] != [one.kind for one in preset.stages]:
        raise DomainError("The stages are those of the set that you chose. Choose it again.")
    for number, one in enumerate(stages, start=1):
        _within_bounds(one, number)
    if not LEAST_DAYS_TO_ASK <= days_to_ask <= MOST_DAYS_TO_ASK:
        raise DomainError(
            f"Give people {LEAST_DAYS_TO_ASK} to {MOST_DAYS_TO_ASK} school days to ask.",
            field="days_to_ask",
        )
    now = chosen_by(cluster, about)
    if (now.preset, now.stages, now.days_to_ask) == (preset, tuple(stages), days_to_ask):
        raise DomainError("Nothing is different from how complaints go now.")
    procedure = Procedure.objects.create(
        cluster=cluster, about=about, preset=preset.key, days_to_ask=days_to_ask, by=by
    )
    ProcedureStage.objects.bulk_create(
        ProcedureStage(
            cluster=cluster,
            procedure=procedure,
            number=number,
            kind=one.kind,
            name=one.name,
            handled_by=one.handled_by,
            days=one.days,
        )
        for number, one in enumerate(stages, start=1)
    )
    audit.record(
        by=by,
        verb="set how complaints go",
        subject=cluster,
        about=about,
        preset=preset.key,
        procedure=procedure.pk,
    )
    return procedure


def _within_bounds(stage: StagePlan, number: int) -> None:
    if not 1 <= stage.days <= MOST_DAYS:
        raise DomainError(f"A stage takes 1 to {MOST_DAYS} school days.", field=f"days_{number}")
    if stage.handled_by not in HANDLERS[StageKind(stage.kind)]:
        raise DomainError("They do not handle such a stage.", field=f"handled_by_{number}")
    if not stage.name.strip():
        raise DomainError("Every stage has a name.", field=f"name_{number}")
