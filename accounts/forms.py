"""The forms of signing in and of accounts; allauth's own, in our words and look."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.recovery_codes import forms as recovery_forms
from allauth.mfa.totp.internal import auth as totp
from django import forms
from django.contrib.auth import password_validation
from django.core.cache import cache
from django.core.exceptions import ValidationError

from accounts.models import User
from core.forms import BaseForm

PASSWORD_RULES = (
    "At least 12 characters: three words you can remember will do. Not only numbers, not one that "  # noqa: S105
    "is often used, and not like your name or your address."
)
CODE_USED = "That code has been used. Wait for the next one: they change every 30 seconds"
NOT_THE_SAME = "The two passwords are not the same. Type both again"
# A code is good for its own 30 seconds and those on either side.
CODE_LASTS = 90


def _password(label: str, *, new: bool, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "new-password" if new else "current-password",
                "spellcheck": "false",
            }
        ),
    )


def _dress(field: forms.Field, label: str, help_text: str = "") -> None:
    """Puts our words on a field of allauth's, which hold theirs in the box itself."""
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)


class SignInForm(account_forms.LoginForm, BaseForm):
    submit_label = "Sign in"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["login"], "Email address")
        _dress(self.fields["password"], "Password")


class AskPasswordForm(account_forms.ReauthenticateForm, BaseForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["password"], "Password")


class AddAddressForm(account_forms.AddEmailForm, BaseForm):
    submit_label = "Add the address"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["email"], "Another email address of yours")


class ForgotPasswordForm(account_forms.ResetPasswordForm, BaseForm):
    submit_label = "Send me a link"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["email"], "Email address")


class _NewPassword:
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["password1"], "New password", PASSWORD_RULES)
        _dress(self.fields["password2"], "The new password again")


class ChangePasswordForm(_NewPassword, account_forms.ChangePasswordForm, BaseForm):
    submit_label = "Change the password"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self.fields["oldpassword"], "The password you have now")


class SetPasswordForm(_NewPassword, account_forms.SetPasswordForm, BaseForm):
    submit_label = "Set the password"


class ResetPasswordForm(_NewPassword, account_forms.ResetPasswordKeyForm, BaseForm):
    submit_label = "Set the new password"


class _CodeOnce:
    """A code from the app or a recovery code. One that was used is not taken a second time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(
            self.fields["code"],  # type: ignore[attr-defined]
            "6-digit code, or one of your recovery codes",
            "Open the authenticator app on your phone and type the code it shows for this site.",
        )
        self.fields["code"].widget.attrs["inputmode"] = "numeric"  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        digits = "".join(code.split())
        if not cache.add(f"second-factor-used:{self.user.pk}:{digits}", True, CODE_LASTS):  # type: ignore[attr-defined]
            raise ValidationError(CODE_USED)
        return code


class CodeForm(_CodeOnce, mfa_forms.AuthenticateForm, BaseForm):
    submit_label = "Sign in"


class AskCodeForm(_CodeOnce, mfa_forms.ReauthenticateForm, BaseForm):
    pass


class NewCodesForm(recovery_forms.GenerateRecoveryCodesForm, BaseForm):
    submit_label = "Make new codes"


class SetUpAppForm(BaseForm):
    """The first code of an authenticator app, which shows that it holds the secret."""

    submit_label = "Go on"

    code = forms.CharField(
        label="6-digit code",
        help_text="The code that the app now shows for this site. It changes every 30 seconds.",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "govuk-input govuk-input--width-5",
            }
        ),
    )

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        self.secret = secret
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        forgive = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        if not totp.validate_totp_code(self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        forgive()
        return code


class FirstPasswordForm(BaseForm):
    user: User
    submit_label = "Set the password and go on"

    password = _password("Password", new=True, help_text=PASSWORD_RULES)
    again = _password("The password again", new=True)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> None:
        first, second = (self.cleaned_data.get(name) for name in ("password", "again"))
        if first and second and first != second:
            self.add_error("again", NOT_THE_SAME)


class InvitePersonForm(BaseForm):
    submit_label = "Send the invitation"

    name = forms.CharField(
        label="Full name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="Work email address",
        help_text="We send them a link to this address. It works for 14 days.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class ResetSecondFactorForm(BaseForm):
    submit_label = "Remove their authenticator app"

    why = forms.ChoiceField(
        label="Why do they need this?",
        choices=User.ResetReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why they need this"},
    )
    sure = forms.BooleanField(
        label="I have spoken to them, and I am sure who they are",
        error_messages={
            "required": "Speak to them first, on a number you know, and then tick this"
        },
    )
