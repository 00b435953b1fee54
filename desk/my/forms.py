from django import forms

from applications.applying.fields import Mailbox


class AddressForm(forms.Form):
    email = Mailbox(
        label="Your e-mail address",
        help_text="The one that you applied with.",
        error_messages={"required": "Write the e-mail address that you applied with."},
    )
