"""Checks, meetings, their items, and what each person says on an item."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.grants import Grant
from clusters.models import Cluster, PanelDate
from core.access import RuledManager, RuledQuerySet
from core.dates import local_day
from core.ids import new_public_id
from funding.models import Application


def of_cluster(name: str) -> models.UniqueConstraint:
    """What the two-column foreign keys of the same cluster point at."""
    return models.UniqueConstraint(fields=["cluster", "id"], name=name)


class Check(models.Model):
    """An application as it reached one panel: what everybody but the school reads it through."""

    class Outcome(models.TextChoices):
        READY = "ready", "Ready for panel"
        RETURNED = "returned", "Returned to the school"

    access_rule = "panels.access.CheckAccess"
    personal = "panel's view of a pseudonymised child; erased with the application"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    panel_date = models.ForeignKey(PanelDate, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    note = models.TextField("note for the panel", blank=True)
    needed = models.TextField("what is needed from the school", blank=True)

    objects = RuledManager()

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            of_cluster("check_of_cluster"),
            models.UniqueConstraint(
                fields=["cluster", "application", "panel_date"],
                name="one_check_for_a_panel",
            ),
            models.CheckConstraint(
                name="checked_by_somebody",
                condition=Q(outcome="", checked_at__isnull=True, checked_by__isnull=True)
                | ~Q(outcome="") & Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["cluster", "outcome"], name="checks_to_do")]


class Meeting(models.Model):
    """The panel's meeting on one panel date."""

    access_rule = "panels.access.MeetingAccess"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    panel_date = models.OneToOneField(PanelDate, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    current_item = models.ForeignKey(
        "AgendaItem", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    current_since = models.DateTimeField(null=True, editable=False)

    objects = RuledManager()

    class Meta:
        ordering = ["panel_date__held_on"]
        constraints = [of_cluster("meeting_of_cluster")]

    def __str__(self) -> str:
        return str(self.panel_date)

    @property
    def met_on(self) -> date:
        """The day on which it started, else the day for which it is planned."""
        return local_day(self.started_at) if self.started_at else self.panel_date.held_on


class Seat(models.Model):
    """One person's place at one meeting."""

    class Role(models.TextChoices):
        CHAIR = "chair", "Chair"
        DEPUTY_CHAIR = "deputy_chair", "Deputy chair"
        CLUSTER_SENCO = "cluster_senco", "Cluster SENCO"
        MEMBER = "member", "Panel member"
        CLERK = "clerk", "Clerk"
        ADVISER = "adviser", "Adviser"

    class Attendance(models.TextChoices):
        EXPECTED = "expected", "Expected"
        PRESENT = "present", "Here"
        APOLOGIES = "apologies", "Sent apologies"

    DECIDING = (Role.CHAIR, Role.DEPUTY_CHAIR, Role.CLUSTER_SENCO, Role.MEMBER)

    access_rule = "panels.access.SeatAccess"
    personal = "who sat on which panel; kept with the minutes"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=13, choices=Role)
    attendance = models.CharField(max_length=9, choices=Attendance, default=Attendance.EXPECTED)

    objects = RuledManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            of_cluster("seat_of_cluster"),
            models.UniqueConstraint(
                fields=["cluster", "meeting", "person"],
                name="one_seat_a_person",
                violation_error_message="They already have a seat at this meeting.",
            ),
        ]


class AgendaItem(models.Model):
    """One application before one meeting. `revision` grows with every write on it, so that a page
    that is open knows whether there is anything new."""

    access_rule = "panels.access.AgendaItemAccess"
    personal = "who chaired an item in the chair's place; kept with the minutes"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    check_row = models.OneToOneField(
        Check, on_delete=models.PROTECT, related_name="+", db_column="check_id"
    )
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    acting_chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    taken_off_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    objects = RuledManager()

    class Meta:
        ordering = ["number"]
        constraints = [
            of_cluster("item_of_cluster"),
            models.UniqueConstraint(
                fields=["cluster", "meeting", "number"],
                name="one_item_a_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        indexes = [models.Index(fields=["application"], name="items_by_application")]


class AgendaItemGrant(Grant):
    """An adviser invited to one item, until a moment."""

    outside_access = "asked inside panels.access alone"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    content_object = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="+")


class CheckGrant(Grant):
    """Whom the cluster named to check one application, until a moment: where its own checkers
    are silent observers."""

    outside_access = "asked inside panels.access alone"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    content_object = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="+")


class Question(models.Model):
    """A question of fact that the panel's side puts to the school, and what the school answers.
    Both sides read it, each by its own door."""

    access_rule = "panels.access.QuestionAccess"
    personal = "words about a pseudonymised child; erased with the application"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    check_row = models.ForeignKey(
        Check, on_delete=models.PROTECT, related_name="+", db_column="check_id"
    )
    text = models.TextField("question")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = RuledManager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="answered_by_somebody",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]


class Declaration(models.Model):
    """What one person said about one case before one panel. A new answer replaces the old one."""

    class Answer(models.TextChoices):
        NO_INTEREST = "none", "I have no interest"
        INTEREST = "interest", "I have an interest"

    class Kind(models.TextChoices):
        KNOWS_CHILD = "knows_child", "I know this child"
        RELATIVE = "relative", "I am a relative or close friend of the family"
        PROFESSIONAL = "professional", "I have worked with this child or family"
        OTHER = "other", "Another interest"

    access_rule = "panels.access.DeclarationAccess"
    personal = "what a member said of themselves; kept with the minutes"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    check_row = models.ForeignKey(
        Check, on_delete=models.PROTECT, related_name="+", db_column="check_id"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer)
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    orally = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            of_cluster("declaration_of_cluster"),
            models.UniqueConstraint(
                fields=["cluster", "check_row", "person"],
                condition=Q(replaced_at__isnull=True),
                name="one_live_answer",
            ),
            models.CheckConstraint(
                name="an_interest_has_a_kind",
                condition=Q(answer="none", kind="") | Q(answer="interest") & ~Q(kind=""),
            ),
            models.CheckConstraint(
                name="recorded_for_another_only_as_said_aloud",
                condition=Q(orally=True) | Q(by=F("person")),
            ),
        ]


class PartQuerySet(RuledQuerySet):
    def standing(self) -> Self:
        """What was not struck out."""
        return self.filter(struck_at__isnull=True)


class Part(models.Model):
    """What one seat put down on one item. Struck out means kept but not counted."""

    access_rule = "panels.access.PartAccess"
    personal = "a member's view of a case; erased with the application"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    struck_at = models.DateTimeField(null=True)
    struck_cause = models.CharField(max_length=10, blank=True)

    objects = RuledManager.from_queryset(PartQuerySet)()

    class Meta:
        abstract = True
        ordering = ["pk"]


def one_standing(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["cluster", "item", "seat"],
        condition=Q(struck_at__isnull=True),
        name=name,
    )


class Score(Part):
    """How well the application meets the cluster's criteria, from 1 (not at all) to 5 (fully)."""

    value = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta(Part.Meta):
        constraints = [
            one_standing("one_standing_score"),
            models.CheckConstraint(name="score_from_1_to_5", condition=Q(value__range=(1, 5))),
        ]


class Vote(Part):
    class Choice(models.TextChoices):
        FOR = "for", "For"
        AGAINST = "against", "Against"
        ABSTAIN = "abstain", "Abstain"

    choice = models.CharField(max_length=7, choices=Choice)

    class Meta(Part.Meta):
        constraints = [one_standing("one_standing_vote")]


class Note(Part):
    text = models.TextField(max_length=2000)
