"""A complaint, who made it, whom it concerns, and the private link by which it is followed."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clusters.models import Cluster
from complaints.models.procedure import About, Procedure, of_cluster
from core.access import RuledManager
from core.ids import new_public_id
from funding.models import Application
from schools.models import School

LINK_LASTS = timedelta(days=90)  # after the complaint has ended
KEPT_FOR_YEARS = 7  # after it has ended


class Complaint(models.Model):
    """What somebody is not satisfied with. Its text is in `ComplaintWords`, its people in
    `Contact`, so that either can be erased. `application` is the case whose decision it is about,
    and brings the case's conflicts with it; `ConnectedCase` says who changed it. `procedure` is
    the one that it began under; without one, the usual (`complaints/procedures.py`)."""

    About = About

    class Ending(models.TextChoices):
        SATISFIED = "satisfied", "The person is satisfied"
        TIME = "time", "The time to ask for the next stage has passed"
        ELSEWHERE = "elsewhere", "It has gone through every stage here"
        WITHDRAWN = "withdrawn", "The person has withdrawn it"

    class ErasedFor(models.TextChoices):
        TIME = "time", "Its time has passed"
        ASKED = "asked", "The person who complained asks for it"

    access_rule = "complaints.access.ComplaintAccess"
    personal = "who took a complaint down, about which case, and the words that closed it, which "
    personal += "are erased 7 years after its end"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=7, choices=About)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+", null=True
    )
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+", null=True)
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    ending = models.CharField(max_length=9, choices=Ending, blank=True)
    closing_words = models.TextField("why it is closed", max_length=5_000, blank=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = RuledManager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            of_cluster("complaint_of_cluster"),
            models.CheckConstraint(
                name="closed_by_somebody_with_an_ending",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, ending="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(ending=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """As people quote it: K7QFM-2WPXR. Random, so it tells no order."""
        return f"{self.public_id[:5]}-{self.public_id[5:]}".upper()


class Contact(models.Model):
    """Who complains and about which child. It only grows: a newer row puts an older one right."""

    access_rule = "complaints.access.ContactAccess"
    personal = "name, address and child of who complains; erased 7 years after the complaint ends"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("your name", max_length=150)
    email = models.EmailField("email address", blank=True)
    telephone = models.CharField("telephone number", max_length=40, blank=True)
    child = models.CharField("the child’s name", max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True)

    objects = RuledManager()

    class Meta:
        ordering = ["-at", "-pk"]

    def anew(self) -> "Contact":
        """A newer row that says the same, to put right and then to keep."""
        return Contact(
            cluster_id=self.cluster_id,
            complaint_id=self.complaint_id,
            name=self.name,
            email=self.email,
            telephone=self.telephone,
            child=self.child,
        )


class Concerned(models.Model):
    """Somebody whom the complaint is about, or who has an interest in it: they handle no stage of
    it and see nothing of it. It only grows."""

    class Why(models.TextChoices):
        ABOUT = "about", "It is about them"
        INTEREST = "interest", "They have an interest in it"

    access_rule = "complaints.access.ConcernedAccess"
    personal = "whom a complaint is about; kept with the complaint"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=8, choices=Why)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = RuledManager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "complaint", "person"],
                name="concerned_once",
                violation_error_message="They are named already.",
            ),
        ]


class ConnectedCase(models.Model):
    """A case that a complaint was connected to after it was made, or taken away from where
    `application` is nothing. It only grows; `Complaint.application` is as the last one says."""

    class Why(models.TextChoices):
        NAMED = "named", "The person who complains named it"
        FOUND = "found", "It is the decision that they complain about"
        WRONG = "wrong", "The one before was wrong"
        NONE = "none", "The complaint is about no decision"

    access_rule = "complaints.access.ConnectedCaseAccess"
    personal = "who connected a complaint to which case; kept with the complaint"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+", null=True
    )
    why = models.CharField(max_length=5, choices=Why)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RuledManager()

    class Meta:
        ordering = ["at", "pk"]


class ComplaintLinkQuerySet(models.QuerySet):
    def live(self) -> "ComplaintLinkQuerySet":
        """Those that nobody has ended. Whether the complaint has is seen behind the wall."""
        return self.filter(ended_at__isnull=True)


class ComplaintLink(models.Model):
    """One private link to one complaint. Only the hash of its secret is kept, and beside it the
    cluster, since the link opens the wall before the complaint can be seen."""

    outside_access = "opened by its secret alone"
    personal = "when links to a complaint were made; kept with the complaint"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField(null=True)

    objects = ComplaintLinkQuerySet.as_manager()
