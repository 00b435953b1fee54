"""What a member of staff types about an application."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from applications.applying.fields import Mailbox, OneLine, Paragraphs
from applications.models import Application
from applications.sources import BY_HAND
from core.forms import PlainWords
from files.forms import CVField
from postings.models import Posting, Reason, Stage

FIRST = {"data-focus": ""}  # on a page that asks for nothing else the first of these fields has the focus


class MoveForm(PlainWords, forms.Form):
    to = forms.ModelChoiceField(Stage.objects.none(), label=_("Move to"), empty_label=None)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = application.posting.stages.all()


class CommentForm(PlainWords, forms.Form):
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=500,
        strip=True,
        help_text=_("For colleagues. Up to 500 characters."),
        widget=forms.Textarea(attrs={"rows": 3, **FIRST}),
    )


class ReasonForm(CommentForm):
    reason = forms.ModelChoiceField(
        Reason.objects.none(),
        label=_("Reason"),
        empty_label=_("Choose a reason"),
        help_text=_("For our own account; the applicant never sees it."),
        error_messages={
            "required": _("Choose a reason."),
            "invalid_choice": _("Choose one of the reasons."),
        },
        widget=forms.Select(attrs=FIRST),
    )
    field_order = ["reason", "comment"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason: Any = self.fields["reason"]
        reason.queryset = Reason.objects.filter(is_used=True)


class TellForm(PlainWords, forms.Form):
    how = forms.CharField(
        label=_("How they were told"),
        max_length=200,
        strip=True,
        help_text=_("Such as “by telephone”. For colleagues; the applicant never sees it."),
        error_messages={"required": _("Say how they were told.")},
        widget=forms.TextInput(attrs=FIRST),
    )


class NoteForm(PlainWords, forms.Form):
    body = forms.CharField(
        label=_("Add a note"),
        max_length=5_000,
        help_text=_("Seen by everybody who reads this application; never by the applicant."),
        widget=forms.Textarea(attrs={"rows": 4, "data-key": "n"}),
        error_messages={"required": _("Write something first.")},
    )


class SavedViewForm(PlainWords, forms.Form):
    """`posting`: the one by whose team the view can be used, or None."""

    name = forms.CharField(
        label=_("Name of the view"),
        max_length=60,
        strip=True,
        help_text=_("As it stands in the menu, such as “To read: IT”."),
        error_messages={"required": _("Give the view a name.")},
    )
    is_shared = forms.BooleanField(label=_("Share it with the team of the posting"), required=False)

    def __init__(self, *args: Any, posting: Posting | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if posting is None:
            del self.fields["is_shared"]


class AddForm(PlainWords, forms.Form):
    """Somebody whom a colleague adds by hand. `is_late`: it must be said why they are taken all the same."""

    name = OneLine(
        limit=120,
        label=_("Their name"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write their name.")},
    )
    email = Mailbox(
        label=_("Their e-mail address"),
        help_text=_("We write to it at once: what we hold, from whom, and how they can see or withdraw it."),
        error_messages={"required": _("Write their e-mail address.")},
    )
    cv = CVField(
        label=_("Their CV"),
        help_text=format_lazy(
            _("A PDF, DOCX or ODT file of at most {limit} MB."), limit=settings.UPLOAD_LIMIT // 1024 // 1024
        ),
        error_messages={"required": _("Choose their CV: a PDF, DOCX or ODT file.")},
    )
    source = forms.ChoiceField(
        label=_("How it came to us"),
        choices=[(source.value, source.label) for source in BY_HAND],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it came to us.")},
    )
    referred_by = OneLine(
        limit=120,
        label=_("From whom"),
        help_text=_("A person or an agency. The letter to the applicant names them, as the law asks."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write from whom we have it.")},
    )
    late_reason = Paragraphs(
        limit=500,
        rows=3,
        label=_("Why it is taken after the deadline"),
        help_text=_("Shown on the application to everybody who reads it. Up to 500 characters."),
        error_messages={"required": _("Say why it is taken after the deadline.")},
    )

    def __init__(self, *args: Any, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        if not is_late:
            del self.fields["late_reason"]
