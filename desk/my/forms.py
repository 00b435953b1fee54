from typing import Any

from django import forms

from mail.addresses import validate_mailbox


class AddressForm(forms.Form):
    email = forms.CharField(
        label="Your e-mail address",
        help_text="The one that you applied with.",
        strip=False,
        error_messages={"required": "Write the e-mail address that you applied with."},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].validators = []  # `clean_email` says it better

    def clean_email(self) -> str:
        address = self.cleaned_data["email"].strip(" ")
        validate_mailbox(address)
        return address
