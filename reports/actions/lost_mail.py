"""What is done with mail that did not arrive."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, mail
from core.errors import DomainError
from core.models import OutgoingMail

DEALT_WITH = "Somebody has dealt with this message already."
NOT_AGAIN = (
    "This message cannot be sent again. It held a private link, which is erased, or the person has "
    "left."
)


@transaction.atomic
def send_again(*, lost: OutgoingMail, by: Any) -> OutgoingMail:
    """The same words once more, to the address that the person has now. It leaves the list; if it
    is refused again, the new one comes onto it."""
    locked = _lock(lost, by)
    if not by.has_perm("core.pass_on_outgoingmail", locked):
        raise DomainError(NOT_AGAIN)
    again = mail.send_again(locked)
    _settle(locked, by)
    audit.record(by=by, verb="sent a message again", subject=locked, again=again.pk)
    return again


@transaction.atomic
def settle_mail(*, lost: OutgoingMail, by: Any) -> None:
    """It was told some other way, or nobody needs it any more: it leaves the list."""
    locked = _lock(lost, by)
    _settle(locked, by)
    audit.record(by=by, verb="dealt with a message that did not arrive", subject=locked)


def _lock(lost: OutgoingMail, by: Any) -> OutgoingMail:
    locked = OutgoingMail.objects.select_for_update(of=("self",)).get(pk=lost.pk)
    if not by.has_perm("core.chase_outgoingmail", locked):
        raise DomainError(DEALT_WITH)
    return locked


def _settle(locked: OutgoingMail, by: Any) -> None:
    locked.settled_at, locked.settled_by = timezone.now(), by
    locked.save(update_fields=["settled_at", "settled_by"])
