"""What is done to accounts. Who may do it is asked by the page, through `accounts.access`."""

import hashlib
import secrets
from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts import emails, queries
from accounts.models import TYPED_TEXT_LASTS, Invitation, KeptEntry, User
from core import audit
from core.errors import DomainError

LINK_IS_DEAD = "This link does not work any more. Ask whoever invited you to send a new invitation."
MOST_KEPT = 20


@transaction.atomic
def invite(*, name: str, email: str, by: User | None) -> User:
    """Brings a person in by email, and gives them back so that posts can be given at once.

    Whoever is known under the address stays the same person under their own name; a link goes out
    unless they have already come in. `by` is nobody for the first administrator alone.
    """
    email = email.strip().lower()
    person = queries.person_with_address(email)
    if person is None:
        # Two people may press the button at once: the second finds the first one's person.
        person, _ = User.objects.get_or_create(
            email=email, defaults={"name": name.strip(), "password": make_password(None)}
        )
    if not person.is_active:
        raise DomainError(
            f"{person.name} has an account under this address, and it is closed. "
            "Ask an administrator of the site to reopen it.",
            field="email",
        )
    if not queries.has_joined(person):
        _send_link(person, email, by)
    return person


def _send_link(person: User, email: str, by: User | None) -> None:
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        person=person, email=email, token_hash=_hash(token), invited_by=by
    )
    audit.record(by=by, verb="invite", subject=person, invitation=invitation.pk)
    emails.send_invitation(invitation, token)


@transaction.atomic
def withdraw_invitation(*, person: User, by: User) -> None:
    """Every link that was sent to this person stops working. Their posts are not touched."""
    if not queries.open_invitations(person).update(withdrawn_at=timezone.now()):
        raise DomainError(f"{person.name} has no open invitation, so there is none to withdraw.")
    audit.record(by=by, verb="withdraw_invitation", subject=person)


def invitation_for(token: str) -> Invitation:
    """The open invitation that a link stands for."""
    found = (
        Invitation.objects.open()
        .filter(token_hash=_hash(token), person__is_active=True)
        .select_related("person", "invited_by")
        .first()
    )
    if found is None:
        raise DomainError(LINK_IS_DEAD)
    return found


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Sets the first password. The address is confirmed, since the link was sent to it alone."""
    invitation = invitation_for(token)
    person = User.objects.select_for_update().get(pk=invitation.person_id)
    if not Invitation.objects.open().filter(pk=invitation.pk).exists():
        raise DomainError(LINK_IS_DEAD)
    holder = queries.person_with_address(invitation.email)
    if holder != person:
        raise DomainError(
            "This address now belongs to another account. Sign in to that account, "
            "or ask whoever invited you to write to another address."
        )
    person.set_password(password)
    person.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(
        user=person, email=invitation.email, defaults={"verified": True, "primary": True}
    )
    queries.open_invitations(person).update(accepted_at=timezone.now())
    audit.record(by=person, verb="accept_invitation", subject=person, invitation=invitation.pk)
    return person


@transaction.atomic
def close_account(*, person: User, by: User) -> None:
    """Nobody can sign in to it; every session ends with the next click. Nothing is erased."""
    if not person.is_active:
        raise DomainError(f"The account of {person.name} is closed already.")
    person.is_active = False
    person.signed_out_at = timezone.now()
    person.save(update_fields=["is_active", "signed_out_at"])
    queries.open_invitations(person).update(withdrawn_at=timezone.now())
    audit.record(by=by, verb="close_account", subject=person)


@transaction.atomic
def reopen_account(*, person: User, by: User) -> None:
    if person.is_active:
        raise DomainError(f"The account of {person.name} is open already.")
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(by=by, verb="reopen_account", subject=person)


@transaction.atomic
def make_administrator(*, person: User, by: User | None) -> None:
    if not person.is_superuser:
        person.is_superuser = True
        person.save(update_fields=["is_superuser"])
        audit.record(by=by, verb="make_administrator", subject=person)


@transaction.atomic
def set_up_authenticator(*, person: User, secret: str) -> Authenticator:
    """The app that holds this secret becomes their second step, in place of any before it."""
    User.objects.select_for_update().get(pk=person.pk)
    before, _ = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).delete()
    authenticator = TOTP.activate(person, secret).instance
    codes = Authenticator.Type.RECOVERY_CODES
    if not Authenticator.objects.filter(user=person, type=codes).exists():
        RecoveryCodes.activate(person)
    audit.record(by=person, verb="set_up_authenticator", subject=person, replaced=bool(before))
    emails.tell_of_change(person, "An authenticator app was set up for your account.")
    return authenticator


@transaction.atomic
def reset_second_factor(*, person: User, by: User, why: User.ResetReason) -> None:
    """For a lost phone: they set up a new one when they next sign in. All sessions end."""
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise DomainError(f"{person.name} has no authenticator app, so there is none to remove.")
    person.signed_out_at = timezone.now()
    person.save(update_fields=["signed_out_at"])
    audit.record(by=by, verb="reset_second_factor", subject=person, why=User.ResetReason(why))
    emails.tell_of_change(
        person,
        f"{by.name}, an administrator, removed your authenticator app and your recovery codes. "
        "You set up a new one when you next sign in.",
    )


@transaction.atomic
def keep_typed(
    *, person: User, path: str, came_from: str, fields: Sequence[Sequence[str]], had_files: bool
) -> KeptEntry:
    """Keeps what somebody sent after they had been signed out."""
    entry = KeptEntry.objects.create(
        person=person, path=path, came_from=came_from, fields=fields, had_files=had_files
    )
    newest = KeptEntry.objects.filter(person=person).values_list("pk", flat=True)[:MOST_KEPT]
    KeptEntry.objects.filter(person=person).exclude(pk__in=list(newest)).delete()
    return entry


def forget_old_entries() -> None:
    """Removes typed text that nobody came back for: it may be about a child."""
    KeptEntry.objects.filter(kept_at__lte=timezone.now() - TYPED_TEXT_LASTS).delete()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
