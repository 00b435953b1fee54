"""The forms of what a posting has several of: texts, questions, criteria, stages and so on."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.forms import PlainWords, side_by_side
from core.several_forms import RowForms
from postings.models import Criterion, Faq, Question, Section, Stage

CHOOSE = ("", _("Choose"))
MARKDOWN = _(
    "Leave an empty line between paragraphs. Lines that begin with - become a list. A link: [words](https://…)"
)


def _ask_for_kind(form: forms.ModelForm) -> None:
    kind: Any = form.fields["kind"]
    kind.choices = [CHOOSE, *(choice for choice in kind.choices if choice[0])]


class SectionForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Section
        fields = ["kind", "heading", "body"]
        labels = {"kind": _("Kind"), "heading": _("Heading"), "body": _("Text")}
        help_texts = {"body": MARKDOWN}
        widgets = {"body": forms.Textarea(attrs={"rows": 12})}
        error_messages = {
            "body": {"required": _("Write the text.")},
            "kind": {"required": _("Choose its kind.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_kind(self)
        self.helper = side_by_side(self, ("kind", "heading"))


class FaqForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Faq
        fields = ["question", "answer"]
        labels = {"question": _("Question"), "answer": _("Answer")}
        help_texts = {"answer": MARKDOWN}
        widgets = {"answer": forms.Textarea(attrs={"rows": 5})}
        error_messages = {
            "question": {"required": _("Write the question.")},
            "answer": {"required": _("Write the answer.")},
        }


class QuestionForm(PlainWords, forms.ModelForm):
    lines = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line; for “One of” only."),
    )

    class Meta:
        model = Question
        fields = ["text", "kind", "help", "is_required"]
        labels = {
            "text": _("Question"),
            "kind": _("Answered with"),
            "help": _("Help below the question"),
            "is_required": _("Must be answered"),
        }
        error_messages = {
            "text": {"required": _("Write the question.")},
            "kind": {"required": _("Choose how it is answered.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_kind(self)
        self.initial["lines"] = "\n".join(self.instance.choices)
        self.helper = side_by_side(self, ("kind", "help"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        choices = list(
            dict.fromkeys(line.strip() for line in data.pop("lines", "").splitlines() if line.strip())
        )
        if data.get("kind") == Question.Kind.ONE_OF and len(choices) < 2:
            self.add_error("lines", _("Write at least two choices, one a line."))
        if any(len(choice) > 120 for choice in choices):
            self.add_error("lines", _("Keep each choice under 120 characters."))
        data["choices"] = choices if data.get("kind") == Question.Kind.ONE_OF else []
        return data

    def validate_constraints(self) -> None:
        """`clean` has refused the same, at its field."""


class CriterionForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Criterion
        fields = ["text", "weight"]
        labels = {"text": _("Criterion"), "weight": _("It is")}
        error_messages = {"text": {"required": _("Write the criterion.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = side_by_side(self, ("text", "weight"))


class StageForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Stage
        fields = ["kind", "name"]
        labels = {"kind": _("Kind"), "name": _("Name")}
        error_messages = {
            "name": {"required": _("Give it a name.")},
            "kind": {"required": _("Choose its kind.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_kind(self)

        self.helper = side_by_side(self, ("kind", "name"))

    def validate_constraints(self) -> None:
        """`StageRows.judge` has refused the same, at its field."""

    def validate_unique(self) -> None:
        """The same: two stages may take each other's name."""


class StageRows(RowForms):
    def judge(self, kept: list[Any], others: list[Any]) -> None:
        names, kinds = {row.name for row in others}, {row.kind for row in others}
        for one in kept:
            name, kind = one.cleaned_data.get("name"), one.cleaned_data.get("kind")
            if name in names:
                one.add_error("name", _("Another stage has this name."))
            if kind == Stage.Kind.RECEIVED and kind in kinds:
                one.add_error("kind", _("There is a stage for what is received already; one is enough."))
            names.add(name)
            kinds.add(kind)


@dataclass(frozen=True)
class PartKind:
    """What a posting has several of: what is said above its rows, and the form of one."""

    is_rows: ClassVar[bool] = True
    model: type[models.Model]
    form: type[forms.ModelForm]
    label: str | Promise
    lede: str | Promise
    new: str | Promise
    add: str | Promise
    rows: type[RowForms] = RowForms
    is_long: bool = False  # its rows open one by one


TEXTS = PartKind(
    Section, SectionForm,
    _("Texts"), _("The page shows them in this order."), _("A new text"), _("Add a text"), is_long=True,
)  # fmt: skip
FAQS = PartKind(
    Faq, FaqForm,
    _("Frequent questions"), _("What people ask, and what you answer."),
    _("A new question and answer"), _("Add a question and answer"), is_long=True,
)  # fmt: skip
QUESTIONS = PartKind(
    Question, QuestionForm,
    _("Questions"), _("Every applicant is asked these, after the details and the background."),
    _("A new question"), _("Add a question"), is_long=True,
)  # fmt: skip
CRITERIA = PartKind(
    Criterion, CriterionForm,
    _("Criteria"), _("What applications are read against: required, or an advantage."),
    _("A new criterion"), _("Add a criterion"),
)  # fmt: skip
STAGES = PartKind(
    Stage, StageForm,
    _("Stages"), _("The way of an application. It comes in at the one of the kind “received”."),
    _("A new stage"), _("Add a stage"), StageRows,
)  # fmt: skip
