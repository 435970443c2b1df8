"""People who sign in, and the invitations that bring them."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core import access
from core.ids import new_public_id

INVITATION_LASTS = timedelta(days=14)
TYPED_TEXT_LASTS = timedelta(minutes=30)


class UserManager(BaseUserManager["User"], access.RuledManager):
    def create_user(self, *, name: str, email: str, password: str | None = None) -> "User":
        """A person with one work email; without a password they can only be invited in."""
        user: User = self.model(name=name, email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person, however many posts, offices and emails they have.

    `email` is the address we write to; all of them are allauth's `EmailAddress` rows.
    `is_superuser` means an administrator of the site: it opens no panel paper.
    """

    class ResetReason(models.TextChoices):
        """Why an administrator takes a person's second step away."""

        LOST = "lost", "Their phone is lost, stolen or broken, and they have no recovery codes"
        NEW_PHONE = "new_phone", "They have a new phone, and no recovery codes"
        MISUSE = "misuse", "Somebody else may have used their account"

    access_rule = "accounts.access.UserAccess"
    personal = "name and work email; kept while the person has a post or office, then 7 years"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=150)
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    is_superuser = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    signed_out_at = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:person", args=[self.public_id])

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions hold this, so a new password or a new `signed_out_at` ends all of them."""
        ended = self.signed_out_at.isoformat() if self.signed_out_at else ""
        return salted_hmac(
            "accounts.User.session", f"{self.password}|{ended}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Asks the row, of superusers too. There is no permission without a row."""
        return access.has_perm(self, perm, obj)


class InvitationQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Those whose link still works."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def invitation_expiry() -> datetime:
    return timezone.now() + INVITATION_LASTS


class Invitation(models.Model):
    """One link sent to one address, by which a person sets their first password.

    Several clusters may invite the same person: each link is a row, and the first one used ends
    all of them. Only the hash of the link's secret is kept.
    """

    outside_access = "shown on the person's page, by the person's rule; else opened by its secret"
    personal = "address; kept with the person"

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=invitation_expiry)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_accepted_or_withdrawn",
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="invitation_expires_later", condition=Q(expires_at__gt=F("invited_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"


class KeptEntry(models.Model):
    """What a person sent from a page after they had been signed out, kept for them alone."""

    access_rule = "accounts.access.KeptEntryAccess"
    personal = "whatever was typed; 30 minutes, removed by the next one kept"

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=2000)
    came_from = models.CharField(max_length=2000)
    fields = models.JSONField()
    had_files = models.BooleanField(default=False)
    kept_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = access.RuledManager()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        verbose_name_plural = "kept entries"

    def __str__(self) -> str:
        return f"kept for {self.person_id}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:kept", args=[self.public_id])
