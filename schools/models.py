"""Schools as the national register names them, and who works or governs there."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.access import RuledManager, RuledQuerySet
from core.ids import new_public_id


class DatedQuerySet(RuledQuerySet):
    """Rows that run from `starts_on` to `ends_on`, both days included; an open end runs on."""

    def on(self, day: date) -> Self:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def live(self) -> Self:
        return self.on(timezone.localdate())

    def between(self, first: date, last: date) -> Self:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first), starts_on__lte=last)


DatedManager = RuledManager.from_queryset(DatedQuerySet)


def dates_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        violation_error_message="The end is before the start.",
    )


class LocalAuthority(models.Model):
    access_rule = "schools.access.AuthorityAccess"

    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=100)

    objects = RuledManager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "local authorities"

    def __str__(self) -> str:
        return self.name


class Trust(models.Model):
    outside_access = "public register"

    uid = models.CharField("group UID", max_length=10, unique=True)
    name = models.CharField(max_length=200)

    objects = models.Manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school by its URN. `family` is shared by schools that count as one for a conflict."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSING = "closing", "Open, but proposed to close"
        PROPOSED = "proposed", "Proposed to open"
        CLOSED = "closed", "Closed"

    access_rule = "schools.access.SchoolAccess"

    urn = models.CharField("URN", max_length=6, unique=True)
    name = models.CharField(max_length=200)
    authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status)
    establishment_number = models.CharField(max_length=4, blank=True)
    type = models.CharField(max_length=100, blank=True)
    phase = models.CharField(max_length=60, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    number_on_roll = models.PositiveIntegerField(null=True, blank=True)
    ukprn = models.CharField("UKPRN", max_length=8, blank=True)
    street = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    federation = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=6, db_index=True, editable=False)

    objects = RuledManager()

    class Meta:
        ordering = ["name", "urn"]
        constraints = [
            models.CheckConstraint(
                name="urn_is_six_digits",
                condition=Q(urn__regex=r"^[0-9]{6}$"),
                violation_error_message="A URN is six digits.",
            ),
            models.CheckConstraint(name="school_has_a_family", condition=~Q(family="")),
        ]
        indexes = [models.Index(fields=["authority", "name"], name="schools_by_authority")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.family = self.family or self.urn
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.OPEN, self.Status.CLOSING}


class SchoolLink(models.Model):
    """A successor named by the register: an academy that a school became, a merger."""

    outside_access = "public register"

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    successor = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    linked_on = models.DateField(null=True, blank=True)

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "successor"], name="one_link_each_pair"),
            models.CheckConstraint(name="no_link_to_itself", condition=~Q(school=F("successor"))),
        ]


class TrustMembership(models.Model):
    """A school in an academy trust, from a day to a day."""

    outside_access = "public register"

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedManager()

    class Meta:
        constraints = [
            dates_in_order("trust_membership_dates_in_order"),
            models.UniqueConstraint(
                fields=["school"], condition=Q(ends_on__isnull=True), name="one_trust_at_a_time"
            ),
        ]


class Post(models.Model):
    """What a person is at a school. Its dates decide conflicts, so they are never overwritten."""

    class Kind(models.TextChoices):
        SENCO = "senco", "SENCO"
        HEADTEACHER = "headteacher", "Headteacher"
        EXECUTIVE_HEAD = "executive_head", "Executive headteacher"
        HEAD_OF_SCHOOL = "head_of_school", "Head of school"
        FINANCE_OFFICER = "finance_officer", "School finance officer"
        GOVERNOR = "governor", "Governor"
        TEACHER = "teacher", "Teacher"
        LSA = "lsa", "Learning support assistant"

    HEADS = (Kind.HEADTEACHER, Kind.EXECUTIVE_HEAD, Kind.HEAD_OF_SCHOOL)

    access_rule = "schools.access.PostAccess"
    personal = "who works or governs where; kept 7 years after the end, since it decides conflicts"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = DatedManager()

    class Meta:
        ordering = ["school__name", "kind", "starts_on"]
        constraints = [
            dates_in_order("post_dates_in_order"),
            models.UniqueConstraint(
                fields=["person", "school", "kind"],
                condition=Q(ends_on__isnull=True),
                name="one_open_post_of_a_kind",
                violation_error_message="They already hold this post at this school.",
            ),
        ]
        indexes = [models.Index(fields=["school", "person"], name="posts_by_school")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.school}"
