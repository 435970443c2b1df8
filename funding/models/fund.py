"""The money that a cluster's schools share, for some months."""

from django.db import models

from clusters.models import Cluster
from core.ids import new_public_id
from schools.models import DatedManager, dates_in_order


class Fund(models.Model):
    """What one cluster has to give between two days. On no day does a cluster have two."""

    access_rule = "funding.access.FundAccess"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = DatedManager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            dates_in_order("fund_dates_in_order"),
            models.UniqueConstraint(fields=["cluster", "id"], name="fund_of_cluster"),
            models.UniqueConstraint(
                fields=["cluster", "name"],
                name="fund_name_once_in_a_cluster",
                violation_error_message="Your cluster has a fund of that name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
