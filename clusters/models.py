"""Clusters: which schools belong when, who holds which office, the rules and the calendar."""

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.access import RuledManager
from core.ids import new_public_id
from schools.models import DatedManager, LocalAuthority, School, dates_in_order


class Cluster(models.Model):
    """A group of schools that pool money and expertise. It belongs to one local authority."""

    access_rule = "clusters.access.ClusterAccess"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=120)
    authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+")
    cluster_senco_label = models.CharField(
        "what you call the cluster SENCO", max_length=60, default="Cluster SENCO"
    )
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            dates_in_order("cluster_dates_in_order"),
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="cluster_name_once_in_an_authority",
                violation_error_message="This authority already has a cluster of that name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


CRITERIA = """The need is clear and shown by evidence
The school has done what it can from its own money
The plan fits the need
The outcomes can be measured
The cost is right for the plan"""


class Rules(models.Model):
    """How one cluster works. Presets fill it; every value can be changed."""

    class Strictness(models.TextChoices):
        OBSERVE = "observe", "Stay as a silent observer"
        LEAVE = "leave", "Leave the room"
        NO_PAPERS = "no_papers", "Leave, and see only the item's number"

    class DeadlineKind(models.TextChoices):
        CALENDAR = "calendar", "Calendar days before the meeting"
        WORKING = "working", "Working days before the meeting"
        BY_HAND = "by_hand", "A date set by hand for each meeting"

    class HalfTermNames(models.TextChoices):
        SEASONS = "seasons", "Autumn 1 to Summer 2"
        NUMBERS = "numbers", "Term 1 to Term 6"

    access_rule = "clusters.access.RulesAccess"

    cluster = models.OneToOneField(Cluster, on_delete=models.CASCADE, related_name="rules")
    preset = models.CharField(max_length=20)
    strictness = models.CharField(max_length=10, choices=Strictness, default=Strictness.OBSERVE)
    look_back_months = models.PositiveSmallIntegerField(
        default=12, validators=[MaxValueValidator(60)]
    )
    same_trust_counts = models.BooleanField(default=False)
    base_school_counts = models.BooleanField(default=True)
    employer_counts = models.BooleanField(default=True)
    least_free_deciders = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    head_signs = models.BooleanField(default=True)
    uses_scores = models.BooleanField(default=False)
    uses_votes = models.BooleanField(default=False)
    asks_school = models.BooleanField(default=True)
    criteria = models.TextField(default=CRITERIA, max_length=2000)
    most_terms = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    evaluation_days = models.PositiveSmallIntegerField(
        default=28, validators=[MaxValueValidator(120)]
    )
    deadline_kind = models.CharField(
        max_length=8, choices=DeadlineKind, default=DeadlineKind.WORKING
    )
    deadline_days = models.PositiveSmallIntegerField(default=10, validators=[MaxValueValidator(60)])
    closes_at = models.TimeField(default=time(17, 0))
    half_term_names = models.CharField(
        max_length=8, choices=HalfTermNames, default=HalfTermNames.SEASONS
    )
    pack_days = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    remind_days = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(15)]
    )
    small_number = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(5), MaxValueValidator(20)]
    )

    objects = RuledManager()

    class Meta:
        verbose_name_plural = "rules"
        constraints = [
            models.CheckConstraint(
                name="at_most_three_terms", condition=Q(most_terms__range=(1, 3))
            ),
            models.CheckConstraint(
                name="somebody_decides", condition=Q(least_free_deciders__gte=1)
            ),
            models.CheckConstraint(
                name="figures_of_fewer_than_five_are_hidden", condition=Q(small_number__gte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"Rules of {self.cluster}"

    @property
    def criteria_lines(self) -> list[str]:
        """What a decision may say is met, one criterion a line."""
        return [line.strip() for line in self.criteria.splitlines() if line.strip()]


class Membership(models.Model):
    """A school in a cluster from a day to a day. A school may be in several clusters."""

    class Kind(models.TextChoices):
        MEMBER = "member", "Member school"
        HOST = "host", "Host school"

    access_rule = "clusters.access.MembershipAccess"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.MEMBER)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedManager()

    class Meta:
        ordering = ["school__name"]
        constraints = [
            dates_in_order("membership_dates_in_order"),
            models.UniqueConstraint(
                fields=["cluster", "school"],
                condition=Q(ends_on__isnull=True),
                name="one_open_membership",
                violation_error_message="This school is already in the cluster.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} in {self.cluster}"


class Office(models.Model):
    """What a person is for a cluster or for an authority, from a day to a day.

    The cluster SENCO's base, employer and days are kept apart; the cluster's rules say which of
    the first two make a school their own.
    """

    class Kind(models.TextChoices):
        CLUSTER_SENCO = "cluster_senco", "Cluster SENCO"
        CHAIR = "chair", "Chair"
        DEPUTY_CHAIR = "deputy_chair", "Deputy chair"
        MEMBER = "member", "Panel member"
        CLERK = "clerk", "Clerk"
        FINANCE_OFFICER = "finance_officer", "Finance officer"
        LINK_GOVERNOR = "link_governor", "SEND link governor"
        ADVISER = "adviser", "Adviser"
        AUTHORITY_OFFICER = "authority_officer", "Local authority officer"

    access_rule = "clusters.access.OfficeAccess"
    personal = "who held which office; kept 7 years after the end, since it decides conflicts"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, related_name="offices", null=True, blank=True
    )
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=17, choices=Kind)
    base_school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    employer_school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    days_a_week = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    phase = models.CharField("for one phase only", max_length=20, blank=True)
    covers = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = DatedManager()

    class Meta:
        ordering = ["kind", "person__name"]
        constraints = [
            dates_in_order("office_dates_in_order"),
            models.CheckConstraint(
                name="office_in_cluster_or_authority",
                condition=Q(cluster__isnull=False, authority__isnull=True)
                | Q(cluster__isnull=True, authority__isnull=False),
            ),
            models.CheckConstraint(
                name="days_a_week_up_to_five",
                condition=Q(days_a_week__isnull=True) | Q(days_a_week__range=(0, 5)),
                violation_error_message="Enter between half a day and five days a week.",
            ),
            models.UniqueConstraint(
                fields=["cluster", "person", "kind"],
                condition=Q(ends_on__isnull=True),
                name="one_open_office_of_a_kind",
                violation_error_message="They already hold this office.",
            ),
            models.UniqueConstraint(
                fields=["authority", "person", "kind"],
                condition=Q(ends_on__isnull=True),
                name="one_open_office_of_an_authority",
                violation_error_message="They already hold this office.",
            ),
        ]
        indexes = [models.Index(fields=["person", "cluster"], name="offices_by_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.cluster or self.authority}"


class SchoolTerm(models.Model):
    """One of a cluster's three terms in a school year, with its half-term holiday."""

    access_rule = "clusters.access.CalendarAccess"

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="school_terms")
    name = models.CharField(max_length=20)
    starts_on = models.DateField()
    half_term_starts_on = models.DateField()
    half_term_ends_on = models.DateField()
    ends_on = models.DateField()

    objects = DatedManager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                name="term_dates_in_order",
                condition=Q(starts_on__lt=F("half_term_starts_on"))
                & Q(half_term_starts_on__lte=F("half_term_ends_on"))
                & Q(half_term_ends_on__lt=F("ends_on")),
                violation_error_message="The half-term holiday must lie inside the term.",
            ),
            models.UniqueConstraint(fields=["cluster", "starts_on"], name="one_term_a_start"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_on.year}"


class PanelDate(models.Model):
    """When and where a panel meets and when its applications close.

    It belongs to a cluster, or to an authority for a meeting over many clusters.
    """

    access_rule = "clusters.access.PanelDateAccess"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="panel_dates", null=True, blank=True
    )
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    half_term = models.CharField(max_length=30, blank=True)
    held_on = models.DateField()
    starts_at = models.TimeField(default=time(14, 0))
    place = models.CharField(max_length=150, blank=True)
    closes_at = models.DateTimeField()
    closing_set_by_hand = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(
        null=True, editable=False, help_text="When its meeting began; it may be before the day."
    )

    objects = RuledManager()

    class Meta:
        ordering = ["held_on"]
        constraints = [
            models.CheckConstraint(
                name="panel_in_cluster_or_authority",
                condition=Q(cluster__isnull=False, authority__isnull=True)
                | Q(cluster__isnull=True, authority__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["cluster", "held_on"],
                condition=Q(cancelled_at__isnull=True),
                name="one_panel_a_day",
                violation_error_message="There is already a panel on that day.",
            ),
            models.UniqueConstraint(
                fields=["authority", "held_on"],
                condition=Q(cancelled_at__isnull=True),
                name="one_panel_a_day_of_an_authority",
                violation_error_message="There is already a panel on that day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster or self.authority}, {self.held_on:%d %B %Y}"

    @property
    def is_open(self) -> bool:
        """Whether an application can still be submitted to it."""
        return self.cancelled_at is None and timezone.now() < self.closes_at


class Reminded(models.Model):
    """One person was reminded of one thing at one step, so that nobody is told of it twice."""

    outside_access = "no page shows it; what is due asks it"
    personal = "who was reminded of which record; 1 year"

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    step = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "name", "record_id", "step", "person"],
                name="reminded_once_at_a_step",
            ),
        ]
