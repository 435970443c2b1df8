"""What the panel decided on an item, until it is published and stands."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters.models import Cluster, PanelDate, SchoolTerm
from core.access import RuledManager
from core.money import format_pounds
from funding.models import CostLine, Outcome
from panels.models.meeting import AgendaItem, of_cluster


class Decision(models.Model):
    """One item's decision. It may change until its outcome is published; then it never does.

    The database refuses it unless whoever recorded and chaired it were free, and enough people
    were there to decide.
    """

    access_rule = "panels.access.DecisionAccess"
    personal = "the panel's reasons in a case; erased with the application"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=7, choices=Outcome.Kind)
    amount_pence = models.BigIntegerField("amount", null=True, blank=True)
    terms = models.PositiveSmallIntegerField("number of terms", null=True, blank=True)
    first_term = models.ForeignKey(
        SchoolTerm, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    criteria = models.JSONField("criteria that are met", default=list, blank=True)
    reasons = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    next_step = models.TextField("what the school can do next", blank=True)
    deferred_to = models.ForeignKey(
        PanelDate, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    by_consensus = models.BooleanField(default=True)
    chaired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    letter_read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    letter_read_at = models.DateTimeField(null=True, editable=False)

    objects = RuledManager()

    class Meta:
        constraints = [
            of_cluster("decision_of_cluster"),
            models.CheckConstraint(
                name="money_for_an_award_and_for_nothing_else",
                condition=Q(
                    outcome="award",
                    amount_pence__gt=0,
                    terms__range=(1, 3),
                    first_term__isnull=False,
                )
                | ~Q(outcome="award")
                & Q(amount_pence__isnull=True, terms__isnull=True, first_term__isnull=True),
            ),
            models.CheckConstraint(
                name="deferred_to_a_panel",
                condition=Q(outcome="defer", deferred_to__isnull=False)
                | ~Q(outcome="defer") & Q(deferred_to__isnull=True),
            ),
            models.CheckConstraint(
                name="a_decision_has_reasons", condition=~Q(reasons="", criteria=[])
            ),
            models.CheckConstraint(
                name="a_letter_is_read_by_somebody",
                condition=Q(letter_read_at__isnull=True, letter_read_by__isnull=True)
                | Q(letter_read_at__isnull=False, letter_read_by__isnull=False),
            ),
        ]

    @property
    def stamp(self) -> str:
        """Tells one recording from the next: what a form carries of what stood when it opened."""
        return self.recorded_at.isoformat()

    @property
    def why(self) -> str:
        """The reasons as the school is told them. What is met speaks for an award alone, unless
        the panel gave no other words."""
        if self.outcome == Outcome.Kind.AWARD:
            met = "\n".join(f"{criterion}." for criterion in self.criteria)
            return "\n\n".join(filter(None, [self.reasons, met]))
        return self.reasons or f"The panel found that this was met: {'; '.join(self.criteria)}."

    @property
    def in_short(self) -> str:
        """“awarded £900.00 of £1,250.00 asked”, “not awarded”."""
        said = self.get_outcome_display().lower()
        if self.amount_pence is None:
            return said
        asked = self.item.application.amount_pence
        of = "" if self.amount_pence == asked else f" of {format_pounds(asked)} asked"
        return f"{said} {format_pounds(self.amount_pence)}{of}"


class DecisionLine(models.Model):
    """What of one cost line is granted, in pence. The lines add up to the decision's amount."""

    access_rule = "panels.access.DecisionLineAccess"
    personal = "what the panel grants in a case; erased with the application"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="lines")
    cost_line = models.ForeignKey(CostLine, on_delete=models.PROTECT, related_name="+")
    amount_pence = models.BigIntegerField()

    objects = RuledManager()

    class Meta:
        ordering = ["cost_line_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "decision", "cost_line"], name="a_cost_is_granted_once"
            ),
            models.CheckConstraint(
                name="not_less_than_nothing_is_granted", condition=Q(amount_pence__gte=0)
            ),
        ]
