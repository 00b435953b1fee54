"""The forms of what a posting has several of: texts, questions, criteria, stages and so on; and its team."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models

from accounts.forms import PeopleField
from accounts.models import User
from core.forms import PlainWords
from postings.models import Criterion, Faq, Posting, Question, Section, Stage

CHOOSE = ("", "Choose")
MARKDOWN = "Leave an empty line between paragraphs. Lines that begin with - become a list. A link: [words](https://…)"


def _ask_for_kind(form: forms.ModelForm) -> None:
    kind: Any = form.fields["kind"]
    kind.choices = [CHOOSE, *(choice for choice in kind.choices if choice[0])]


class SectionForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Section
        fields = ["kind", "heading", "body"]
        labels = {"kind": "Kind", "body": "Text"}
        help_texts = {"body": MARKDOWN}
        widgets = {"body": forms.Textarea(attrs={"rows": 12})}
        error_messages = {"body": {"required": "Write the text."}, "kind": {"required": "Choose its kind."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_kind(self)


class FaqForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Faq
        fields = ["question", "answer"]
        help_texts = {"answer": MARKDOWN}
        widgets = {"answer": forms.Textarea(attrs={"rows": 5})}
        error_messages = {
            "question": {"required": "Write the question."},
            "answer": {"required": "Write the answer."},
        }


class QuestionForm(PlainWords, forms.ModelForm):
    lines = forms.CharField(
        label="Choices",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line; for “One of” only.",
    )

    class Meta:
        model = Question
        fields = ["text", "kind", "help", "is_required"]
        labels = {"text": "Question", "kind": "Answered with", "help": "Help below the question"}
        error_messages = {
            "text": {"required": "Write the question."},
            "kind": {"required": "Choose how it is answered."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_kind(self)
        self.initial["lines"] = "\n".join(self.instance.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        choices = list(
            dict.fromkeys(line.strip() for line in data.pop("lines", "").splitlines() if line.strip())
        )
        if data.get("kind") == Question.Kind.ONE_OF and len(choices) < 2:
            self.add_error("lines", "Write at least two choices, one a line.")
        if any(len(choice) > 120 for choice in choices):
            self.add_error("lines", "Keep each choice under 120 characters.")
        data["choices"] = choices if data.get("kind") == Question.Kind.ONE_OF else []
        return data

    def validate_constraints(self) -> None:
        """`clean` has said it in better words."""


class CriterionForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Criterion
        fields = ["text", "weight"]
        labels = {"text": "Criterion", "weight": "It is"}
        error_messages = {"text": {"required": "Write the criterion."}}


class StageForm(PlainWords, forms.ModelForm):
    class Meta:
        model = Stage
        fields = ["kind", "name"]
        error_messages = {"name": {"required": "Give it a name."}, "kind": {"required": "Choose its kind."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_kind(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        others = Stage.objects.filter(posting_id=self.instance.posting_id).exclude(pk=self.instance.pk)
        if data.get("name") and others.filter(name=data["name"]).exists():
            self.add_error("name", "Another stage has this name.")
        received = Stage.Kind.RECEIVED
        if data.get("kind") == received and others.filter(kind=received).exists():
            self.add_error("kind", "There is a stage for what is received already; one is enough.")
        return data

    def validate_constraints(self) -> None:
        """`clean` has said it in better words."""


class TeamForm(PlainWords, forms.Form):
    users = PeopleField(
        label="Members",
        required=False,
        help_text="Hiring managers see the postings that they belong to. Recruiters see every posting; "
        "as members they also get its reminders.",
    )

    def __init__(self, *args: Any, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        users: Any = self.fields["users"]
        able = [User.Role.HIRING_MANAGER, User.Role.RECRUITER, User.Role.ADMINISTRATOR]
        users.queryset = User.objects.filter(
            models.Q(is_active=True, role__in=able) | models.Q(postings=posting)
        ).distinct()
        users.initial = list(posting.memberships.values_list("user_id", flat=True))


@dataclass(frozen=True)
class PartKind:
    """What a posting has several of: how one is called, its tab, and its form."""

    tab: str
    label: str
    one: str
    model: type[models.Model]
    form: type[forms.ModelForm]
    lede: str

    @property
    def article(self) -> str:
        return "an" if self.one[0] in "aeiou" else "a"


def in_brief(row: models.Model) -> str:
    """What stands beside a row in its tab: its kind or its weight where its name says another thing."""
    shown: Any = row
    said = ""
    if isinstance(row, Criterion):
        said = shown.get_weight_display()
    elif isinstance(row, Section | Question | Stage):
        said = shown.get_kind_display()
    kind = "" if said == str(row) else said
    must = "must be answered" if isinstance(row, Question) and row.is_required else ""
    return ", ".join(filter(None, [kind, must]))


PART_KINDS = {
    kind.tab: kind
    for kind in (
        PartKind(
            "texts", "Texts", "text", Section, SectionForm,
            "The page shows them in this order.",
        ),
        PartKind(
            "faq", "Frequent questions", "question and answer", Faq, FaqForm,
            "What people ask, and what you answer.",
        ),
        PartKind(
            "questions", "Questions", "question", Question, QuestionForm,
            "Every applicant is asked these, after the details and the background.",
        ),
        PartKind(
            "criteria", "Criteria", "criterion", Criterion, CriterionForm,
            "What applications are read against: required, or an advantage.",
        ),
        PartKind(
            "stages", "Stages", "stage", Stage, StageForm,
            "The way of an application. It comes in at the one of the kind “received”.",
        ),
    )
}  # fmt: skip
