"""The stages of a complaint, who handles each, and what is said and decided at it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters.models import Cluster
from complaints.models.complaint import Complaint
from complaints.models.procedure import (
    HandledBy,
    StageKind,
    handled_by_its_kind,
    of_cluster,
)
from core.access import RuledManager
from core.ids import new_public_id


class ComplaintStage(models.Model):
    """One stage that a complaint has reached, with the school day by which it is answered. It only
    grows. A stage without an outcome is open; the next one opens only after it."""

    Kind = StageKind

    access_rule = "complaints.access.ComplaintStageAccess"
    personal = "who opened a stage; kept with the complaint"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=StageKind)
    name = models.CharField(max_length=60)
    handled_by = models.CharField(max_length=15, choices=HandledBy)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    due_on = models.DateField()

    objects = RuledManager()

    class Meta:
        ordering = ["number"]
        constraints = [
            of_cluster("complaint_stage_of_cluster"),
            models.UniqueConstraint(
                fields=["cluster", "complaint", "number"], name="one_stage_a_number"
            ),
            models.CheckConstraint(
                name="stage_handled_by_its_kind", condition=handled_by_its_kind()
            ),
        ]


class Handler(models.Model):
    """Somebody named to handle a stage, until the naming ends."""

    class Why(models.TextChoices):
        ASKED = "asked", "They asked not to handle it"
        AWAY = "away", "They are away, or have no time before it is to be answered"
        LEFT = "left", "They have left, or leave soon"
        NEAR = "near", "They are too near to the matter or to somebody in it"
        MISTAKE = "mistake", "They were named by mistake"

    access_rule = "complaints.access.HandlerAccess"
    personal = "who handled a complaint; kept with the complaint"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(ComplaintStage, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    ended_why = models.CharField(max_length=7, choices=Why, blank=True)

    objects = RuledManager()

    class Meta:
        ordering = ["named_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="naming_ended_by_somebody_with_a_reason",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended_why="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_why=""),
            ),
            models.UniqueConstraint(
                fields=["cluster", "stage", "person"],
                condition=Q(ended_at__isnull=True),
                name="named_once_to_a_stage",
                violation_error_message="They handle this stage already.",
            ),
        ]


class ComplaintWords(models.Model):
    """What the person who complains wrote, or said to whoever took it down. It only grows."""

    access_rule = "complaints.access.ComplaintWordsAccess"
    personal = "a parent's words, which may name a child; erased 7 years after the complaint ends"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(ComplaintStage, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("what you want to say", max_length=20_000)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["at", "pk"]


class ConversationNote(models.Model):
    """What was said in a conversation, for both sides to agree. It only grows: where the other side
    does not agree, another note is written."""

    class How(models.TextChoices):
        MEETING = "meeting", "In person"
        TELEPHONE = "telephone", "By telephone"
        VIDEO = "video", "By video"

    access_rule = "complaints.access.ConversationNoteAccess"
    personal = "what was said about a complaint; erased 7 years after the complaint ends"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(ComplaintStage, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField("when you spoke")
    how = models.CharField("how you spoke", max_length=9, choices=How)
    people = models.CharField("who was there", max_length=300)
    text = models.TextField("what was said and agreed", max_length=20_000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [of_cluster("conversation_note_of_cluster")]


class NoteAnswer(models.Model):
    """Whether the person who complains agrees with a note, once. It only grows. `by` is whoever
    wrote down what they said aloud; without it they answered by their private link."""

    access_rule = "complaints.access.NoteAnswerAccess"
    personal = "what a parent said of a note; erased 7 years after the complaint ends"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    note = models.OneToOneField(ConversationNote, on_delete=models.PROTECT, related_name="answer")
    agreed = models.BooleanField()
    words = models.TextField("what is not right in it", blank=True, max_length=5_000)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()


class StageOutcome(models.Model):
    """How a stage ended, and until when the person may ask for the next one. It only grows."""

    class Kind(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        PARTLY = "partly", "Upheld in part"
        NOT_UPHELD = "not_upheld", "Not upheld"
        TOLD = "told", "The local authority is told"

    access_rule = "complaints.access.StageOutcomeAccess"
    personal = "reasons given to a parent; erased 7 years after the complaint ends"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    stage = models.OneToOneField(ComplaintStage, on_delete=models.PROTECT, related_name="ended")
    kind = models.CharField("outcome", max_length=10, choices=Kind)
    reasons = models.TextField(max_length=20_000)
    will_do = models.TextField("what we will do", blank=True, max_length=5_000)
    ask_by = models.DateField("the last day to ask for the next stage", null=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()
