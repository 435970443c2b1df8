"""Signing in and accounts. Of allauth's pages only those that we need, each by hand.

Nobody signs up: people are invited.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from django.conf import settings
from django.urls import URLPattern, include, path, re_path

from accounts.views import demo, invitations, kept, own, people

allauths_own = [
    path("account/login", account.login, name="account_login"),
    path("account/logout", account.logout, name="account_logout"),
    path("account/closed", account.account_inactive, name="account_inactive"),
    path("account/check-password", account.reauthenticate, name="account_reauthenticate"),
    path("account/password", account.password_change, name="account_change_password"),
    path("account/password/set", account.password_set, name="account_set_password"),
    path("account/password/forgotten", account.password_reset, name="account_reset_password"),
    path(
        "account/password/forgotten/sent",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\w]+)$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/new/done",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/addresses", account.email, name="account_email"),
    path(
        "account/addresses/confirm",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path(
        "account/addresses/confirm/<str:key>", account.confirm_email, name="account_confirm_email"
    ),
    path("account/code", mfa.authenticate, name="mfa_authenticate"),
    path("account/check-code", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/recovery-codes",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/recovery-codes/new",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/download",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]

ours: list[URLPattern] = [
    path("account", own.account, name="account"),
    path("account/second-factor", own.second_factor, name="second_factor"),
    path("account/recovery-codes/saved", own.codes_saved, name="codes_saved"),
    path("account/kept/<str:public_id>", kept.entry, name="kept"),
    path("invitation", invitations.accept, name="accept"),
    path("invitation/<str:token>", invitations.open_link, name="invitation"),
    path("people", people.index, name="people"),
    path("people/invite", people.invite, name="invite"),
    path("people/<str:public_id>", people.person, name="person"),
    path("people/<str:public_id>/close", people.close, name="close"),
    path("people/<str:public_id>/reopen", people.reopen, name="reopen"),
    path("people/<str:public_id>/invite-again", people.invite_again, name="invite_again"),
    path(
        "people/<str:public_id>/withdraw-invitation",
        people.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path(
        "people/<str:public_id>/reset-second-factor",
        people.reset_second_factor,
        name="reset_second_factor",
    ),
]

if settings.DEMO:
    ours += demo.urlpatterns

urlpatterns = [*allauths_own, path("", include((ours, "accounts")))]
