"""Applications for cluster top-up funding, as the applicant school writes and reads them."""

from datetime import date

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.grants import Grant
from clusters.models import Cluster, PanelDate, SchoolTerm
from core.access import RuledManager
from core.ids import new_public_id
from pupils.models import Need, Provision, Pupil, YearGroup
from schools.models import School

# In Year 11 a pupil turns 16.
OVER_16_IN = (YearGroup.Y11, YearGroup.Y12, YearGroup.Y13, YearGroup.Y14)


class Application(models.Model):
    """One request to a cluster, for one pupil or for a group."""

    class Kind(models.TextChoices):
        PUPIL = "pupil", "One pupil"
        GROUP = "group", "A group of pupils"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        TO_SIGN = "to_sign", "With the headteacher"
        SIGNED = "signed", "Signed"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned to you"
        CHECKED = "checked", "Ready for panel"
        AWARDED = "awarded", "Awarded"
        DECLINED = "declined", "Not awarded"
        ADVISED = "advised", "Advice given"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Agreement(models.TextChoices):
        PARENT = "parent", "A parent or carer"
        YOUNG_PERSON = "young", "The young person, who is over 16"

    EDITABLE = (Status.DRAFT, Status.TO_SIGN, Status.SIGNED, Status.RETURNED)
    BEFORE_PANEL = (*EDITABLE, Status.SUBMITTED, Status.CHECKED)
    DECIDED = (Status.AWARDED, Status.DECLINED, Status.ADVISED)

    access_rule = "funding.access.ApplicationAccess"
    personal = "free text about a pseudonymised child; erased 7 years after the award ends"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    panel_date = models.ForeignKey(PanelDate, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.PUPIL)
    title = models.CharField("what it is for", max_length=100)
    need = models.CharField("primary need", max_length=4, choices=Need, blank=True)
    second_need = models.CharField("second need", max_length=4, choices=Need, blank=True)
    terms = models.PositiveSmallIntegerField("number of terms", null=True, blank=True)
    first_term = models.ForeignKey(
        SchoolTerm, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    amount_pence = models.BigIntegerField(
        "amount asked", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    why = models.TextField("why the pupil needs more than the school can give", blank=True)
    plan = models.TextField("what you will do with the money", blank=True)
    parents_view = models.TextField("what the parents or carers say", blank=True)
    pupils_view = models.TextField("what the pupil says", blank=True)
    agreed_by = models.CharField("who agreed", max_length=6, choices=Agreement, blank=True)
    agreed_on = models.DateField("the day they agreed", null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, editable=False)

    objects = RuledManager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "id"], name="application_of_cluster"),
            models.CheckConstraint(
                name="amount_asked_is_positive",
                condition=Q(amount_pence__isnull=True) | Q(amount_pence__gt=0),
                violation_error_message="Enter an amount above £0.00.",
            ),
            models.CheckConstraint(
                name="submitted_is_whole",
                condition=~Q(
                    status__in=[
                        "submitted",
                        "returned",
                        "checked",
                        "awarded",
                        "declined",
                        "advised",
                    ]
                )
                | Q(
                    submitted_at__isnull=False,
                    amount_pence__isnull=False,
                    terms__isnull=False,
                    first_term__isnull=False,
                    agreed_on__isnull=False,
                )
                & ~Q(need=""),
            ),
            models.CheckConstraint(
                name="one_to_three_terms_asked",
                condition=Q(terms__isnull=True) | Q(terms__range=(1, 3)),
                violation_error_message="Choose one, two or three terms.",
            ),
            models.CheckConstraint(
                name="two_needs_differ",
                condition=Q(second_need="") | ~Q(second_need=F("need")),
                violation_error_message="The second need is the same as the first.",
            ),
            models.CheckConstraint(
                name="agreement_has_a_day_and_a_person",
                condition=Q(agreed_by="", agreed_on__isnull=True)
                | ~Q(agreed_by="") & Q(agreed_on__isnull=False),
                violation_error_message="Say who agreed and when.",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "-made_at"], name="applications_by_school"),
            models.Index(fields=["cluster", "panel_date"], name="applications_by_panel"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"

    @property
    def reference(self) -> str:
        """The public id as people quote it: K7QFM-2WPXR. Random, so it tells no order."""
        return f"{self.public_id[:5]}-{self.public_id[5:]}".upper()

    @property
    def has_a_pupil_under_16(self) -> bool:
        return any(row.year_group not in OVER_16_IN for row in self.pupils.all())

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE


class ApplicantSchool(models.Model):
    """A school that an application is for, the lead school included."""

    access_rule = "funding.access.PartAccess"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="applicant_schools"
    )
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")

    objects = RuledManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "application", "school"],
                name="applicant_school_once",
            ),
        ]


