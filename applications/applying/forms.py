"""One form a step: it asks for what the posting asks, shows what is missing, and hands on clean values."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.applying import answering, steps
from applications.applying.fields import Mailbox, OneLine, Paragraphs, question_field
from applications.models import Draft
from files.forms import CVField
from postings.models import Posting, Question


class StepForm(forms.Form):
    """Clean data are the values of the step as `steps.values_of` names them, but for the CV: a file or none.

    `leaving`: the applicant stops here for now, so what is missing may stay missing.
    """

    step: Draft.Step

    def __init__(
        self,
        *args: Any,
        posting: Posting,
        draft: Draft | None,
        questions: list[Question],
        leaving: bool = False,
        **kwargs: Any,
    ) -> None:
        self.posting, self.draft, self.questions = posting, draft, questions
        super().__init__(*args, **kwargs)
        self.add_fields()
        self._require(steps.needed(self.step, posting=posting, questions=questions, leaving=leaving))

    def add_fields(self) -> None:
        """Those that depend on the posting."""

    def _require(self, needed: dict[str, str]) -> None:
        for name, field in self.fields.items():
            field.required = name in needed
            if field.required:
                field.error_messages["required"] = needed[name]


class DetailsForm(StepForm):
    step = Draft.Step.DETAILS

    name = OneLine(
        limit=120,
        label=gettext_lazy("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = Mailbox(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("We write to it: a receipt, and the answer."),
    )
    phone = OneLine(
        limit=40,
        label=gettext_lazy("Phone number"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and sum(character.isdigit() for character in phone) < 4:
            raise ValidationError(_("Write a phone number, such as +45 12 34 56 78, or leave this empty."))
        return phone


class BackgroundForm(StepForm):
    """Current position and motivation as the posting asks for them, then its own questions."""

    step = Draft.Step.BACKGROUND

    def add_fields(self) -> None:
        if self.posting.asks_current_position != Posting.Ask.OFF:
            self.fields["current_position"] = OneLine(
                limit=200,
                label=_("Your current position"),
                help_text=_("What you do now, or did last."),
                widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
            )
        if self.posting.asks_motivation != Posting.Motivation.OFF:
            must = self.posting.asks_motivation == Posting.Motivation.REQUIRED
            self.fields["motivation"] = Paragraphs(
                limit=10_000,
                label=_("Why are you applying?"),
                help_text=_("A few sentences are enough.")
                if must
                else _("Or write it in your CV and leave this empty."),
            )
        for question in self.questions:
            self.fields[answering.name_of(question.pk)] = question_field(question)


class CvForm(StepForm):
    step = Draft.Step.CV

    cv = CVField()

    def add_fields(self) -> None:
        if self.draft and self.draft.cv_id:
            self.fields["cv"].label = _("Another CV, in its place")

    def _require(self, needed: dict[str, str]) -> None:
        super()._require({} if self.has_cv else needed)

    @property
    def has_cv(self) -> bool:
        """One that can be sent."""
        cv = self.draft.cv if self.draft else None
        return cv is not None and not cv.holds_malware


FORMS: dict[str, type[StepForm]] = {
    Draft.Step.DETAILS: DetailsForm,
    Draft.Step.BACKGROUND: BackgroundForm,
    Draft.Step.CV: CvForm,
}


def form_of(step: str, **kwargs: Any) -> StepForm:
    """`kwargs`: as `StepForm`."""
    return FORMS[step](**kwargs)


def initial_of(step: str, draft: Draft | None) -> dict[str, str]:
    """What the draft holds, to be shown in the fields; a browser never shows a file in one."""
    return steps.values_of(step, draft) if draft and step != Draft.Step.CV else {}
