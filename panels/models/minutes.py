"""The minutes of a meeting, once they are approved: from then on they never change."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clusters.models import Cluster
from core.access import RuledManager
from panels.models.meeting import AgendaItem, Meeting, of_cluster


class Minutes(models.Model):
    """That a meeting's minutes were approved, and who sat. Until then there is no row: they are
    written from the meeting at each look. `number` is how many items they have."""

    access_rule = "panels.access.MinutesAccess"
    personal = "who sat on which panel; kept with the awards, 7 years"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("how many items")
    there = models.TextField("who sat and whether they came, a line each")
    approved_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        constraints = [of_cluster("minutes_of_cluster")]


class MinutesItem(models.Model):
    """What approved minutes say of one item. Who was silent is the room's; the rest is for those
    who may read the panel's side."""

    access_rule = "panels.access.MinutesItemAccess"
    personal = "a decision about a pseudonymised child; erased with the application"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="items")
    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="+")
    silent = models.TextField("who was silent and why, a line each", blank=True)
    decided = models.TextField("what was decided")
    how = models.TextField("who decided it and how, a line each", blank=True)
    reasons = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["item__number"]
