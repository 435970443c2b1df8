"""What came of an award: the school's evaluation, once the help has ended."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clusters.models import Cluster
from core.access import RuledManager
from core.ids import new_public_id
from funding.models.application import ApplicationPupil, HopedOutcome
from funding.models.award import Award
from schools.models import School

# Brooks's words for months gained per month; the last two cuts are his, the first ours.
RATIO_WORDS = (
    (Decimal(4), "remarkable"),
    (Decimal(3), "substantial"),
    (Decimal(2), "useful"),
    (Decimal("1.4"), "modest"),
    (Decimal(0), "small"),
)
WENT_BACK = "went back"
DAYS_A_MONTH = Decimal("30.4375")


class Evaluation(models.Model):
    """The evaluation of one award. It is made with the award, and due when the help has ended.

    Once sent it is frozen; the cluster SENCO or a head may send it back, which opens it again.
    """

    class Lead(models.TextChoices):
        TA = "ta", "Teaching assistant"
        TEACHER = "teacher", "Teacher"
        SENCO = "senco", "SENCO"
        SPECIALIST = "specialist", "Specialist teacher"
        THERAPIST = "therapist", "Therapist"
        ELSA = "elsa", "Emotional literacy support assistant"
        OTHER = "other", "Somebody else"

    class Intervention(models.TextChoices):
        READING = "reading", "Reading"
        WRITING = "writing", "Writing and spelling"
        MATHS = "maths", "Maths"
        SPEECH = "speech", "Speech, language and communication"
        FEELINGS = "feelings", "Social, emotional and mental health"
        SENSORY = "sensory", "Sensory or physical"
        ADULT = "adult", "Adult support in class"
        OTHER = "other", "Something else"

    class Next(models.TextChoices):
        STOP = "stop", "Stop: it is no longer needed"
        OWN_MONEY = "own_money", "Go on with the school’s own money"
        RENEW = "renew", "Apply to the cluster again"
        ASSESS = "assess", "Ask for an EHC needs assessment"
        HAND_OVER = "hand_over", "Hand over to another school or service"

    class Avoided(models.TextChoices):
        NEITHER = "neither", "Neither"
        ASSESSMENT = "assessment", "An EHC needs assessment"
        EXCLUSION = "exclusion", "An exclusion"
        BOTH = "both", "Both"

    class State(models.TextChoices):
        OVERDUE = "overdue", "Overdue"
        DUE = "due", "Due soon"
        LATER = "later", "Later"
        SENT = "sent", "Sent"

    access_rule = "funding.access.EvaluationAccess"
    personal = "free text about a pseudonymised child; erased 7 years after the award ends"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="evaluation")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()

    intervention = models.CharField(
        "what the money was for", max_length=8, choices=Intervention, blank=True
    )
    led_by = models.CharField("who led it", max_length=10, choices=Lead, blank=True)
    supported_by = models.CharField("who supported it", max_length=150, blank=True)
    planned_from_on = models.DateField("planned start", null=True, blank=True)
    planned_to_on = models.DateField("planned end", null=True, blank=True)
    actual_from_on = models.DateField("actual start", null=True, blank=True)
    actual_to_on = models.DateField("actual end", null=True, blank=True)
    sessions_planned = models.PositiveSmallIntegerField("sessions planned", null=True, blank=True)
    sessions_delivered = models.PositiveSmallIntegerField(
        "sessions delivered", null=True, blank=True
    )
    sessions_attended = models.PositiveSmallIntegerField("sessions attended", null=True, blank=True)
    spent_pence = models.BigIntegerField("spent", null=True, blank=True)
    pupils_view = models.TextField("what the pupil says", blank=True)
    parents_view = models.TextField("what the parents or carers say", blank=True)
    staff_view = models.TextField("what the teacher or teaching assistant says", blank=True)
    what_worked = models.TextField("what worked", blank=True)
    what_did_not = models.TextField("what did not work", blank=True)
    next_step = models.CharField("what happens next", max_length=9, choices=Next, blank=True)
    avoided = models.CharField("what it avoided", max_length=10, choices=Avoided, blank=True)
    may_share = models.BooleanField("may be shared", null=True, blank=True)

    started_at = models.DateTimeField(null=True, editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    sent_at = models.DateTimeField(null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    signed_at = models.DateTimeField(null=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "id"], name="evaluation_of_cluster"),
            models.CheckConstraint(
                name="help_ends_after_it_starts",
                condition=Q(actual_from_on__isnull=True)
                | Q(actual_to_on__isnull=True)
                | Q(actual_to_on__gte=F("actual_from_on")),
                violation_error_message="The help ended before it started. Check the two days.",
            ),
            models.CheckConstraint(
                name="nobody_attends_more_than_was_delivered",
                condition=Q(sessions_attended__isnull=True)
                | Q(sessions_delivered__isnull=True)
                | Q(sessions_attended__lte=F("sessions_delivered")),
                violation_error_message="More sessions were attended than were delivered.",
            ),
            models.CheckConstraint(
                name="spent_is_nothing_or_more",
                condition=Q(spent_pence__isnull=True) | Q(spent_pence__gte=0),
            ),
            models.CheckConstraint(
                name="sending_has_its_person_and_moment",
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False, spent_pence__isnull=False)
                & ~Q(next_step=""),
            ),
            models.CheckConstraint(
                name="what_is_signed_was_sent",
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False, sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "due_on"], name="evaluations_by_school"),
            models.Index(fields=["cluster", "sent_at", "due_on"], name="evaluations_due"),
        ]

    def __str__(self) -> str:
        return f"Evaluation of {self.award}"

    @property
    def is_overdue(self) -> bool:
        return self.sent_at is None and self.due_on < timezone.localdate()


class OutcomeReached(models.Model):
    """What came of one hoped outcome."""

    class Result(models.TextChoices):
        EXCEEDED = "exceeded", "Exceeded"
        MET = "met", "Met"
        PARTLY = "partly", "Partly met"
        NOT_MET = "not_met", "Not met"

    access_rule = "funding.access.EvaluationPartAccess"
    personal = "what a pseudonymised child reached; erased with its evaluation"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="reached")
    hoped = models.ForeignKey(HopedOutcome, on_delete=models.PROTECT, related_name="+")
    actual = models.CharField("where it stands now", max_length=300)
    measured_on = models.DateField()
    result = models.CharField(max_length=8, choices=Result)
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["hoped__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "evaluation", "hoped"], name="one_result_an_outcome"
            ),
        ]


def said_of(
    hoped: list[HopedOutcome], typed: Mapping[int, OutcomeReached] | None = None
) -> dict[str, object]:
    """What is said of the hoped outcomes, by question and number; with `typed` in its place.
    Expects `reached`."""
    said: dict[str, object] = {}
    for one in hoped:
        row = (typed or {}).get(one.pk, one.reached)  # type: ignore[attr-defined]
        said[f"actual_{one.number}"] = row.actual if row else ""
        said[f"on_{one.number}"] = row.measured_on if row else None
        said[f"result_{one.number}"] = row.result if row else ""
    return said


class Progress(models.Model):
    """One test, before and after: standardised scores, ages in months, or both."""

    class Measure(models.TextChoices):
        READING = "reading", "Reading"
        COMPREHENSION = "compreh", "Reading comprehension"
        SPELLING = "spelling", "Spelling"
        MATHS = "maths", "Maths"
        LANGUAGE = "language", "Language"

    access_rule = "funding.access.EvaluationPartAccess"
    personal = "test results of a pseudonymised child; removed when its evaluation is erased"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="progress")
    pupil = models.ForeignKey(
        ApplicationPupil, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    measure = models.CharField("what the test measures", max_length=8, choices=Measure)
    before_on = models.DateField("first test")
    after_on = models.DateField("second test")
    score_before = models.PositiveSmallIntegerField(
        "standardised score before", null=True, blank=True
    )
    score_after = models.PositiveSmallIntegerField(
        "standardised score after", null=True, blank=True
    )
    months_before = models.PositiveSmallIntegerField("age before", null=True, blank=True)
    months_after = models.PositiveSmallIntegerField("age after", null=True, blank=True)
    at_ceiling = models.BooleanField("reached the top of the test", default=False)

    objects = RuledManager()

    class Meta:
        ordering = ["measure", "pk"]
        verbose_name_plural = "progress"
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "evaluation", "pupil", "measure"],
                nulls_distinct=False,
                name="one_result_a_measure",
                violation_error_message="You have entered results for this measure already.",
            ),
            models.CheckConstraint(
                name="the_second_test_is_later",
                condition=Q(after_on__gte=F("before_on")),
                violation_error_message="The second test was before the first. Check the two days.",
            ),
            models.CheckConstraint(
                name="results_come_in_pairs",
                condition=(
                    Q(score_before__isnull=True, score_after__isnull=True)
                    | Q(score_before__isnull=False, score_after__isnull=False)
                )
                & (
                    Q(months_before__isnull=True, months_after__isnull=True)
                    | Q(months_before__isnull=False, months_after__isnull=False)
                )
                & (Q(score_after__isnull=False) | Q(months_after__isnull=False)),
                violation_error_message="Enter both scores, or both ages, or all four.",
            ),
        ]

    @property
    def score_gained(self) -> int | None:
        if self.score_before is None or self.score_after is None:
            return None
        return self.score_after - self.score_before

    @property
    def months_gained(self) -> int | None:
        if self.months_before is None or self.months_after is None:
            return None
        return self.months_after - self.months_before

    @property
    def ratio_gain(self) -> Decimal | None:
        """Months gained for each month between the tests; none where no time lies between."""
        return ratio_of(self.months_gained, self.before_on, self.after_on)

    @property
    def ratio_words(self) -> str:
        return words_of_ratio(self.ratio_gain)


class EvaluationStep(models.Model):
    """Sent, signed, sent back with a reason. It only grows."""

    class Step(models.TextChoices):
        SENT = "sent", "Sent"
        SIGNED = "signed", "Signed by the head"
        SENT_BACK = "sent_back", "Sent back"

    access_rule = "funding.access.EvaluationPartAccess"
    personal = "who sent, signed or sent back, and why; words erased with the evaluation"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=9, choices=Step)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500, blank=True)
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sending_back_says_why",
                condition=~Q(step="sent_back") | ~Q(words="") | Q(erased_at__isnull=False),
                violation_error_message="Say what is to be changed.",
            ),
        ]


class EvaluationHidden(models.Model):
    """Was a silent observer of the case when its outcome was published, so does not read its
    evaluation for the cluster. It only grows."""

    access_rule = "funding.access.HiddenAccess"
    personal = "who stood back from which case; kept with the award"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RuledManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "award", "person"], name="hidden_once_for_an_award"
            ),
        ]
        indexes = [models.Index(fields=["person", "award"], name="evaluation_hidden_by_person")]


def ratio_of(gained: int | None, first: date, second: date) -> Decimal | None:
    """To one decimal, as it is shown, so that the word beside it is that of the figure."""
    days = (second - first).days
    if gained is None or days <= 0:
        return None
    between = Decimal(days) / DAYS_A_MONTH
    return (Decimal(gained) / between).quantize(Decimal("0.1"), ROUND_HALF_UP)


def words_of_ratio(ratio: Decimal | None) -> str:
    if ratio is None:
        return ""
    return next((word for least, word in RATIO_WORDS if ratio >= least), WENT_BACK)