class ApplicationPupil(models.Model):
    """A pupil as the application describes them; the panel's side never reads `Pupil` itself.

    The database holds that the pupil is of `school`, and `school` one that the application is for.
    """

    access_rule = "funding.access.PartAccess"
    personal = "pseudonymised child; erased with its application"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="pupils")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=11, editable=False)
    year_group = models.CharField(max_length=2, choices=YearGroup)
    provision = models.CharField("SEN provision", max_length=1, choices=Provision)

    objects = RuledManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "application", "pupil"],
                name="application_pupil_once",
            ),
            models.UniqueConstraint(fields=["cluster", "id"], name="application_pupil_of_cluster"),
        ]


class CostLine(models.Model):
    """One thing that the money is asked for. The lines add up to the amount asked."""

    access_rule = "funding.access.PartAccess"
    personal = "what is paid for a pseudonymised child; erased with its application"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="cost_lines"
    )
    what = models.CharField("what it pays for", max_length=150)
    amount_pence = models.BigIntegerField("cost")

    objects = RuledManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "id"], name="cost_of_cluster"),
            models.CheckConstraint(
                name="a_cost_is_above_nothing",
                condition=Q(amount_pence__gt=0),
                violation_error_message="Enter a cost above £0.00.",
            ),
        ]


class HopedOutcome(models.Model):
    """What the school hopes to reach, so that the evaluation can say if it was: at most four."""

    MOST = 4

    access_rule = "funding.access.PartAccess"
    personal = "aim for a pseudonymised child; erased with its application"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    what = models.CharField("what will be different", max_length=300)
    measure = models.CharField("how you will measure it", max_length=150)
    baseline = models.CharField("where it stands now", max_length=100)
    target = models.CharField("where it should be", max_length=100)
    by_when = models.DateField("by when")

    objects = RuledManager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "id"], name="hoped_outcome_of_cluster"),
            models.UniqueConstraint(
                fields=["cluster", "application", "number"], name="one_outcome_a_number"
            ),
            models.CheckConstraint(
                name="at_most_four_outcomes",
                condition=Q(number__range=(1, 4)),
                violation_error_message="An application has at most four outcomes.",
            ),
        ]


class Signature(models.Model):
    """A headteacher's signature over the content as it stood. It only grows; an edit voids it,
    since the content no longer has the same digest."""

    access_rule = "funding.access.PartAccess"
    personal = "who signed what; kept with the application"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="signatures"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    digest = models.CharField(max_length=64)

    objects = RuledManager()

    class Meta:
        ordering = ["at", "pk"]


class Authorship(models.Model):
    """Who wrote, signed or submitted an application: which makes a conflict. It only grows."""

    class Part(models.TextChoices):
        WROTE = "wrote", "Wrote"
        SIGNED = "signed", "Signed"
        SUBMITTED = "submitted", "Submitted"

    access_rule = "funding.access.PartAccess"
    personal = "who wrote what; kept with the application"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="authorships"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=9, choices=Part)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RuledManager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "application", "person", "part"],
                name="authorship_once",
            ),
        ]
        indexes = [models.Index(fields=["person", "application"], name="authorships_by_person")]


class StatusChange(models.Model):
    """The history of an application's status, with what was said to the school. It only grows."""

    access_rule = "funding.access.PartAccess"
    personal = "words about a pseudonymised child; erased with the application"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="history")
    status = models.CharField(max_length=9, choices=Application.Status)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["at", "pk"]


class Outcome(models.Model):
    """What a panel decided, as the school and its letter say it. It only grows: a correction is a
    newer version."""

    class Kind(models.TextChoices):
        AWARD = "award", "Awarded"
        DECLINE = "decline", "Not awarded"
        ADVISE = "advise", "Advice, no money"
        DEFER = "defer", "Deferred to a later panel"

    access_rule = "funding.access.OutcomeAccess"
    personal = "a decision about a pseudonymised child; its words are erased with the application"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    panel_date = models.ForeignKey(PanelDate, on_delete=models.PROTECT, related_name="+")
    # None in rows from before the day was kept.
    met_on = models.DateField("day on which the panel met", null=True)
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=7, choices=Kind)
    amount_pence = models.BigIntegerField(null=True)
    terms = models.PositiveSmallIntegerField(null=True)
    first_term = models.ForeignKey(
        SchoolTerm, on_delete=models.PROTECT, related_name="+", null=True
    )
    lines = models.TextField("what is granted of each cost, a line each", blank=True)
    reasons = models.TextField()
    conditions = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    deferred_to = models.ForeignKey(
        PanelDate, on_delete=models.PROTECT, related_name="+", null=True
    )
    corrected_why = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["panel_date__held_on", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "application", "panel_date", "version"],
                name="one_outcome_a_version",
            ),
            models.CheckConstraint(
                name="a_correction_says_why",
                condition=Q(version=1) | ~Q(corrected_why="") | Q(erased_at__isnull=False),
            ),
        ]

    @property
    def decided_on(self) -> date:
        """The day on which the panel met, which may be another than the one planned."""
        return self.met_on or self.panel_date.held_on


class ApplicationGrant(Grant):
    """A draft shared with one named colleague until a day."""

    outside_access = "asked inside funding.access alone"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    content_object = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
