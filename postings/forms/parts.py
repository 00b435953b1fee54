"""The forms of what a posting has several of: texts, questions, criteria, stages and so on; and its team."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms import PeopleField
from accounts.models import User
from core.forms import PlainWords
from postings.models import Criterion, Faq, Posting, Question, Section, Stage

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

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        others = Stage.objects.filter(posting_id=self.instance.posting_id).exclude(pk=self.instance.pk)
        if data.get("name") and others.filter(name=data["name"]).exists():
            self.add_error("name", _("Another stage has this name."))
        received = Stage.Kind.RECEIVED
        if data.get("kind") == received and others.filter(kind=received).exists():
            self.add_error("kind", _("There is a stage for what is received already; one is enough."))
        return data

    def validate_constraints(self) -> None:
        """`clean` has refused the same, at its field."""


class TeamForm(PlainWords, forms.Form):
    users = PeopleField(
        label=_("Members"),
        required=False,
        help_text=_(
            "Hiring managers see the postings that they belong to. Recruiters see every posting; "
            "as members they also get its reminders."
        ),
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
    """What a posting has several of: its tab, what is said there, and the form of one."""

    tab: str
    model: type[models.Model]
    form: type[forms.ModelForm]
    label: str | Promise
    lede: str | Promise
    add: str | Promise
    remove: str | Promise


def in_brief(row: models.Model) -> str:
    """What stands beside a row in its tab: its kind or its weight where its name says another thing."""
    shown: Any = row
    said = ""
    if isinstance(row, Criterion):
        said = shown.get_weight_display()
    elif isinstance(row, Section | Question | Stage):
        said = shown.get_kind_display()
    kind = "" if said == str(row) else said
    must = str(_("must be answered")) if isinstance(row, Question) and row.is_required else ""
    return ", ".join(filter(None, [kind, must]))


PART_KINDS = {
    kind.tab: kind
    for kind in (
        PartKind(
            "texts", Section, SectionForm,
            _("Texts"), _("The page shows them in this order."),
            _("Add a text"), _("Remove this text"),
        ),
        PartKind(
            "faq", Faq, FaqForm,
            _("Frequent questions"), _("What people ask, and what you answer."),
            _("Add a question and answer"), _("Remove this question and answer"),
        ),
        PartKind(
            "questions", Question, QuestionForm,
            _("Questions"), _("Every applicant is asked these, after the details and the background."),
            _("Add a question"), _("Remove this question"),
        ),
        PartKind(
            "criteria", Criterion, CriterionForm,
            _("Criteria"), _("What applications are read against: required, or an advantage."),
            _("Add a criterion"), _("Remove this criterion"),
        ),
        PartKind(
            "stages", Stage, StageForm,
            _("Stages"), _("The way of an application. It comes in at the one of the kind “received”."),
            _("Add a stage"), _("Remove this stage"),
        ),
    )
}  # fmt: skip
