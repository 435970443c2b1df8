"""The conflict engine's rows. Only `panels.access` and `panels.actions` may import this module.

`Conflict` is the database view that works out every conflict of a person with a case, live, from
posts, offices, trusts and authorship, and from the recusals that stand. `Recusal` is the record.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clusters.models import Cluster
from funding.models import Application
from panels.models.meeting import Check, Declaration


class Cause(models.TextChoices):
    OWN_SCHOOL = "own_school", "Own school"
    AUTHOR = "author", "Wrote the application"
    SAME_TRUST = "same_trust", "Same trust"
    DECLARED = "declared", "Declared interest"


class Recusal(models.Model):
    """A person stands back from an application, at whatever panel it comes before.

    Keyed on person and application, so that a deferred item inherits it. A declared one is lifted
    with a reason; one that writes down a fact ends when the fact does.
    """

    outside_access = "asked inside panels.access alone"
    personal = "why a member stood back; kept with the minutes"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=10, choices=Cause)
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="+", null=True
    )
    since = models.DateField(
        null=True,
        help_text="When the fact began; empty for a declaration, which is of all time.",
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    ended_why = models.CharField(max_length=300, blank=True)

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "application", "person", "cause"],
                condition=Q(ended_at__isnull=True),
                name="one_live_recusal",
            ),
            models.CheckConstraint(
                name="nobody_lifts_their_own",
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("person")),
            ),
            models.CheckConstraint(
                name="a_declared_one_is_lifted_with_a_reason",
                condition=~Q(cause="declared")
                | Q(ended_at__isnull=True)
                | Q(ended_by__isnull=False) & ~Q(ended_why=""),
            ),
            models.CheckConstraint(
                name="declared_by_a_declaration",
                condition=Q(cause="declared", declaration__isnull=False, since__isnull=True)
                | ~Q(cause="declared") & Q(declaration__isnull=True, since__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person", "application"], name="recusals_by_person")]


class ConflictManager(models.Manager):
    """Asks the view through its two functions, and leaves out facts that have not begun."""

    def of_person(self, person_id: int) -> list["Conflict"]:
        return self._standing("SELECT * FROM panels_conflicts_of(%s)", [person_id])

    def on_checks(self, check_ids: Iterable[int]) -> list["Conflict"]:
        return self._standing("SELECT * FROM panels_conflicts_on(%s)", [list(check_ids)])

    def _standing(self, sql: str, params: list[Any]) -> list["Conflict"]:
        today = timezone.localdate()
        return [row for row in self.raw(sql, params) if row.since <= max(row.held_on, today)]


class Conflict(models.Model):
    """One reason why one person stands back from one case before one panel: a view, read only."""

    outside_access = "asked inside panels.access alone"

    id = models.CharField(max_length=60, primary_key=True)
    cluster = models.ForeignKey(Cluster, on_delete=models.DO_NOTHING, related_name="+")
    check_row = models.ForeignKey(
        Check, on_delete=models.DO_NOTHING, related_name="+", db_column="check_id"
    )
    application = models.ForeignKey(Application, on_delete=models.DO_NOTHING, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+"
    )
    cause = models.CharField(max_length=10, choices=Cause)
    school_name = models.CharField(max_length=200)
    since = models.DateField()
    held_on = models.DateField()
    via = models.CharField(max_length=8, help_text="post, base or employer; empty for others")
    stored = models.BooleanField()

    objects = ConflictManager()

    class Meta:
        managed = False
        db_table = "panels_conflict"
