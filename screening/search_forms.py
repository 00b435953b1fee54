"""A box of words to search for, wherever one stands."""

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from screening import searching


class Words(forms.Form):
    """What nothing can be found by is refused in a sentence."""

    q = forms.CharField(
        label=_("Name, reference, or words of what they sent"),
        required=False,
        max_length=200,
        error_messages={
            "max_length": _("Search for %(limit_value)d characters at most; this has %(show_value)d.")
        },
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def clean_q(self) -> str:
        said: str = self.cleaned_data["q"]
        terms = searching.read(said).terms
        if said and not terms:
            raise forms.ValidationError(
                gettext("These signs find nothing: type a word, a name or a reference.")
            )
        if len(terms) > searching.MOST:
            most = ngettext(
                "Search for {count} word at most.", "Search for {count} words at most.", searching.MOST
            )
            raise forms.ValidationError(most.format(count=searching.MOST))
        return said
