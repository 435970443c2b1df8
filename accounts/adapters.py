"""How allauth fits in: invitation only, mail through the outbox, secrets encrypted."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse

from accounts import emails, queries, sessions
from core import mail

# What a person is told about a change to their account, by the name of allauth's own template.
CHANGES = {
    "account/email/email_changed": "The address that we write to was changed.",
    "account/email/email_confirm": "An email address was confirmed.",
    "account/email/email_deleted": "An email address was removed from your account.",
    "account/email/password_changed": "Your password was changed.",
    "account/email/password_reset": "Your password was changed, by a link that we sent you.",
    "account/email/password_set": "A password was set.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made. The old ones are void.",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. Ask an administrator of the site to reopen it",
        "cannot_remove_primary_email": (
            "We write to this address. Choose another one for that before you remove it"
        ),
        "duplicate_email": "This address is already one of yours",
        "email_password_mismatch": (
            "The email address or the password is not right. Check both and try again"
        ),
        "enter_current_password": "The password you have now is not right. Type it again",
        "incorrect_code": (
            "That code is not right. Codes change every 30 seconds: wait for the next one"
        ),
        "incorrect_password": "The password is not right. Type it again",
        "invalid_password_reset": "This link does not work any more. Ask for a new one",
        "max_email_addresses": "You cannot have more than %d addresses. Remove one first",
        "too_many_login_attempts": "That was wrong too often. Wait 5 minutes, then try again",
        "rate_limited": "You have done this too often. Wait a few minutes, then try again",
        "unverified_primary_email": "Confirm the address before you choose it for our mail",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation alone."""
        return False

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """An address at which somebody else has been invited stays theirs."""
        holder = queries.person_with_address(email_address.email)
        if holder is not None and holder.pk != email_address.user_id:
            return False
        return bool(super().confirm_email(request, email_address))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail.send_to_address(
            address=email,
            person=context["user"],
            template=template_prefix,
            context={},
            link=context.get("link", ""),
        )

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        address = emailconfirmation.email_address
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        self.send_mail(
            "account/email/email_confirmation",
            address.email,
            {"user": address.user, "link": f"{settings.SITE_URL}{path}"},
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[uidb36, token])
        return f"{settings.SITE_URL}{path}"

    def send_password_reset_mail(
        self, user: AbstractBaseUser, email: str, context: dict[str, Any]
    ) -> None:
        """Nobody comes in by this door who has not yet accepted an invitation."""
        if user.has_usable_password():
            link = context["password_reset_url"]
            self.send_mail("account/email/password_reset", email, {"user": user, "link": link})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        emails.tell_of_change(user, CHANGES[template_prefix], email or "")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return bool(super().is_reauthentication_required(app=app, **kwargs)) and not (
            sessions.signed_in_recently(context.request)
        )

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": "Use your password",
            "mfa_reauthenticate": "Use your authenticator app",
        }
        return [
            method | {"description": words[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": "Set up your authenticator app first",
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """It can be replaced, never left without."""
        return False

    def build_totp_svg(self, url: str) -> str:
        """The square to scan, for the page itself: a described picture without a file's header."""
        _, _, svg = super().build_totp_svg(url).partition("<svg ")
        return f'<svg role="img" aria-label="The square to scan" {svg}'

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """So that a copy of the database alone gives nobody's second step away."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.sha256(f"second factor|{secret!s}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
