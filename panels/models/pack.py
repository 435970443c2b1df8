"""The papers of a meeting as files, one for all who may read the same."""

from django.db import models
from django.utils import timezone

from clusters.models import Cluster
from core.access import RuledManager
from panels.models.meeting import Meeting


class Pack(models.Model):
    """The file for one variant: what of the meeting's papers its readers may not read. A reader
    gets the one for what they may read now. `fingerprint` is of what it says: one of other words
    is stale, and is made again in its place."""

    access_rule = "panels.access.PackAccess"
    personal = "applications about pseudonymised children; removed 60 days after the meeting"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    variant = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    file = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = RuledManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "meeting", "variant"], name="one_pack_a_variant"
            ),
        ]
