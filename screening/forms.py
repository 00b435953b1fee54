"""What a member of staff types about an application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from core.forms import PlainWords
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
