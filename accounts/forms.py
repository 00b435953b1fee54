"""Forms around an account; allauth validates, the words are ours."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms

PASSWORD_HELP = "At least 12 characters. A short sentence is easy to remember and hard to guess."  # noqa: S105


def _label(form: forms.Form, name: str, label: str, help_text: str = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "login", "E-mail address")
        _label(self, "password", "Password")


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "oldpassword", "Your current password")
        _label(self, "password1", "New password", PASSWORD_HELP)
        _label(self, "password2", "New password, once more")


class AskForResetForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "email", "E-mail address", "The one that you sign in with.")


class SetPasswordForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "password1", "New password", PASSWORD_HELP)
        _label(self, "password2", "New password, once more")
