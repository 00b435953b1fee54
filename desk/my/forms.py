from django import forms
from django.utils.translation import gettext_lazy as _

from applications.applying.fields import Mailbox


class AddressForm(forms.Form):
    email = Mailbox(
        label=_("Your e-mail address"),
        help_text=_("The one that you applied with."),
        error_messages={"required": _("Write the e-mail address that you applied with.")},
    )
