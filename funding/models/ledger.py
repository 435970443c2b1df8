"""A cluster's fund and its ledger. A balance is never stored: it is the sum of the lines."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters.models import Cluster
from core.access import RuledManager
from core.ids import new_public_id
from funding.models.application import Application
from funding.models.award import Award, Instalment
from funding.models.fund import Fund
from schools.models import School


class Account(models.TextChoices):
    """Where a fund's money stands. The source is what came in, so its balance is below zero."""

    SOURCE = "source", "Given to the fund"
    AVAILABLE = "available", "Left"
    RESERVED = "reserved", "Reserved"
    COMMITTED = "committed", "Committed"
    PAID = "paid", "Paid"


class Cause(models.TextChoices):
    OPENING = "opening", "Brought forward"
    ALLOCATION = "allocation", "Money in"
    RESERVED = "reserved", "Reserved for a decision"
    UNRESERVED = "unreserved", "Reservation ended"
    COMMITTED = "committed", "Awarded"
    RELEASED = "released", "Paid to a school"
    RETURNED = "returned", "Returned unspent"
    STOPPED = "stopped", "Award stopped"
    CORRECTED = "corrected", "Correction"


class LedgerEntry(models.Model):
    """One act with the fund's money. Its lines add up to nothing; it is never changed, only
    corrected by another. `amount_pence` is what its lines move, so that none is added later."""

    access_rule = "funding.access.LedgerAccess"
    personal = "who moved money, and words that may name a school; words are erased after 7 years"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="entries")
    cause = models.CharField(max_length=10, choices=Cause)
    amount_pence = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    erased_at = models.DateTimeField(null=True)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+", null=True
    )
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+", null=True)
    instalment = models.ForeignKey(
        Instalment, on_delete=models.PROTECT, related_name="+", null=True
    )
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(fields=["cluster", "id"], name="entry_of_cluster"),
            models.UniqueConstraint(
                fields=["cluster", "instalment"],
                condition=Q(cause="released"),
                name="an_instalment_is_paid_once",
                violation_error_message="This payment has been released already.",
            ),
            models.UniqueConstraint(
                fields=["cluster", "corrects"],
                name="an_entry_is_corrected_once",
                violation_error_message="This entry has been corrected already.",
            ),
            models.CheckConstraint(
                name="an_entry_moves_money",
                condition=Q(amount_pence__gt=0),
                violation_error_message="Enter an amount above £0.00.",
            ),
            models.CheckConstraint(
                name="a_payment_names_its_instalment",
                condition=~Q(cause="released") | Q(instalment__isnull=False, award__isnull=False),
            ),
            models.CheckConstraint(
                name="a_correction_names_what_it_corrects",
                condition=Q(cause="corrected", corrects__isnull=False)
                | ~Q(cause="corrected") & Q(corrects__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["fund", "at", "id"], name="entries_by_fund")]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}, {self.at:%d %B %Y}"


class LedgerLine(models.Model):
    """What one entry adds to one account, or takes from it where it is below zero."""

    access_rule = "funding.access.LedgerLineAccess"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(max_length=9, choices=Account)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", null=True)
    amount_pence = models.BigIntegerField()

    objects = RuledManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="a_line_is_not_nothing", condition=~Q(amount_pence=0)),
            models.CheckConstraint(
                name="a_school_where_money_is_paid",
                condition=Q(account="paid", school__isnull=False)
                | ~Q(account="paid") & Q(school__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["fund", "account"], include=["amount_pence"], name="lines_by_account"
            )
        ]
