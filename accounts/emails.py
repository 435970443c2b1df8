"""The mails about accounts. Each says what happened, and links."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Invitation, User
from core import mail


def send_invitation(invitation: Invitation, token: str) -> None:
    mail.send_to_address(
        address=invitation.email,
        person=invitation.person,
        template="accounts/email/invitation",
        context={"invited_by": invitation.invited_by, "expires_at": invitation.expires_at},
        link=f"{settings.SITE_URL}{reverse('accounts:invitation', args=[token])}",
    )


def tell_of_change(person: User, what: str, address: str = "") -> None:
    """Says what was changed in an account, so that a stranger's change does not go unnoticed."""
    mail.send_to_address(
        address=address or person.email,
        person=person,
        template="accounts/email/account_changed",
        context={"what": what},
    )
