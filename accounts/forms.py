"""Forms around an account; allauth validates, the words are ours."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account import forms as allauth_forms
from django import forms

from accounts.models import Organisation, User
from core.forms import PlainWords
from mail.addresses import validate_mailbox

PASSWORD_HELP = "At least 12 characters. A short sentence is easy to remember and hard to guess."  # noqa: S105  it is about passwords, and none


def _label(form: forms.Form, name: str, label: str, help_text: str = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


def _ask_twice(form: forms.Form) -> None:
    _label(form, "password1", "New password", PASSWORD_HELP)
    _label(form, "password2", "New password, once more")
    form.fields["password2"].error_messages["required"] = "Write the new password once more."


class PeopleField(forms.ModelMultipleChoiceField):
    """Members of staff, to be ticked; each is shown with their role."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), **kwargs)

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name} ({obj.get_role_display().lower()})"


class SignInForm(PlainWords, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "login", "E-mail address")
        _label(self, "password", "Password")


class ChangePasswordForm(PlainWords, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "oldpassword", "Your current password")
        _ask_twice(self)


class AskForResetForm(PlainWords, allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "email", "E-mail address", "The one that you sign in with.")


class SetPasswordForm(PlainWords, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_twice(self)


class PersonForm(PlainWords, forms.ModelForm):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        validators=[validate_mailbox],
        help_text="They sign in with it.",
    )

    class Meta:
        model = User
        fields = ["name", "email", "role"]
        help_texts = {"role": "A new role counts at once: the person is signed out and signs in again."}
        error_messages = {"email": {"unique": "Somebody has an account with this address already."}}

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Somebody has an account with this address already.")
        return str(email)


def _zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]


class OrganisationForm(PlainWords, forms.ModelForm):
    website = forms.URLField(required=False, assume_scheme="https")
    privacy_contact = forms.EmailField(
        required=False,
        validators=[validate_mailbox],
        help_text="Where applicants ask about their data.",
    )
    time_zone = forms.ChoiceField(choices=_zones, help_text="For new postings. Each posting keeps its own.")

    class Meta:
        model = Organisation
        fields = ["name", "about", "website", "privacy_contact", "time_zone"]
        help_texts = {
            "name": "At the top of every page, and the sender of every mail.",
            "about": "A few sentences on the page with the open positions.",
        }
