"""What was granted, in which payments, and who may not release them alone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clusters.models import Cluster, SchoolTerm
from core.access import RuledManager
from core.ids import new_public_id
from funding.models.application import Application
from funding.models.fund import Fund
from schools.models import School


class Award(models.Model):
    """Money granted to a school for one to three terms.

    One that was running when its cluster joined has no application; `label` says what it is, and
    `paid_before_pence` what the school had been paid of it.
    """

    access_rule = "funding.access.AwardAccess"
    personal = "conditions may tell of a pseudonymised child; erased 7 years after the last payment"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="+", null=True
    )
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=100, blank=True)
    amount_pence = models.BigIntegerField("amount granted")
    paid_before_pence = models.BigIntegerField("paid before the cluster joined", default=0)
    terms = models.PositiveSmallIntegerField("number of terms")
    first_term = models.ForeignKey(
        SchoolTerm, on_delete=models.PROTECT, related_name="+", null=True
    )
    conditions = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = RuledManager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "id"], name="award_of_cluster"),
            models.CheckConstraint(
                name="an_award_is_above_nothing",
                condition=Q(amount_pence__gt=0, paid_before_pence__gte=0)
                & Q(paid_before_pence__lt=F("amount_pence")),
                violation_error_message="Enter an amount above £0.00, and above what was paid.",
            ),
            models.CheckConstraint(
                name="an_award_is_for_one_to_three_terms",
                condition=Q(terms__range=(1, 3)),
                violation_error_message="Choose one, two or three terms.",
            ),
            models.CheckConstraint(
                name="an_award_is_on_an_application_or_brought_forward",
                condition=Q(
                    application__isnull=False,
                    first_term__isnull=False,
                    label="",
                    paid_before_pence=0,
                )
                | Q(application__isnull=True) & ~Q(label=""),
            ),
        ]
        indexes = [models.Index(fields=["school", "-made_at"], name="awards_by_school")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The application's reference; the label of one that was brought forward."""
        return self.application.reference if self.application else self.label


class Instalment(models.Model):
    """One payment of an award. Once released it never changes."""

    class State(models.TextChoices):
        PAID = "paid", "Paid"
        STOPPED = "stopped", "Stopped"
        HELD = "held", "Held"
        WAITING = "waiting", "Waits for countersignature"
        OVERDUE = "overdue", "Overdue"
        DUE = "due", "Due now"
        LATER = "later", "Later"

    access_rule = "funding.access.InstalmentAccess"
    personal = "who released money; kept 7 years with the ledger"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount_pence = models.BigIntegerField()
    asked_at = models.DateTimeField(null=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    released_at = models.DateTimeField(null=True, editable=False)
    remittance = models.CharField("remittance reference", max_length=20, blank=True)
    stopped_at = models.DateTimeField(null=True, editable=False)

    objects = RuledManager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "id"], name="instalment_of_cluster"),
            models.UniqueConstraint(
                fields=["cluster", "award", "number"], name="one_instalment_a_number"
            ),
            models.CheckConstraint(
                name="an_instalment_is_above_nothing", condition=Q(amount_pence__gt=0)
            ),
            models.CheckConstraint(
                name="a_release_has_its_person_and_reference",
                condition=Q(released_at__isnull=True, countersigned_by__isnull=True, remittance="")
                | Q(released_at__isnull=False, released_by__isnull=False) & ~Q(remittance=""),
            ),
            models.CheckConstraint(
                name="asking_has_its_person_and_moment",
                condition=Q(asked_at__isnull=True, released_by__isnull=True)
                | Q(asked_at__isnull=False, released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="two_people_sign",
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("released_by")),
                violation_error_message="Somebody else countersigns than the one who released it.",
            ),
            models.CheckConstraint(
                name="a_stopped_instalment_is_not_paid",
                condition=Q(stopped_at__isnull=True) | Q(released_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["cluster", "released_at", "due_on"], name="payments_due")]

    def __str__(self) -> str:
        return f"Payment {self.number} of {self.award}"


class AwardBarred(models.Model):
    """Took part in deciding on the award, so does not release it alone. It only grows."""

    access_rule = "funding.access.BarredAccess"
    personal = "who took part in a decision; kept with the award"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="barred")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RuledManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "award", "person"], name="barred_once_from_an_award"
            ),
        ]
        indexes = [models.Index(fields=["person", "award"], name="barred_by_person")]


class Hold(models.Model):
    """A payment that is not to be released for now, and why."""

    access_rule = "funding.access.HoldAccess"
    personal = "who held a payment, and words that may name a school; 7 years"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="holds")
    why = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = RuledManager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "instalment"],
                condition=Q(ended_at__isnull=True),
                name="one_live_hold",
                violation_error_message="This payment is held already.",
            ),
            models.CheckConstraint(
                name="a_hold_says_why",
                condition=~Q(why=""),
                violation_error_message="Say why the payment is held.",
            ),
            models.CheckConstraint(
                name="an_ended_hold_has_its_person",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]


class BalanceHidden(models.Model):
    """While an application of theirs is unpublished, a person sees no balance of the fund: from
    two balances they could work out what the panel means to give. Whoever knows what is published
    writes this down and takes it away."""

    access_rule = "funding.access.HiddenAccess"
    personal = "who awaits which outcome; removed when it is published"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RuledManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "application", "person"], name="hidden_once_for_an_application"
            ),
        ]
        indexes = [models.Index(fields=["person", "cluster"], name="hidden_by_person")]
