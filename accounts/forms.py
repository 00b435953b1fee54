"""Forms around an account; allauth validates, the words are ours."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import passwords
from accounts.models import Organisation, User
from core.cities import zones
from core.forms import PlainWords
from mail.addresses import validate_mailbox

TAKEN = gettext_lazy("Somebody has an account with this address already.")


def _label(form: forms.Form, name: str, label: str, help_text: Any = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


def _bounded(form: forms.Form, name: str) -> None:
    """What nobody types is refused before it is hashed. Not the widget's maxlength, which would cut it."""
    form.fields[name].validators.append(MaxLengthValidator(passwords.MOST_TYPED))


def _ask_twice(form: forms.Form) -> None:
    _label(form, "password1", _("New password"), passwords.HELP)
    _label(form, "password2", _("New password, once more"))
    form.fields["password2"].error_messages["required"] = _("Write the new password once more.")


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
        _label(self, "login", _("E-mail address"))
        _label(self, "password", _("Password"))
        _bounded(self, "password")


class ConfirmForm(PlainWords, allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "password", _("Your password"))
        _bounded(self, "password")


class ChangePasswordForm(PlainWords, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "oldpassword", _("Your current password"))
        _bounded(self, "oldpassword")
        _ask_twice(self)


class AskForResetForm(PlainWords, allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "email", _("E-mail address"), _("The one that you sign in with."))


class SetPasswordForm(PlainWords, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_twice(self)


class PersonForm(PlainWords, forms.ModelForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        validators=[validate_mailbox],
        help_text=gettext_lazy("They sign in with it."),
    )

    class Meta:
        model = User
        fields = ["name", "email", "role"]
        labels = {"name": gettext_lazy("Name"), "role": gettext_lazy("Role")}
        help_texts = {
            "role": gettext_lazy("A new role counts at once: the person is signed out and signs in again.")
        }
        error_messages = {"email": {"unique": TAKEN}}

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(TAKEN)
        return str(email)


class OrganisationForm(PlainWords, forms.ModelForm):
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    privacy_contact = forms.EmailField(
        label=gettext_lazy("Contact for privacy"),
        required=False,
        validators=[validate_mailbox],
        help_text=gettext_lazy("Where applicants ask about their data."),
    )
    security_contact = forms.EmailField(
        label=gettext_lazy("Contact for security"),
        required=False,
        validators=[validate_mailbox],
        help_text=gettext_lazy("Where somebody reports a hole in this system; everybody can read it."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zones,
        help_text=gettext_lazy("For new postings. Each posting keeps its own."),
    )

    class Meta:
        model = Organisation
        fields = ["name", "about", "website", "privacy_contact", "security_contact", "time_zone", "language"]
        labels = {
            "name": gettext_lazy("Name"),
            "about": gettext_lazy("About"),
            "language": gettext_lazy("Language"),
        }
        help_texts = {
            "name": gettext_lazy("At the top of every page, and the sender of every mail."),
            "about": gettext_lazy("A few sentences on the page with the open positions."),
            "language": gettext_lazy(
                "Of the page with the open positions, and of the desk. Each posting and each person may have "
                "another."
            ),
        }


class LanguageForm(PlainWords, forms.Form):
    """What a member of staff reads and is written to in."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Of the desk, and of the letters to you."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = organisation.get_language_display()
        follow = _("As the organisation: {language}").format(language=theirs)
        field: Any = self.fields["language"]
        field.choices = [("", follow), *settings.LANGUAGES]
        field.is_needed = True  # one of them is always chosen
