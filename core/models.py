"""What every app leans on: the audit and the log of looks, jobs, and the mail that goes out."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from core import smtp
from core.access import RuledManager


class AuditLine(models.Model):
    """Who did what to which record, when. It only grows."""

    outside_access = "no page shows it; the database refuses change"
    personal = "who did what; 7 years"

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    verb = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["model", "record_id"], name="audit_by_record")]


class Look(models.Model):
    """Somebody saw records about children: one line a page, with the ids. It only grows."""

    outside_access = "no page shows it; the database refuses change"
    personal = "who read which records; 7 years"

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    record_ids = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="looks_by_person")]


class Job(models.Model):
    """Work that must happen once and be seen to have happened, whatever dies on the way.

    A worker takes a lease and renews it at each step; the sweep sends again whatever is waiting, or
    whose lease ran out. A page shows how far it is: `steps_done` of `steps`.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    outside_access = "ids only; a page shows no more than how far it is"

    task = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    ids = models.JSONField(default=dict)
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    steps_done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "key"],
                condition=models.Q(status__in=["waiting", "running"]),
                name="one_live_job_for_a_key",
            ),
            models.CheckConstraint(
                name="running_has_a_lease",
                condition=~models.Q(status="running") | models.Q(lease_until__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "lease_until"], name="jobs_to_sweep")]

    @property
    def is_going(self) -> bool:
        """Waits for its turn, or runs."""
        return self.status in (self.Status.WAITING, self.Status.RUNNING)


class OutgoingMail(models.Model):
    """One message to one recipient: that something happened, and a link. Never a child's data.

    A link that opens something for whoever has it (an invitation, a new password) stands in `link`
    and nowhere in `body`. It is erased once the message has gone or was given up, so that whoever
    reads the table later cannot use it. The demonstration alone keeps it
    (`settings.KEEP_SENT_LINKS`), since its messages go nowhere but to its own outbox page.

    `about` and `about_id` name the record that it is about, and `cluster_id` that record's tenant:
    plain ids, since no domain is known here. Where `asks` names a verb, the recipient must still
    be able to do that to the record when the message leaves.
    """

    LINK_HERE = "[A link stood here. It was in the message alone.]"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        REFUSED = "refused", "Refused"
        UNKNOWN = "unknown", "Not known"
        STOPPED = "stopped", "No longer needed"

    access_rule = "reports.access.OutgoingMailAccess"
    personal = "recipient's address, 1 year; a link with a secret, until the message has gone"

    key = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.TextField(blank=True)
    cluster_id = models.BigIntegerField(null=True)
    about = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    asks = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, blank=True)
    server_answer = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = RuledManager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["cluster_id", "failed_at"],
                condition=models.Q(failed_at__isnull=False, settled_at__isnull=True),
                name="mail_that_did_not_arrive",
            ),
            models.Index(
                fields=["status"],
                condition=models.Q(status__in=["waiting", "sending"]),
                name="mail_to_send",
            ),
        ]

    @property
    def text(self) -> str:
        """What the recipient reads, as long as the link is known."""
        return self.body.replace(self.LINK_HERE, self.link) if self.link else self.body

    @property
    def held_link(self) -> bool:
        """Whether a link that opens something stood in it, so that it cannot be repeated."""
        return self.LINK_HERE in self.body

    @property
    def why_not(self) -> str:
        """Why it did not arrive, in plain words."""
        if self.status == self.Status.UNKNOWN:
            return smtp.NOT_KNOWN
        return smtp.in_plain_words(self.server_answer)
